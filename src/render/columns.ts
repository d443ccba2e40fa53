import { KtError } from "../errors/kt-error.ts";
import type { SourceFacts, SourceInfo } from "../stream/source-info.ts";

/** The columns there are, in the order in which they stand unless `--columns` says another. */
export const columnNames = [
  "timestamp",
  "context",
  "namespace",
  "node",
  "zone",
  "region",
  "os",
  "arch",
  "service",
  "pod",
  "container",
  "instance",
  "stream",
  "level",
  "message",
] as const;

/** Name of a column. */
export type ColumnName = (typeof columnNames)[number];

/** A column whose text is the same for all entries of a source. */
export type FactColumn = Exclude<ColumnName, "timestamp" | "stream" | "level" | "message">;

/** What `--columns` asks for: exactly these, or the automatic ones with changes. */
export type ColumnChoice =
  | { readonly only: readonly ColumnName[] }
  | { readonly add: readonly ColumnName[]; readonly remove: readonly ColumnName[] };

/**
 * Reads the value of `--columns`: `timestamp,pod,message` for exactly these in this order, or `+node,-container` to
 * change the automatic ones.
 * @throws KtError KT_USAGE for a column that does not exist or a mix of both forms.
 */
export function parseColumns(text: string): ColumnChoice {
  const words = text.split(",").map((word) => word.trim());
  const names = words.map((word) => columnOf(word, text));
  const add = names.filter((_, place) => words[place]?.startsWith("+"));
  const remove = names.filter((_, place) => words[place]?.startsWith("-"));
  if (add.length + remove.length === 0) return { only: [...new Set(names)] };
  if (add.length + remove.length < names.length) {
    throw new KtError("KT_USAGE", `--columns ${JSON.stringify(text)} mixes columns with and without a sign`, {
      hint: "either --columns timestamp,pod,message, or --columns=+node,-container to change the automatic ones",
    });
  }
  return { add, remove };
}

/** The columns of a choice where the automatic ones do not follow from the sources. The message stands where it was put. */
export function chosenColumns(choice: ColumnChoice, usual: readonly ColumnName[]): readonly ColumnName[] {
  if ("only" in choice) return choice.only;
  return columnNames.filter(
    (name) => (usual.includes(name) || choice.add.includes(name)) && !choice.remove.includes(name),
  );
}

/** Says which columns to show, from what the sources seen so far differ in. */
export class AutomaticColumns {
  readonly #choice: ColumnChoice;
  readonly #shown: Set<ColumnName>;
  readonly #firstFacts = new Map<FactColumn, string | undefined>();
  #hasSeen = false;

  /**
   * @param choice What the user asked for.
   * @param shown Columns that are there from the start, whatever the sources are: `message`, `timestamp` with
   * `--timestamps`, `pod` where more pods may join.
   */
  constructor(choice: ColumnChoice, shown: Iterable<ColumnName>) {
    this.#choice = choice;
    this.#shown = new Set(shown);
  }

  /**
   * Takes sources into account. Columns are only ever added: what comes later in the output never says less than
   * what came before.
   * @returns whether the columns are others than before.
   */
  see(sources: readonly SourceInfo[]): boolean {
    const before = this.#shown.size;
    for (const { facts } of sources) {
      // A node tells apart what runs in no pod; the node of a pod follows from the pod and would only be noise.
      const columns = facts.pod === undefined ? nodeIdentity : podIdentity;
      for (const column of columns) this.#compare(column, facts);
    }
    // Only instances that are there together from the start: a restart in mid-stream must not change the look.
    if (!this.#hasSeen && sources.length > 0) {
      this.#hasSeen = true;
      if (hasSeveralInstances(sources)) this.#shown.add("instance");
    }
    return this.#shown.size > before;
  }

  /** The columns to show now, in order. The message, whose length nobody knows, is always the last. */
  columns(): readonly ColumnName[] {
    const choice = this.#choice;
    if ("only" in choice) {
      const others = choice.only.filter((name) => name !== "message");
      return others.length < choice.only.length ? [...others, "message"] : others;
    }
    return columnNames.filter(
      (name) => (this.#shown.has(name) || choice.add.includes(name)) && !choice.remove.includes(name),
    );
  }

  #compare(column: FactColumn, facts: SourceFacts): void {
    const text = shownText(column, facts);
    if (!this.#firstFacts.has(column)) this.#firstFacts.set(column, text);
    else if (this.#firstFacts.get(column) !== text) this.#shown.add(column);
  }
}

/** The text of a column for a source; undefined when that fact does not apply or is not known. */
export function factText(column: FactColumn, facts: SourceFacts): string | undefined {
  const fact = facts[column];
  return fact === undefined ? undefined : String(fact);
}

/**
 * The text of a column where it is to be looked at: beside its containers a pod may have lines of others, which stand in
 * the same column.
 */
export function shownText(column: FactColumn, facts: SourceFacts): string | undefined {
  return factText(column, facts) ?? (column === "container" && facts.pod !== undefined ? facts.service : undefined);
}

/** Whether the column's text is the same for all entries of a source. */
export function isFactColumn(column: ColumnName): column is FactColumn {
  return column !== "timestamp" && column !== "stream" && column !== "level" && column !== "message";
}

const podIdentity: readonly FactColumn[] = ["context", "namespace", "pod", "container"];
const nodeIdentity: readonly FactColumn[] = ["context", "node", "service"];

function columnOf(word: string, text: string): ColumnName {
  const wanted = word.replace(/^[+-]/u, "");
  const name = columnNames.find((candidate) => candidate === wanted);
  if (name === undefined) {
    throw new KtError("KT_USAGE", `--columns ${JSON.stringify(text)}: there is no column ${JSON.stringify(wanted)}`, {
      hint: `columns: ${columnNames.join(", ")}`,
    });
  }
  return name;
}

function hasSeveralInstances(sources: readonly SourceInfo[]): boolean {
  const seen = new Map<string, number | undefined>();
  for (const { facts } of sources) {
    const key = [facts.context, facts.namespace, facts.podUid ?? facts.pod, facts.container].join("/");
    if (seen.has(key) && seen.get(key) !== facts.instance) return true;
    seen.set(key, facts.instance);
  }
  return false;
}
