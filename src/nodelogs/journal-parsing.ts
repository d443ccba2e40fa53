import type { Block } from "../stream/block.ts";
import { LineParser } from "../stream/line-parser.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import type { Instant } from "../time/timestamp.ts";
import { type EntrySource, JournalLines } from "./journal-lines.ts";

/** Turns the bytes of a journal into blocks. */
export class JournalParsing {
  readonly #service: string;
  readonly #nowSeconds: () => number;
  readonly #parser: LineParser;

  /** @param nowSeconds The node's clock, more or less, which tells the year. */
  constructor(sourceOf: EntrySource, service: string, nowSeconds: () => number) {
    this.#service = service;
    this.#nowSeconds = nowSeconds;
    this.#parser = new LineParser(new JournalLines(sourceOf, service, nowSeconds));
  }

  /** The entries of the lines that these bytes complete. */
  push(bytes: Buffer, arrivedMs: number): readonly Block[] {
    return this.#parser.push(bytes, arrivedMs);
  }

  /** Those that are left when nothing more comes. */
  end(arrivedMs: number): readonly Block[] {
    return this.#parser.end(arrivedMs);
  }

  /** When the first entry in these bytes was written; undefined when none begins there. */
  firstSeconds(bytes: Buffer): number | undefined {
    const line = bytes.subarray(0, longestHead);
    return this.#entriesOf(line)[0]?.seconds[0];
  }

  /** Whether the first entry in these bytes is so much older that no entry since then stands before it. */
  beginsBefore(bytes: Buffer, { seconds }: Instant): boolean {
    const [block] = this.#entriesOf(bytes);
    return block !== undefined && (block.seconds[0] as number) + disorderSeconds < seconds;
  }

  /** How many lines of entries these bytes have. */
  countLines(bytes: Buffer): number {
    return this.#entriesOf(bytes).reduce((count, block) => count + block.count, 0);
  }

  #entriesOf(bytes: Buffer): readonly Block[] {
    const parser = new LineParser(new JournalLines(anybody, this.#service, this.#nowSeconds));
    return [...parser.push(bytes, 0), ...parser.end(0)];
  }
}

/** Enough for a time and what may stand before it. */
const longestHead = 256;

const nobody: SourceInfo = { id: 0, facts: {} };
const anybody: EntrySource = () => nobody;

/** Entries of a journal stand in the order in which it got them, not always in that of their times. */
const disorderSeconds = 5;
