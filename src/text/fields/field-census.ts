import { nearNames } from "../near-names.ts";

/** A field that was asked for and that no entry has. */
export interface MissingField {
  readonly name: string;
  /** Keys of entries that may have been meant, best first. */
  readonly near: readonly string[];
}

/**
 * Remembers over a run which of the fields that were looked for were found in some entry, and which keys the first entries have
 * that lack one, so that a mistyped name can be told from a value that nothing has.
 */
export class FieldCensus {
  readonly #sought = new Set<string>();
  readonly #found = new Set<string>();
  readonly #keys = new Set<string>();
  #sampled = 0;

  /** These fields are looked for in entries that there are. */
  seek(names: readonly string[]): void {
    for (const name of names) this.#sought.add(name);
  }

  /** Some entry has this field. */
  find(name: string): void {
    this.#found.add(name);
  }

  /** Whether the keys of an entry that lacks a field are wanted: those of the first entries are as good as those of all. */
  get isSampling(): boolean {
    return this.#sampled < mostSampled;
  }

  /** Takes the keys of such an entry. */
  sample(keys: Iterable<string>): void {
    this.#sampled++;
    for (const key of keys) if (this.#keys.size < mostKeys) this.#keys.add(key);
  }

  /** The fields that were looked for and never found. */
  missing(): readonly MissingField[] {
    // An entry may have a level without a key for it.
    const keys = [...new Set(["level", ...this.#keys])];
    return [...this.#sought.difference(this.#found)].map((name) => ({ name, near: nearNames(name, keys) }));
  }

  /** The keys of the first entries that lack a field, as they appeared; none where no entry is JSON or logfmt. */
  get keys(): readonly string[] {
    return [...this.#keys];
  }
}

const mostSampled = 200;
const mostKeys = 200;
