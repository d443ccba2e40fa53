import { EVENT_ID, type Event, getScalarValue, loadAll, parseEvents } from "js-yaml";

/** A text that is no YAML. Its message never quotes the text, which may hold secrets. */
export class YamlError extends Error {
  override readonly name = "YamlError";
  /** From 1; undefined when it is not known. */
  readonly line: number | undefined;
  /** From 1; undefined when it is not known. */
  readonly column: number | undefined;

  constructor(line?: number, column?: number) {
    super("this is not YAML");
    this.line = line;
    this.column = column;
  }
}

/** The documents of a YAML text; none of an empty one. @throws YamlError. */
export function parseYamlDocuments(text: string): readonly unknown[] {
  return withoutQuotes(() => loadAll(text));
}

/** A node of a YAML document, and the line that it begins in, from 1. Scalars are the text that was written. */
export type YamlNode =
  | { readonly kind: "scalar"; readonly text: string; readonly line: number }
  | { readonly kind: "sequence"; readonly items: readonly YamlNode[]; readonly line: number }
  | { readonly kind: "mapping"; readonly entries: readonly (readonly [YamlNode, YamlNode])[]; readonly line: number }
  | { readonly kind: "alias"; readonly line: number };

/** The first document of a YAML text as a tree; undefined for an empty one. @throws YamlError. */
export function parseYamlTree(text: string): YamlNode | undefined {
  const events = withoutQuotes(() => parseEvents(text, {}));
  return new TreeBuilder(text, events).document();
}

class TreeBuilder {
  readonly #text: string;
  readonly #events: readonly Event[];
  #at = 0;

  constructor(text: string, events: readonly Event[]) {
    this.#text = text;
    this.#events = events;
  }

  document(): YamlNode | undefined {
    if (this.#events[0]?.type !== EVENT_ID.DOCUMENT) return undefined;
    this.#at = 1;
    return this.#next();
  }

  /** The next node; undefined where the collection or the document ends. */
  #next(): YamlNode | undefined {
    const event = this.#events[this.#at++];
    if (event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
    if (event.type === EVENT_ID.ALIAS) return { kind: "alias", line: this.#lineAt(event.anchorStart) };
    if (event.type === EVENT_ID.SCALAR) {
      const line = this.#lineAt(Math.max(event.valueStart, 0));
      return { kind: "scalar", text: getScalarValue(this.#text, event), line };
    }
    const line = this.#lineAt(event.start);
    const nodes: YamlNode[] = [];
    for (let node = this.#next(); node !== undefined; node = this.#next()) nodes.push(node);
    if (event.type === EVENT_ID.SEQUENCE) return { kind: "sequence", items: nodes, line };
    const entries: (readonly [YamlNode, YamlNode])[] = [];
    for (let place = 0; place + 1 < nodes.length; place += 2) {
      const [key, value] = nodes.slice(place, place + 2);
      if (key !== undefined && value !== undefined) entries.push([key, value]);
    }
    return { kind: "mapping", entries, line };
  }

  #lineAt(offset: number): number {
    return this.#text.slice(0, offset).split("\n").length;
  }
}

/** The parser's own words quote the text: they must not go along as a cause either. */
function withoutQuotes<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const mark: unknown = error instanceof Error && "mark" in error ? error.mark : undefined;
    throw new YamlError(positionIn(mark, "line"), positionIn(mark, "column"));
  }
}

function positionIn(mark: unknown, key: "line" | "column"): number | undefined {
  if (typeof mark !== "object" || mark === null) return undefined;
  const position: unknown = Reflect.get(mark, key);
  return typeof position === "number" ? position + 1 : undefined;
}
