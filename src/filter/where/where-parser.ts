import { KtError } from "../../errors/kt-error.ts";
import type { Operator, WhereTree } from "./where-tree.ts";

/**
 * Reads the value of `--where`: `status>=500 and (path=~"^/api" or not exists(user.id))`. `and` binds closer than `or`, `not`
 * closest; `&&`, `||`, `!` and `==` mean the same. Values stand bare or in either kind of quotes.
 * @throws KtError KT_USAGE with the place of the fault.
 */
export function parseWhere(text: string): WhereTree {
  return new WhereParser(text).parse();
}

interface Token {
  readonly kind: "word" | "text" | "operator" | "sign" | "end";
  readonly text: string;
  /** Where it begins in the text. */
  readonly at: number;
}

class WhereParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = this.#split();
  }

  parse(): WhereTree {
    const tree = this.#any();
    const rest = this.#peek();
    if (rest.kind !== "end") throw this.#fault(rest, "expected and, or, or the end");
    return tree;
  }

  #any(): WhereTree {
    const parts = [this.#all()];
    while (this.#take("or", "||")) parts.push(this.#all());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "or", parts };
  }

  #all(): WhereTree {
    const parts = [this.#one()];
    while (this.#take("and", "&&")) parts.push(this.#one());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "and", parts };
  }

  #one(): WhereTree {
    if (this.#take("not", "!")) return { kind: "not", part: this.#one() };
    if (this.#take("(")) {
      const inner = this.#any();
      this.#close();
      return inner;
    }
    const field = this.#peek();
    if (field.kind !== "word") throw this.#fault(field, "expected the name of a field");
    this.#next++;
    if (field.text === "exists" && this.#take("(")) {
      const name = this.#peek();
      if (name.kind !== "word" && name.kind !== "text") throw this.#fault(name, "expected the name of a field");
      this.#next++;
      this.#close();
      return { kind: "exists", field: name.text };
    }
    const operator = this.#peek();
    if (operator.kind !== "operator") throw this.#fault(operator, "expected one of = != > >= < <= =~ !~");
    this.#next++;
    const literal = this.#peek();
    if (literal.kind !== "word" && literal.kind !== "text") throw this.#fault(literal, "expected a value");
    this.#next++;
    const sign = operator.text === "==" ? "=" : (operator.text as Operator);
    return { kind: "comparison", field: field.text, operator: sign, literal: literal.text };
  }

  #close(): void {
    if (!this.#take(")")) throw this.#fault(this.#peek(), "expected )");
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "", at: this.#text.length };
  }

  #take(...texts: readonly string[]): boolean {
    const { kind, text } = this.#peek();
    if (kind === "text" || !texts.includes(text)) return false;
    this.#next++;
    return true;
  }

  #split(): readonly Token[] {
    const tokens: Token[] = [];
    const pattern =
      /\s*(?:(?<operator>==|=~|!=|!~|>=|<=|=|>|<)|(?<sign>&&|\|\||[()!])|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>[^']*)'|`(?<name>[^`]+)`|(?<word>[^\s()=!<>~"'`&|]+))/uy;
    const end = this.#text.trimEnd().length;
    while (pattern.lastIndex < end) {
      const from = pattern.lastIndex;
      const groups = pattern.exec(this.#text)?.groups;
      const at = from + (/^\s*/u.exec(this.#text.slice(from))?.[0].length ?? 0);
      if (groups === undefined) throw this.#fault({ kind: "sign", text: this.#text[at] ?? "", at }, "cannot be read");
      const { operator, sign, double, single, name, word } = groups;
      if (operator !== undefined) tokens.push({ kind: "operator", text: operator, at });
      else if (sign !== undefined) tokens.push({ kind: "sign", text: sign, at });
      else if (double !== undefined) tokens.push({ kind: "text", text: double.replaceAll(/\\(["\\])/gu, "$1"), at });
      else if (single !== undefined) tokens.push({ kind: "text", text: single, at });
      else tokens.push({ kind: "word", text: name ?? word ?? "", at });
    }
    return tokens;
  }

  #fault(token: Token, what: string): KtError {
    const found = token.kind === "end" ? "the end" : JSON.stringify(token.text);
    const message = `--where ${JSON.stringify(this.#text)}: ${what}, found ${found} (at character ${token.at + 1})`;
    return new KtError("KT_USAGE", message, {
      hint: `example: --where 'status>=500 and path=~"^/api" and not exists(user)'`,
    });
  }
}
