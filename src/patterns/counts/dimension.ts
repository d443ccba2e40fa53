import { EntryFlag } from "../../stream/block.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import { EntryFields } from "../../text/fields/entry-fields.ts";
import type { FieldCensus } from "../../text/fields/field-census.ts";
import { readableValue } from "../../text/fields/field-value.ts";
import { levelNames } from "../../text/level/level.ts";
import { levelOf } from "../../text/level/level-of.ts";
import type { TimeZone } from "../../time/time-zone.ts";
import type { LogRecord } from "../records.ts";
import type { CountFact, CountKey } from "./count-key.ts";

/** A value that entries are counted by: text, a number (a restart count, or seconds since 1970), or null for none. */
export type CountValue = string | number | null;

/** One of the things that entries are counted by: gives each of its values a number, from 0 on. */
export interface Dimension {
  /** The number of an entry's value; below 0 where there are too many values. */
  codeOf(record: LogRecord): number;
  /** The value of a number. */
  valueOf(code: number): CountValue;
}

/**
 * @param mostValues How many values it tells apart.
 * @param census Is told whether a field is found.
 */
export function createDimension(key: CountKey, zone: TimeZone, mostValues: number, census?: FieldCensus): Dimension {
  switch (key.kind) {
    case "fact":
      return new FactDimension(key.name, mostValues);
    case "level":
      return levelDimension;
    case "stream":
      return streamDimension;
    case "time":
      return new TimeDimension(key.unitSeconds, zone, mostValues);
    case "field":
      return key.name === "level" ? levelDimension : new FieldDimension(key.name, mostValues, census);
  }
}

const levelDimension: Dimension = {
  codeOf: ({ bytes, start, end }) => levelOf(bytes, start, end),
  valueOf: (code) => levelNames[code] ?? null,
};

const streamDimension: Dimension = {
  codeOf: ({ flags }) => flags & (EntryFlag.stdout | EntryFlag.stderr),
  valueOf: (code) => (code === EntryFlag.stdout ? "stdout" : code === EntryFlag.stderr ? "stderr" : null),
};

/** Values and their numbers, up to a bound. */
class Codes<Value extends CountValue> {
  readonly #codes = new Map<Value, number>();
  readonly #values: Value[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  of(value: Value): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    if (this.#values.length >= this.#most) return -1;
    this.#codes.set(value, this.#values.length);
    return this.#values.push(value) - 1;
  }

  value(code: number): Value | null {
    return this.#values[code] ?? null;
  }
}

class FactDimension implements Dimension {
  readonly #name: CountFact;
  readonly #codes: Codes<CountValue>;
  #source: SourceInfo | undefined;
  #code = 0;

  constructor(name: CountFact, mostValues: number) {
    this.#name = name;
    this.#codes = new Codes(mostValues);
  }

  codeOf({ source }: LogRecord): number {
    // Entries of one source often follow each other.
    if (source !== this.#source) {
      this.#source = source;
      this.#code = this.#codes.of(factOf(source.facts, this.#name));
    }
    return this.#code;
  }

  valueOf(code: number): CountValue {
    return this.#codes.value(code);
  }
}

function factOf(facts: SourceFacts, name: CountFact): CountValue {
  return facts[name] ?? null;
}

class TimeDimension implements Dimension {
  readonly #unit: number;
  readonly #zone: TimeZone;
  readonly #codes: Codes<number>;
  /** The unit that was asked about last: from a second on, and up to one. */
  #from = Number.POSITIVE_INFINITY;
  #to = Number.NEGATIVE_INFINITY;
  #code = 0;

  constructor(unitSeconds: number, zone: TimeZone, mostValues: number) {
    this.#unit = unitSeconds;
    this.#zone = zone;
    this.#codes = new Codes(mostValues);
  }

  codeOf({ seconds }: LogRecord): number {
    if (seconds < this.#from || seconds >= this.#to) {
      const offset = this.#zone.offsetSecondsAt(seconds);
      this.#from = Math.floor((seconds + offset) / this.#unit) * this.#unit - offset;
      // Clocks may be changed within a day; not within less than an hour.
      this.#to = this.#from + Math.min(this.#unit, 900);
      if (seconds >= this.#to) this.#to = seconds + 1;
      this.#code = this.#codes.of(this.#from);
    }
    return this.#code;
  }

  valueOf(code: number): CountValue {
    return this.#codes.value(code);
  }
}

class FieldDimension implements Dimension {
  readonly #fields: EntryFields;
  readonly #codes: Codes<CountValue>;

  constructor(name: string, mostValues: number, census: FieldCensus | undefined) {
    this.#fields = new EntryFields([name], census);
    this.#codes = new Codes(mostValues);
  }

  codeOf({ bytes, start, end }: LogRecord): number {
    this.#fields.open(bytes, start, end);
    const value = this.#fields.value(0);
    return this.#codes.of(value === undefined ? null : readableValue(value).slice(0, longestValue));
  }

  valueOf(code: number): CountValue {
    return this.#codes.value(code);
  }
}

/** In characters; what begins alike and is longer is counted together. */
const longestValue = 256;
