import { foldCase } from "./case-folding.ts";
import { parseBracketClass, parseEscape, parseNamedClass } from "./class-parser.ts";
import { allCodePoints, type CodePoints, complementOf } from "./code-points.ts";
import { PatternReader } from "./pattern-reader.ts";
import { type Assertion, type Expression, emptyExpression } from "./syntax-tree.ts";

/**
 * Reads a regular expression in the syntax of RE2 as Go has it (go1.24 `regexp/syntax`, flags Perl), which is what
 * kubectl and stern take. Look-around and back references do not exist in it.
 * @throws PatternError
 */
export function parsePattern(pattern: string, isIgnoringCase: boolean): Expression {
  const parser = new PatternParser(new PatternReader(pattern), isIgnoringCase);
  return parser.parse();
}

class PatternParser {
  readonly #reader: PatternReader;
  readonly #groupNames = new Set<string>();
  #isIgnoringCase: boolean;
  #dotMatchesNewline = false;

  constructor(reader: PatternReader, isIgnoringCase: boolean) {
    this.#reader = reader;
    this.#isIgnoringCase = isIgnoringCase;
  }

  parse(): Expression {
    const expression = this.#parseChoice(0);
    if (!this.#reader.isAtEnd) throw this.#reader.fault("this ) closes nothing", this.#reader.place);
    return expression;
  }

  /** Alternatives, up to the end or a closing parenthesis, which is left. */
  #parseChoice(depth: number): Expression {
    if (depth > deepestNesting) throw this.#reader.fault("groups are nested too deeply", this.#reader.place);
    const alternatives = [this.#parseSequence(depth)];
    while (this.#reader.takeText("|")) alternatives.push(this.#parseSequence(depth));
    return alternatives.length === 1 ? (alternatives[0] ?? emptyExpression) : { kind: "choice", parts: alternatives };
  }

  #parseSequence(depth: number): Expression {
    const parts: Expression[] = [];
    while (!this.#reader.isAtEnd && this.#reader.peek() !== "|" && this.#reader.peek() !== ")") {
      const start = this.#reader.place;
      const operator = this.#takeRepeat();
      if (operator !== undefined)
        throw this.#reader.fault(`there is nothing before ${this.#reader.since(start)} to repeat`, start);
      if (this.#reader.takeText("\\Q")) {
        parts.push(...this.#parseQuoted());
        continue;
      }
      const part = this.#parsePart(depth);
      // `(?i)` is no part; a repetition behind it has nothing to repeat.
      if (part !== undefined) parts.push(this.#parseRepeats(part));
    }
    return parts.length === 1
      ? (parts[0] ?? emptyExpression)
      : parts.length === 0
        ? emptyExpression
        : { kind: "sequence", parts };
  }

  #parsePart(depth: number): Expression | undefined {
    const reader = this.#reader;
    const named = parseNamedClass(reader, this.#isIgnoringCase);
    // Outside brackets `[:` begins a class like any other.
    if (named !== undefined) return { kind: "character", set: named };
    switch (reader.peek()) {
      case "(":
        return this.#parseGroup(depth);
      case "[":
        reader.take();
        return { kind: "character", set: parseBracketClass(reader, this.#isIgnoringCase) };
      case ".":
        reader.take();
        return { kind: "character", set: this.#dotMatchesNewline ? allCodePoints : noNewline };
      case "^":
        reader.take();
        return { kind: "assertion", what: "start" };
      case "$":
        reader.take();
        return { kind: "assertion", what: "end" };
      case "\\": {
        const assertion = assertionEscapes.get(reader.peek(1));
        if (assertion === undefined) return this.#literal(parseEscape(reader));
        reader.place += 2;
        return { kind: "assertion", what: assertion };
      }
      default:
        return this.#literal(reader.take().codePointAt(0) ?? 0);
    }
  }

  /** Everything up to `\E` or the end stands for itself; a repetition behind it belongs to the last character. */
  #parseQuoted(): readonly Expression[] {
    const reader = this.#reader;
    let text = reader.takeUntil("\\E");
    if (text === undefined) {
      const start = reader.place;
      while (!reader.isAtEnd) reader.take();
      text = reader.since(start);
    }
    const literals: Expression[] = [...text].map((character) => this.#literal(character.codePointAt(0) ?? 0));
    const last = literals.pop();
    return last === undefined ? literals : [...literals, this.#parseRepeats(last)];
  }

  #parseGroup(depth: number): Expression | undefined {
    const reader = this.#reader;
    const open = reader.place;
    const before = { isIgnoringCase: this.#isIgnoringCase, dotMatchesNewline: this.#dotMatchesNewline };
    reader.take();
    if (reader.peek() === "?" && !this.#parseGroupHead(open)) return undefined;
    const inside = this.#parseChoice(depth + 1);
    if (!reader.takeText(")")) throw reader.fault("this ( is never closed", open);
    this.#isIgnoringCase = before.isIgnoringCase;
    this.#dotMatchesNewline = before.dotMatchesNewline;
    return inside;
  }

  /** What stands behind `(?`. Returns false for flags that hold for the rest of the group around: `(?i)`. */
  #parseGroupHead(open: number): boolean {
    const reader = this.#reader;
    reader.take();
    if (reader.takeText("P<") || (reader.peek() === "<" && !/^[=!]$/u.test(reader.peek(1)) && reader.takeText("<"))) {
      const name = reader.takeUntil(">");
      if (name === undefined || !/^\w+$/u.test(name)) throw reader.fault("invalid name of a group", open);
      if (this.#groupNames.has(name)) throw reader.fault(`the name ${name} is given to two groups`, open);
      this.#groupNames.add(name);
      return true;
    }
    let isSet = true;
    let hasFlag = false;
    for (;;) {
      const letter = reader.take();
      if (letter === ":" || letter === ")") {
        if (!isSet && !hasFlag) break;
        return letter === ":";
      }
      if (letter === "-" && isSet) {
        isSet = false;
        hasFlag = false;
      } else if (letter === "i") {
        this.#isIgnoringCase = isSet;
        hasFlag = true;
      } else if (letter === "s") {
        this.#dotMatchesNewline = isSet;
        hasFlag = true;
      } else if (letter === "m" || letter === "U") {
        // An entry is one line, and which of several matches is taken does not change whether there is one.
        hasFlag = true;
      } else {
        break;
      }
    }
    const kind = reader.since(open);
    const isLookAround = /^\(\?(?:[=!]|<[=!])/u.test(kind + reader.peek());
    throw reader.fault(isLookAround ? "look-ahead and look-behind are not supported" : `unknown group ${kind}`, open);
  }

  /** The part with all repetitions that follow it. */
  #parseRepeats(part: Expression): Expression {
    const start = this.#reader.place;
    const repeat = this.#takeRepeat();
    if (repeat === undefined) return part;
    this.#reader.takeText("?");
    const again = this.#takeRepeat();
    if (again !== undefined) throw this.#reader.fault(`${this.#reader.since(start)} repeats a repetition`, start);
    const repetition: Expression = { kind: "repetition", part, ...repeat };
    if (repeatsOf(repetition) > mostRepeats) {
      throw this.#reader.fault(`${this.#reader.since(start)} repeats more than ${mostRepeats} times`, start);
    }
    return repetition;
  }

  /** Reads `*`, `+`, `?` or `{n,m}`; braces that do not have that form stand for themselves. */
  #takeRepeat(): { readonly min: number; readonly max: number } | undefined {
    const reader = this.#reader;
    if (reader.takeText("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (reader.takeText("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (reader.takeText("?")) return { min: 0, max: 1 };
    const start = reader.place;
    if (!reader.takeText("{")) return undefined;
    const bounds = /^([0-9]+)(?:(,)([0-9]*))?$/u.exec(reader.takeUntil("}") ?? "");
    if (bounds === null) {
      reader.place = start;
      return undefined;
    }
    const min = Number(bounds[1]);
    const max = bounds[2] === undefined ? min : bounds[3] === "" ? Number.POSITIVE_INFINITY : Number(bounds[3]);
    if (min > mostRepeats || (max !== Number.POSITIVE_INFINITY && max > mostRepeats) || max < min) {
      throw reader.fault(`invalid count ${reader.since(start)} (up to ${mostRepeats})`, start);
    }
    return { min, max };
  }

  #literal(code: number): Expression {
    const set: CodePoints = [[code, code]];
    return { kind: "character", set: this.#isIgnoringCase ? foldCase(set) : set };
  }
}

/** Both as in Go. */
const mostRepeats = 1000;
const deepestNesting = 1000;

const noNewline: CodePoints = complementOf([[0x0a, 0x0a]]);

const assertionEscapes: ReadonlyMap<string, Assertion> = new Map([
  ["A", "start"],
  ["z", "end"],
  ["b", "word boundary"],
  ["B", "no word boundary"],
]);

/** How often the innermost part would be written if all counted repetitions were written out. */
function repeatsOf(expression: Expression): number {
  switch (expression.kind) {
    case "repetition": {
      const count = expression.max === Number.POSITIVE_INFINITY ? expression.min : expression.max;
      return Math.max(1, count) * repeatsOf(expression.part);
    }
    case "sequence":
    case "choice":
      return expression.parts.reduce((most, part) => Math.max(most, repeatsOf(part)), 1);
    default:
      return 1;
  }
}
