import type { FieldCensus } from "../../text/fields/field-census.ts";
import { localZone, type TimeZone } from "../../time/time-zone.ts";
import type { LogRecord } from "../records.ts";
import { byFirst, Seen } from "../seen.ts";
import type { CountKey } from "./count-key.ts";
import { type CountValue, createDimension, type Dimension } from "./dimension.ts";

/** How many entries have these values. */
export interface CountRow {
  /** One for each key, in their order. */
  readonly values: readonly CountValue[];
  readonly seen: Seen;
}

/** Counts entries by what they say or where they come from (`--count-by`). The counts do not depend on the order of entries. */
export class CountAnalysis {
  readonly keys: readonly CountKey[];
  readonly #dimensions: readonly Dimension[];
  /** For each dimension: number of all values up to it, from that of those before it and its own. */
  readonly #joined: readonly Map<number, number>[];
  readonly #rows: CodedRow[] = [];
  readonly #codes: number[];
  readonly #mostRows: number;
  readonly #others = new Seen();
  readonly #total = new Seen();

  /** @param options.mostRows How many rows there may be; what comes then is counted together. */
  constructor(
    keys: readonly CountKey[],
    { zone = localZone, mostRows = usualMost, census }: CountAnalysisOptions = {},
  ) {
    this.keys = keys;
    this.#mostRows = mostRows;
    this.#dimensions = keys.map((key) => createDimension(key, zone, mostRows, census));
    this.#joined = keys.map(() => new Map());
    this.#codes = keys.map(() => 0);
  }

  /** Takes a record in. */
  take(record: LogRecord): void {
    this.#total.add(record.seconds, record.nanos);
    let joined = 0;
    for (let place = 0; place < this.#dimensions.length; place++) {
      const code = (this.#dimensions[place] as Dimension).codeOf(record);
      if (code < 0) return this.#others.add(record.seconds, record.nanos);
      this.#codes[place] = code;
      joined = this.#join(place, joined, code);
      if (joined < 0) return this.#others.add(record.seconds, record.nanos);
    }
    const row = this.#rows[joined] as CodedRow;
    row.seen.add(record.seconds, record.nanos);
  }

  /**
   * The counts: by time where that is counted by, in its order and with the units between in which nothing was written; else
   * the most frequent first.
   */
  rows(): readonly CountRow[] {
    const rows = this.#rows.map(({ codes, seen }) => ({
      values: codes.map((code, place) => this.#dimensions[place]?.valueOf(code) ?? null),
      seen,
    }));
    const times = this.keys.flatMap(({ kind }, place) => (kind === "time" ? [place] : []));
    return this.#withEmptyUnits(rows).toSorted((a, b) => {
      for (const place of times) {
        const difference = Number(a.values[place]) - Number(b.values[place]);
        if (difference !== 0) return difference;
      }
      return b.seen.count - a.seen.count || byFirst(a, b) || byText(a, b);
    });
  }

  /** All records, and those for which there were too many rows. */
  get totals(): { readonly all: Seen; readonly others: Seen } {
    return { all: this.#total, others: this.#others };
  }

  /** The number of all values up to that of a place; of the last place it is the row's. Below 0 where there are too many. */
  #join(place: number, before: number, code: number): number {
    const numbers = this.#joined[place] as Map<number, number>;
    const key = before * codeBound + code;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (numbers.size >= this.#mostRows) return -1;
    const added = numbers.size;
    numbers.set(key, added);
    if (place === this.#dimensions.length - 1) this.#rows.push({ codes: [...this.#codes], seen: new Seen() });
    return added;
  }

  #withEmptyUnits(rows: readonly CountRow[]): readonly CountRow[] {
    const [key, another] = this.keys;
    if (key?.kind !== "time" || another !== undefined || rows.length === 0) return rows;
    const units = new Set(rows.map(({ values }) => Number(values[0])));
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const unit of units) {
      first = Math.min(first, unit);
      last = Math.max(last, unit);
    }
    // Days are not all of one length.
    if (key.unitSeconds > 3600 || (last - first) / key.unitSeconds > mostUnits) return rows;
    const empty: CountRow[] = [];
    for (let unit = first; unit < last; unit += key.unitSeconds) {
      if (!units.has(unit)) empty.push({ values: [unit], seen: new Seen() });
    }
    return [...rows, ...empty];
  }
}

interface CodedRow {
  readonly codes: readonly number[];
  readonly seen: Seen;
}

/** How a {@link CountAnalysis} works. */
export interface CountAnalysisOptions {
  /** Where days and hours begin; this machine's zone when absent. */
  readonly zone?: TimeZone | undefined;
  readonly mostRows?: number | undefined;
  /** Is told which fields are found. */
  readonly census?: FieldCensus | undefined;
}

const usualMost = 100_000;
/** Above every number of a value, and so small that two of them make an exact number. */
const codeBound = 2 ** 24;
const mostUnits = 1500;

function byText(a: CountRow, b: CountRow): number {
  const [first, second] = [JSON.stringify(a.values), JSON.stringify(b.values)];
  return first < second ? -1 : first > second ? 1 : 0;
}
