import type { SourceInfo } from "../stream/source-info.ts";
import { type MaskedLine, wildcardHash } from "./masked-line.ts";
import { Seen } from "./seen.ts";

/** What all lines of a pattern have in common beside their words. */
export interface PatternKind {
  /** A number of `Level`. */
  readonly level: number;
  /** Which of two readings they are of, where readings are compared; 0 otherwise. */
  readonly side: 0 | 1;
}

/** Lines that differ only in what varies: their template, how many there are, and where they come from. */
export class Pattern {
  readonly kind: PatternKind;
  readonly seen: Seen = new Seen();
  /** One of its lines, at most {@link longestExample} bytes of it. */
  readonly example: string;
  readonly #words: string[];
  readonly #hashes: Int32Array;
  readonly #weights: Uint8Array;
  readonly #sources = new Set<SourceInfo>();
  #lastSource: SourceInfo | undefined;

  constructor(line: MaskedLine, kind: PatternKind, example: string) {
    this.kind = kind;
    this.example = example;
    this.#words = Array.from({ length: line.count }, (_, index) => line.word(index));
    this.#hashes = line.hashes.slice(0, line.count);
    this.#weights = line.weights.slice(0, line.count);
  }

  /** Its words with spaces between; `<*>` where its lines differ, and names in such brackets for what varies. */
  get template(): string {
    return this.#words.join(" ");
  }

  /** How many words it has. */
  get count(): number {
    return this.#hashes.length;
  }

  /** Where its lines come from; of very many sources only some. */
  get sources(): ReadonlySet<SourceInfo> {
    return this.#sources;
  }

  /** Counts a line of it. */
  add(seconds: number, nanos: number, source: SourceInfo): void {
    this.seen.add(seconds, nanos);
    if (source === this.#lastSource) return;
    this.#lastSource = source;
    if (this.#sources.size < mostSources) this.#sources.add(source);
  }

  /** Whether a line with as many words is one of it. */
  matches(line: MaskedLine): boolean {
    const hashes = this.#hashes;
    for (let index = 0; index < hashes.length; index++) {
      const hash = hashes[index];
      if (hash !== line.hashes[index] && hash !== wildcardHash) return false;
    }
    return true;
  }

  /**
   * How alike a line with as many words is: which part of the words that say something is the same, from 0 to 1. What only
   * varies (`<num>`) is no likeness.
   */
  similarity(line: MaskedLine): number {
    const hashes = this.#hashes;
    let same = 0;
    let all = 0;
    for (let index = 0; index < hashes.length; index++) {
      const weight = line.weights[index] as number;
      all += weight;
      if (hashes[index] === line.hashes[index]) same += weight;
    }
    return all === 0 ? 0 : same / all;
  }

  /** Widens it so that the line is one of it. */
  widen(line: MaskedLine): void {
    for (let index = 0; index < this.#hashes.length; index++) {
      if (this.#hashes[index] !== line.hashes[index]) this.#setWildcard(index);
    }
  }

  /** How alike another pattern with as many words is, as {@link similarity}. */
  similarityTo(other: Pattern): number {
    let same = 0;
    let all = 0;
    for (let index = 0; index < this.#hashes.length; index++) {
      const weight = Math.max(this.#weights[index] as number, other.#weights[index] as number);
      const hash = this.#hashes[index];
      all += weight;
      if (hash === other.#hashes[index] && hash !== wildcardHash) same += weight;
    }
    return all === 0 ? 0 : same / all;
  }

  /** Takes another pattern with as many words into itself. */
  merge(other: Pattern): void {
    for (let index = 0; index < this.#hashes.length; index++) {
      if (this.#hashes[index] !== other.#hashes[index]) this.#setWildcard(index);
    }
    this.seen.merge(other.seen);
    for (const source of other.#sources) if (this.#sources.size < mostSources) this.#sources.add(source);
  }

  /** Whether it and the other, of any number of words, may be the same: they differ in nothing but `<*>`. */
  unifies(other: Pattern): boolean {
    if (this.count !== other.count) return false;
    for (let index = 0; index < this.#hashes.length; index++) {
      const hash = this.#hashes[index];
      const otherHash = other.#hashes[index];
      if (hash !== otherHash && hash !== wildcardHash && otherHash !== wildcardHash) return false;
    }
    return true;
  }

  #setWildcard(index: number): void {
    this.#hashes[index] = wildcardHash;
    this.#words[index] = "<*>";
  }
}

/** How much of a line is kept as an example, in bytes. */
export const longestExample = 1024;

/** More than that need not be named. */
const mostSources = 1000;
