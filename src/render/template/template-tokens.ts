import { templateError, type TemplateText } from "./template-error.ts";

/** A piece of a template. */
export interface Token {
  /**
   * `text` is what stands outside of braces; `open` and `close` are the braces; `field` is `.Name` with its dot, `word` the
   * name of a function or a keyword, `sign` one of `| ( ) , := =`.
   */
  readonly kind:
    | "text"
    | "open"
    | "close"
    | "dot"
    | "field"
    | "variable"
    | "word"
    | "string"
    | "number"
    | "sign"
    | "end";
  /** As written; of a string what it stands for. */
  readonly text: string;
  /** Where in the template. */
  readonly offset: number;
  /** Whether white space stands before it. */
  readonly isSpaced: boolean;
}

/**
 * Takes a template apart, by the rules of Go's text/template (documentation of the package, Go 1.24): `{{-` and `-}}` take white
 * space away, comments come to nothing.
 * @throws KtError KT_USAGE for what is no token, and for braces or strings that are not closed.
 */
export function readTokens(template: TemplateText): readonly Token[] {
  const { text } = template;
  const tokens: Token[] = [];
  let at = 0;
  let trimsNext = false;
  for (;;) {
    const open = text.indexOf("{{", at);
    let outside = text.slice(at, open < 0 ? text.length : open);
    if (trimsNext) outside = outside.trimStart();
    const trimsBefore = open >= 0 && /^-\s/u.test(text.slice(open + 2, open + 4));
    if (trimsBefore) outside = outside.trimEnd();
    if (outside !== "") tokens.push({ kind: "text", text: outside, offset: at, isSpaced: false });
    if (open < 0) break;
    const inside = open + (trimsBefore ? 3 : 2);
    const action = readAction(template, inside, open);
    tokens.push(...action.tokens);
    trimsNext = action.trimsNext;
    at = action.end;
  }
  tokens.push({ kind: "end", text: "", offset: text.length, isSpaced: false });
  return tokens;
}

interface Action {
  readonly tokens: readonly Token[];
  /** Offset behind the closing braces. */
  readonly end: number;
  readonly trimsNext: boolean;
}

const comment = /\s*\/\*[\s\S]*?\*\/(\s+-)?\}\}/uy;
const closing = /(\s+-)?\}\}/uy;
const spaces = /\s+/uy;
/** Each with the kind of what it finds. */
const shapes: readonly (readonly [kind: Token["kind"], shape: RegExp])[] = [
  ["number", /[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/uy],
  ["field", /\.[\p{L}_][\p{L}\p{N}_]*/uy],
  ["dot", /\./uy],
  ["variable", /\$[\p{L}\p{N}_]*/uy],
  ["word", /[\p{L}_][\p{L}\p{N}_]*/uy],
  ["sign", /:=|[|(),=]/uy],
];

function readAction(template: TemplateText, start: number, open: number): Action {
  const { text } = template;
  const found = match(comment, text, start);
  if (found !== undefined) return { tokens: [], end: start + found.length, trimsNext: found.endsWith("-}}") };
  const tokens: Token[] = [{ kind: "open", text: "{{", offset: open, isSpaced: false }];
  let at = start;
  for (;;) {
    const close = match(closing, text, at);
    if (close !== undefined) {
      tokens.push({ kind: "close", text: "}}", offset: at, isSpaced: false });
      return { tokens, end: at + close.length, trimsNext: close.length > 2 };
    }
    const space = match(spaces, text, at)?.length ?? 0;
    at += space;
    if (at >= text.length) throw templateError(template, open, "this {{ is never closed with }}");
    if (space > 0 && match(closing, text, at) !== undefined) continue;
    const token = readString(template, at) ?? readShape(template, at);
    tokens.push({ kind: token.kind, text: token.text, offset: at, isSpaced: space > 0 });
    at += token.length;
  }
}

interface Piece {
  readonly kind: Token["kind"];
  readonly text: string;
  /** As written. */
  readonly length: number;
}

function readShape(template: TemplateText, at: number): Piece {
  for (const [kind, shape] of shapes) {
    const text = match(shape, template.text, at);
    if (text !== undefined) return { kind, text, length: text.length };
  }
  const character = String.fromCodePoint(template.text.codePointAt(at) ?? 0);
  throw templateError(template, at, `${JSON.stringify(character)} has no meaning here`);
}

function readString(template: TemplateText, at: number): Piece | undefined {
  const { text } = template;
  if (text[at] === "`") {
    const end = text.indexOf("`", at + 1);
    if (end < 0) throw templateError(template, at, "this ` is never closed");
    return { kind: "string", text: text.slice(at + 1, end), length: end + 1 - at };
  }
  if (text[at] !== '"') return undefined;
  const quoted = match(/"(?:[^"\\\n]|\\.)*"/uy, text, at);
  if (quoted === undefined) throw templateError(template, at, 'this " is never closed');
  return { kind: "string", text: unescape(quoted.slice(1, -1), template, at), length: quoted.length };
}

const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

/** Go's escapes in strings. */
function unescape(text: string, template: TemplateText, at: number): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|([\s\S]))/gu,
    (...found) => {
      const [, hex, short, long, octal, letter] = found as (string | undefined)[];
      const digits = hex ?? short ?? long;
      if (digits !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(digits, 16), 0x10ffff));
      if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
      if (letter === "\\" || letter === '"' || letter === "'") return letter;
      const meant = letters[letter ?? ""];
      if (meant === undefined) throw templateError(template, at, `\\${letter} is no escape of a string`);
      return meant;
    },
  );
}

function match(shape: RegExp, text: string, at: number): string | undefined {
  shape.lastIndex = at;
  return shape.exec(text)?.[0];
}
