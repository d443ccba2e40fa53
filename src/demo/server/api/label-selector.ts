import { badRequest } from "./status.ts";

type Labels = Readonly<Record<string, string>>;
type Requirement = (labels: Labels) => boolean;

/**
 * Reads a label selector, set-based ones too; the words of its errors are those of kubernetes v1.36.3
 * (k8s.io/apimachinery pkg/labels/selector.go). `gt` and `lt` are not known here.
 * @throws StatusError 400 when it cannot be read.
 */
export function parseLabelSelector(text: string): (labels: Labels | undefined) => boolean {
  const requirements = new SelectorParser(text).parse();
  return (labels = {}) => requirements.every((holds) => holds(labels));
}

/** The end of the text, among the tokens. */
const endOfText = "";

class SelectorParser {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = text.match(/!=|==|[=!(),]|[^\s=!(),]+/g) ?? [];
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (let token = this.#peek(); token !== endOfText; token = this.#peek()) {
      if (token !== "!" && isPunctuation(token)) {
        throw badRequest(`found '${token}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const separator = this.#take();
      if (separator !== "," && separator !== endOfText) {
        throw badRequest(`found '${separator}', expected: ',' or 'end of string'`);
      }
      const next = this.#peek();
      if (separator === "," && next !== "!" && (next === endOfText || isPunctuation(next))) {
        throw badRequest(`found '${next}', expected: identifier after ','`);
      }
    }
    return requirements;
  }

  #requirement(): Requirement {
    const isNegated = this.#peek() === "!";
    if (isNegated) this.#take();
    const key = this.#take();
    checkKey(key);
    if (isNegated) return (labels) => labels[key] === undefined;
    switch (this.#peek()) {
      case ",":
      case endOfText:
        return (labels) => labels[key] !== undefined;
      case "=":
      case "==": {
        this.#take();
        const value = this.#value();
        return (labels) => labels[key] === value;
      }
      case "!=": {
        this.#take();
        const value = this.#value();
        return (labels) => labels[key] !== value;
      }
      case "in": {
        this.#take();
        const values = this.#values();
        return (labels) => values.some((value) => labels[key] === value);
      }
      case "notin": {
        this.#take();
        const values = this.#values();
        return (labels) => values.every((value) => labels[key] !== value);
      }
      default:
        throw unparsable(`found '${this.#peek()}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #value(): string {
    return isPunctuation(this.#peek()) ? "" : this.#take();
  }

  #values(): string[] {
    const opening = this.#take();
    if (opening !== "(") throw unparsable(`found '${opening}' expected: '('`);
    const values = [this.#value()];
    let separator = this.#take();
    for (; separator === ","; separator = this.#take()) values.push(this.#value());
    if (separator !== ")") throw unparsable(`found '${separator}', expected: ')'`);
    return values;
  }

  #peek(): string {
    return this.#tokens[this.#position] ?? endOfText;
  }

  #take(): string {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }
}

function isPunctuation(token: string): boolean {
  return /^[=!(),]/.test(token);
}

function checkKey(key: string): void {
  if (/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/.test(key)) return;
  throw unparsable(
    `<nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and ` +
      "must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for " +
      "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
  );
}

function unparsable(why: string): Error {
  return badRequest(`unable to parse requirement: ${why}`);
}
