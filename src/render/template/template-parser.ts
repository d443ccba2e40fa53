import { templateError, type TemplateText } from "./template-error.ts";
import type { Branch, Command, Operand, Pipeline, TemplateNode, TemplateTree } from "./template-syntax.ts";
import { readTokens, type Token } from "./template-tokens.ts";

/**
 * Reads a template in the syntax of Go's text/template: pipelines, variables, if, with, range, break, continue, define, template,
 * block.
 * @throws KtError KT_USAGE that names line and column.
 */
export function parseTemplate(template: TemplateText): TemplateTree {
  return new TemplateParser(template).parse();
}

class TemplateParser {
  readonly #template: TemplateText;
  readonly #tokens: readonly Token[];
  #next = 0;
  /** Names of variables that can be seen, by slot; slots are never used again. */
  #variables: { readonly name: string; readonly slot: number }[] = [{ name: "$", slot: 0 }];
  #slotCount = 1;
  #rangeDepth = 0;
  /** Whether the dot is the entry, and so `$`. */
  #isDotEntry = true;
  #isRootEntry = true;
  readonly #definitions = new Map<string, readonly TemplateNode[]>();

  constructor(template: TemplateText) {
    this.#template = template;
    this.#tokens = readTokens(template);
  }

  parse(): TemplateTree {
    const { nodes, ending } = this.#list();
    if (ending !== undefined) throw this.#error(ending, `{{${ending.text}}} without {{if}}, {{with}} or {{range}}`);
    return { body: nodes, definitions: this.#definitions, slotCount: this.#slotCount };
  }

  /** Nodes up to the end of the template, or to `{{else` or `{{end`, whose word is taken. */
  #list(): { readonly nodes: readonly TemplateNode[]; readonly ending: Token | undefined } {
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === "end") return { nodes, ending: undefined };
      if (token.kind === "text") {
        nodes.push({ kind: "text", text: token.text });
        continue;
      }
      const word = this.#peek();
      if (word.kind === "word" && (word.text === "else" || word.text === "end")) {
        return { nodes, ending: this.#take() };
      }
      const node = this.#action(word);
      if (node !== undefined) nodes.push(node);
    }
  }

  #action(word: Token): TemplateNode | undefined {
    switch (word.kind === "word" ? word.text : "") {
      case "if":
      case "with":
        return this.#choice(this.#take());
      case "range":
        return this.#range(this.#take());
      case "break":
      case "continue":
        return this.#leave(this.#take());
      case "define":
      case "block":
        return this.#define(this.#take());
      case "template": {
        const { offset } = this.#take();
        const name = this.#name();
        const pipeline = this.#peek().kind === "close" ? undefined : this.#pipeline();
        this.#close();
        return { kind: "template", name, pipeline, offset };
      }
      default: {
        const pipeline = this.#pipeline();
        this.#close();
        return { kind: "output", pipeline };
      }
    }
  }

  #choice(first: Token): TemplateNode {
    const visible = [...this.#variables];
    const branches: Branch[] = [];
    let word = first;
    for (;;) {
      const isWith = word.text === "with";
      const pipeline = this.#pipeline();
      this.#close();
      const { nodes, ending } = this.#within(isWith, () => this.#list());
      branches.push({ isWith, pipeline, body: nodes });
      const after = this.#endOf(ending, first);
      if (after === "end") return this.#leaving(visible, { kind: "choice", branches, otherwise: [] });
      if (this.#peek().kind === "close") break;
      word = this.#take();
      if (word.text !== "if" && word.text !== "with") throw this.#error(word, "only if or with can follow else");
    }
    return this.#leaving(visible, { kind: "choice", branches, otherwise: this.#otherwise(first) });
  }

  #range(first: Token): TemplateNode {
    const visible = [...this.#variables];
    const pipeline = this.#pipeline();
    this.#close();
    this.#rangeDepth++;
    const { nodes, ending } = this.#within(true, () => this.#list());
    this.#rangeDepth--;
    const otherwise = this.#endOf(ending, first) === "end" ? [] : this.#otherwise(first);
    return this.#leaving(visible, { kind: "range", pipeline, body: nodes, otherwise });
  }

  #leave(word: Token): TemplateNode {
    if (this.#rangeDepth === 0) throw this.#error(word, `{{${word.text}}} outside of {{range}}`);
    this.#close();
    return { kind: word.text === "break" ? "break" : "continue" };
  }

  #define(word: Token): TemplateNode | undefined {
    const name = this.#name();
    const isBlock = word.text === "block";
    const pipeline = isBlock ? this.#pipeline() : undefined;
    this.#close();
    const visible = this.#variables;
    const depth = this.#rangeDepth;
    this.#variables = [{ name: "$", slot: 0 }];
    this.#rangeDepth = 0;
    const wasRootEntry = this.#isRootEntry;
    this.#isRootEntry = false;
    const { nodes, ending } = this.#within(true, () => this.#list());
    this.#isRootEntry = wasRootEntry;
    this.#variables = visible;
    this.#rangeDepth = depth;
    if (this.#endOf(ending, word) !== "end") throw this.#error(word, `{{${word.text}}} has no {{else}}`);
    this.#definitions.set(name, nodes);
    return isBlock ? { kind: "template", name, pipeline, offset: word.offset } : undefined;
  }

  /** What `{{else}}` has before the end. */
  #otherwise(first: Token): readonly TemplateNode[] {
    this.#close();
    const { nodes, ending } = this.#list();
    if (this.#endOf(ending, first) !== "end") throw this.#error(first, `{{${first.text}}} has a second {{else}}`);
    return nodes;
  }

  /** @returns which word it is; behind `end` the braces are closed. */
  #endOf(ending: Token | undefined, first: Token): "else" | "end" {
    if (ending === undefined) throw this.#error(first, `{{${first.text}}} has no {{end}}`);
    if (ending.text === "else") return "else";
    this.#close();
    return "end";
  }

  #within<T>(isDotChanged: boolean, read: () => T): T {
    const before = this.#isDotEntry;
    if (isDotChanged) this.#isDotEntry = false;
    const result = read();
    this.#isDotEntry = before;
    return result;
  }

  #leaving(visible: { readonly name: string; readonly slot: number }[], node: TemplateNode): TemplateNode {
    this.#variables = visible;
    return node;
  }

  #pipeline(): Pipeline {
    const { offset } = this.#peek();
    const declared = this.#declaration();
    const commands = [this.#command()];
    while (this.#isSign("|")) {
      this.#take();
      commands.push(this.#command());
    }
    // A variable can be seen behind the pipeline that sets it, and not in it.
    const slots = declared.map(({ name, slot }) => slot ?? this.#declare(name));
    return { slots, commands, offset };
  }

  /** `$x :=`, `$x =` or `$i, $x :=`; a slot where the variable is there already. */
  #declaration(): readonly { readonly name: string; readonly slot: number | undefined }[] {
    const start = this.#next;
    const names: Token[] = [];
    while (this.#peek().kind === "variable") {
      names.push(this.#take());
      if (this.#isSign(":=") || this.#isSign("=")) {
        const isNew = this.#take().text === ":=";
        return names.map((token) => ({ name: token.text, slot: isNew ? undefined : this.#slotOf(token) }));
      }
      if (!this.#isSign(",")) break;
      this.#take();
    }
    this.#next = start;
    return [];
  }

  #declare(name: string): number {
    const slot = this.#slotCount++;
    this.#variables.push({ name, slot });
    return slot;
  }

  #command(): Command {
    const first = this.#peek();
    const isFunction = first.kind === "word" && !literals.has(first.text);
    if (isFunction) this.#take();
    const operands: Operand[] = [];
    for (let token = this.#peek(); !isEndOfCommand(token); token = this.#peek()) operands.push(this.#operand());
    if (isFunction) return { functionName: first.text, operands, offset: first.offset };
    const [, second] = operands;
    if (operands.length === 0) throw this.#error(first, "a value or a function is missing");
    if (second !== undefined) throw this.#errorAt(second.offset, "only a function can have something behind it");
    return { functionName: undefined, operands, offset: first.offset };
  }

  #operand(): Operand {
    const token = this.#take();
    const { offset } = token;
    const base = this.#base(token);
    const fields = token.kind === "field" ? [token.text.slice(1)] : [];
    for (let next = this.#peek(); next.kind === "field" && !next.isSpaced; next = this.#peek()) {
      fields.push(this.#take().text.slice(1));
    }
    const isDot = base.kind === "dot" && this.#isDotEntry;
    const isRoot = base.kind === "variable" && base.slot === 0 && this.#isRootEntry;
    return { base, fields, isEntry: isDot || isRoot, offset };
  }

  #base(token: Token): Operand["base"] {
    switch (token.kind) {
      case "dot":
      case "field":
        return { kind: "dot" };
      case "variable":
        return { kind: "variable", slot: this.#slotOf(token) };
      case "string":
        return { kind: "literal", value: token.text };
      case "number":
        return { kind: "literal", value: numberOf(token.text) };
      case "word": {
        const value = literals.get(token.text);
        if (value !== undefined) return { kind: "literal", value };
        // A function without arguments, as in `printf "%s" now`.
        const command: Command = { functionName: token.text, operands: [], offset: token.offset };
        return { kind: "pipeline", pipeline: { slots: [], commands: [command], offset: token.offset } };
      }
      case "sign":
        if (token.text === "(") {
          const pipeline = this.#pipeline();
          if (!this.#isSign(")")) throw this.#error(token, "this ( is never closed");
          this.#take();
          return { kind: "pipeline", pipeline };
        }
        break;
      default:
    }
    throw this.#error(token, `${token.text} cannot stand here`);
  }

  #slotOf(token: Token): number {
    const known = this.#variables.findLast(({ name }) => name === token.text);
    if (known === undefined) throw this.#error(token, `there is no variable ${token.text}`);
    return known.slot;
  }

  #name(): string {
    const token = this.#take();
    if (token.kind !== "string") throw this.#error(token, "the name of a template, in quotes, is missing");
    return token.text;
  }

  #close(): void {
    const token = this.#take();
    if (token.kind !== "close") throw this.#error(token, `${token.text || "this"} cannot stand here, }} was expected`);
  }

  #isSign(text: string): boolean {
    const token = this.#peek();
    return token.kind === "sign" && token.text === text;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? endToken;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next++;
    return token;
  }

  #error(token: Token, problem: string): Error {
    return this.#errorAt(token.offset, problem);
  }

  #errorAt(offset: number, problem: string): Error {
    return templateError(this.#template, offset, problem);
  }
}

const literals: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["nil", null],
]);

/** Exact, also where a double is not. */
function numberOf(text: string): number | bigint {
  const value = Number(text);
  return Number.isInteger(value) && !Number.isSafeInteger(value) && /^\d+$/u.test(text) ? BigInt(text) : value;
}

const endToken: Token = { kind: "end", text: "", offset: 0, isSpaced: false };

function isEndOfCommand(token: Token): boolean {
  return token.kind === "close" || token.kind === "end" || (token.kind === "sign" && token.text !== "(");
}
