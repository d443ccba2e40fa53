import type { Batch } from "../stream/batch.ts";
import { EntryFlag } from "../stream/block.ts";
import type { SourceInfo } from "../stream/source-info.ts";

/** One record: its text, when it was written, and where it comes from. The same object serves for all of them. */
export interface LogRecord {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly seconds: number;
  readonly nanos: number;
  readonly flags: number;
  readonly source: SourceInfo;
}

/** Takes each record; it must not keep the object. */
export type RecordVisitor = (record: LogRecord) => void;

/**
 * Makes records of merged entries: of lines that belong together the first one stands for all, but an object of JSON that was
 * printed over several lines is put together. Lines around a match are none.
 */
export class Records {
  readonly #visit: RecordVisitor;
  readonly #record: {
    -readonly [Key in keyof LogRecord]: LogRecord[Key];
  } = { bytes: Buffer.alloc(0), start: 0, end: 0, seconds: 0, nanos: 0, flags: 0, source: { id: -1, facts: {} } };
  /** The lines so far of an object that is open. */
  #open: Buffer[] = [];
  #openLength = 0;

  constructor(visit: RecordVisitor) {
    this.#visit = visit;
  }

  /** How many bytes of messages have come so far. */
  takenBytes = 0;

  /** Visits the records of a batch; one that may go on in the next is held back. */
  add(batch: Batch): void {
    const record = this.#record;
    for (let place = 0; place < batch.count; place++) {
      const flags = batch.flags[place] as number;
      if ((flags & EntryFlag.context) !== 0) continue;
      const block = batch.blocks[batch.block[place] as number];
      if (block === undefined) continue;
      const index = batch.entry[place] as number;
      const start = block.starts[index] as number;
      const end = block.ends[index] as number;
      this.takenBytes += end - start;
      if ((flags & EntryFlag.continuation) !== 0) {
        if (this.#open.length > 0) this.#goOn(block.bytes.subarray(start, end));
        continue;
      }
      this.end();
      record.bytes = block.bytes;
      record.start = start;
      record.end = end;
      record.seconds = block.seconds[index] as number;
      record.nanos = block.nanos[index] as number;
      record.flags = flags;
      record.source = block.source;
      if (end - start <= 2 && block.bytes[start] === openBrace) this.#goOn(block.bytes.subarray(start, end));
      else this.#visit(record);
    }
  }

  /** Visits what is held back. */
  end(): void {
    if (this.#open.length === 0) return;
    const record = this.#record;
    record.bytes = Buffer.concat(this.#open);
    record.start = 0;
    record.end = record.bytes.length;
    this.#open = [];
    this.#openLength = 0;
    this.#visit(record);
  }

  #goOn(line: Buffer): void {
    if (this.#openLength > longestObject) return;
    // The batch's bytes serve again.
    this.#open.push(Buffer.from(line), newline);
    this.#openLength += line.length;
  }
}

const openBrace = 0x7b;
const newline = Buffer.from("\n");
const longestObject = 64 * 1024;
