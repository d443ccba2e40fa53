import type { Block } from "../../stream/block.ts";
import { joinBlocks, messageBytesOf } from "../../stream/join-blocks.ts";
import { pickEntries } from "../../stream/pick-entries.ts";
import type { BlockFilter } from "../block-filter.ts";
import { ContextLines } from "./context-lines.ts";
import { KeptLines } from "./kept-lines.ts";
import { LineMarker, type LineMarks, type SoughtLines } from "./line-marks.ts";
import type { Condition } from "../where/where-condition.ts";
import { recordText } from "./record-text.ts";
import { recordLevel } from "./record-level.ts";

/** Which records are wanted, and what stands around them. */
export interface RecordChoice extends SoughtLines {
  /** By the number of a level, whether it is wanted; absent: all are. */
  readonly levels: readonly boolean[] | undefined;
  /** What its fields must be; absent: anything. */
  readonly where: Condition | undefined;
  /** How many lines of the source are shown before and behind a wanted record. */
  readonly contextBefore: number;
  readonly contextAfter: number;
}

/**
 * Wants whole records: those of which a line matches, none is excluded, and whose level is wanted. A record is a line with
 * all that go on with it; the last one of a block is held back until its end is known. All lines of a record have the key
 * of its first, so that no other source's lines come between them.
 */
export class RecordFilter implements BlockFilter {
  readonly #choice: RecordChoice;
  readonly #marker: LineMarker;
  readonly #kept = new KeptLines();
  readonly #context: ContextLines;
  /** The lines of the last record so far. */
  #open: Block[] = [];
  #openBytes = 0;
  #openCount = 0;
  #hasOpenMatch = false;
  #isOpenExcluded = false;
  /** Whether the record that was closed last was wanted: what still comes of it follows. */
  #wasWanted = false;

  constructor(choice: RecordChoice) {
    this.#choice = choice;
    this.#marker = new LineMarker(choice);
    this.#context = new ContextLines(choice.contextBefore, choice.contextAfter);
  }

  get held(): Block | undefined {
    return this.#open[0];
  }

  apply(block: Block): Block {
    if (block.count === 0) return block;
    this.#marker.mark(block);
    const out: Block[] = [];
    if (this.#choice.isMultiline) this.#takeRecords(block, out);
    else this.#take(block, { from: 0, to: block.count, marks: this.#marker }, out);
    return joined(out) ?? pickEntries(block, noEntries, 0);
  }

  flush(): Block | undefined {
    const out: Block[] = [];
    this.#close(out);
    return joined(out);
  }

  #takeRecords(block: Block, out: Block[]): void {
    const { firsts } = this.#marker;
    const { count } = block;
    let first = 0;
    while (first < count && firsts[first] === 0) first++;
    if (first > 0) this.#goOn(block, first, out);
    if (first === count) return;
    this.#close(out);
    let last = count - 1;
    while (firsts[last] === 0) last--;
    if (first < last) this.#take(block, { from: first, to: last, marks: this.#marker }, out);
    this.#hold(block, last, count);
  }

  /** Adds lines to the open record, or to one that was closed because it was silent or too long. */
  #goOn(block: Block, end: number, out: Block[]): void {
    if (this.#open.length > 0) {
      this.#hold(block, 0, end);
      if (this.#openBytes > mostOpenBytes || this.#openCount > mostOpenLines) this.#close(out);
      return;
    }
    this.#take(block, { from: 0, to: end, marks: this.#marker, isWanted: this.#wasWanted || undefined }, out);
  }

  #hold(block: Block, from: number, to: number): void {
    const { matches, excluded } = this.#marker;
    const indices = Uint32Array.from({ length: to - from }, (_, place) => from + place);
    const lines = pickEntries(block, indices, indices.length);
    this.#open.push(lines);
    this.#openBytes += messageBytesOf(lines);
    this.#openCount += lines.count;
    this.#hasOpenMatch ||= hasMark(matches, from, to);
    this.#isOpenExcluded ||= hasMark(excluded, from, to);
  }

  #close(out: Block[]): void {
    const [head, ...more] = this.#open;
    if (head === undefined) return;
    const block = more.length === 0 ? head : joinBlocks([head, ...more]);
    const marks = {
      matches: Uint8Array.of(this.#hasOpenMatch ? 1 : 0),
      excluded: Uint8Array.of(this.#isOpenExcluded ? 1 : 0),
      firsts: Uint8Array.of(1),
    };
    this.#open = [];
    this.#openBytes = 0;
    this.#openCount = 0;
    this.#hasOpenMatch = false;
    this.#isOpenExcluded = false;
    this.#take(block, { from: 0, to: block.count, marks }, out);
  }

  /** Puts out what is wanted of some records. */
  #take(block: Block, { from, to, marks, isWanted: isKnown }: RecordRange, out: Block[]): void {
    const kept = this.#kept;
    const context = this.#context;
    kept.begin(block, from, to);
    for (let first = from; first < to; ) {
      let end = first + 1;
      while (end < to && marks.firsts[end] !== 1) end++;
      const isWanted = isKnown ?? this.#wants(block, first, end, marks);
      if (isWanted) {
        context.takeBefore(kept, first, out);
        kept.keepRecord(first, end);
      } else {
        context.takeAfter(kept, first, end);
      }
      this.#wasWanted = isWanted;
      first = end;
    }
    context.remember(kept);
    const wanted = kept.block();
    if (wanted !== undefined) out.push(wanted);
  }

  #wants(block: Block, first: number, end: number, { matches, excluded }: LineMarks): boolean {
    if (!hasMark(matches, first, end) || hasMark(excluded, first, end)) return false;
    const { levels, where } = this.#choice;
    if (levels !== undefined && levels[recordLevel(block, first, end)] !== true) return false;
    if (where === undefined) return true;
    const entry = recordText(block, first, end);
    return where(entry.bytes, entry.start, entry.end);
  }
}

/** Lines of a block that are records: the first of them begins one, or goes on with one whose beginning is gone. */
interface RecordRange {
  readonly from: number;
  readonly to: number;
  readonly marks: LineMarks;
  /** Whether all of them are wanted; absent when that is not known yet. */
  readonly isWanted?: boolean | undefined;
}

const noEntries = new Uint32Array(0);

/** A record that is longer is put out in parts: memory stays bounded. */
const mostOpenLines = 4096;
const mostOpenBytes = 1024 * 1024;

function joined([first, ...more]: readonly Block[]): Block | undefined {
  return first === undefined || more.length === 0 ? first : joinBlocks([first, ...more]);
}

function hasMark(marks: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (marks[index] === 1) return true;
  return false;
}
