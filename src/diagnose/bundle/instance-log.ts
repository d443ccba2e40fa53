import type { SourceFacts } from "../../stream/source-info.ts";
import { formatTimestamp, type Instant } from "../../time/timestamp.ts";
import { MaskedLines, type Masker } from "../masking/masker.ts";

/** The end of the log of one instance of a container, or of what a node says about pods; without secrets. */
export class InstanceLog {
  readonly facts: SourceFacts;
  /** Its path below the folder of the report, with slashes. */
  readonly path: string;
  readonly #masked: MaskedLines;
  readonly #times: (Instant | undefined)[] = [];
  readonly #sizes: number[] = [];
  #bytes = 0;
  #cutLines = 0;
  #cutBytes = 0;

  constructor(path: string, facts: SourceFacts, masker: Masker) {
    this.path = path;
    this.facts = facts;
    this.#masked = new MaskedLines(masker);
  }

  /** Its lines, oldest first, without their times. */
  get lines(): readonly string[] {
    return this.#masked.lines;
  }

  /** When each line was written; undefined where it does not tell. */
  get times(): readonly (Instant | undefined)[] {
    return this.#times;
  }

  /** How long the text of {@link text} is at most. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How much of its beginning is left out. */
  get cut(): { readonly lines: number; readonly bytes: number } {
    return { lines: this.#cutLines, bytes: this.#cutBytes };
  }

  /** Adds a line behind the others. */
  add(line: string, time: Instant | undefined): void {
    const maskedBefore = this.#masked.add(line, longestLine);
    this.#times.push(time);
    const last = this.lines.length - 1;
    for (let at = last - maskedBefore; at <= last; at++) {
      const size = sizeOf(this.lines[at] ?? "");
      this.#bytes += size - (this.#sizes[at] ?? 0);
      this.#sizes[at] = size;
    }
  }

  /** Adds a line, and leaves out its beginning whenever it has become twice as large as it may be. */
  addWithin(mostBytes: number, line: string, time: Instant | undefined): void {
    this.add(line, time);
    if (this.#bytes > mostBytes * 2) this.keepLast(mostBytes);
  }

  /** Counts what was left out of its beginning before it came here. */
  leaveOut({ lines, bytes }: InstanceLog["cut"]): void {
    this.#cutLines += lines;
    this.#cutBytes += bytes;
  }

  /** Leaves lines at the beginning out until the rest is not larger. */
  keepLast(mostBytes: number): void {
    let count = 0;
    let bytes = 0;
    while (this.#bytes - bytes > mostBytes && count < this.#sizes.length) bytes += this.#sizes[count++] ?? 0;
    if (count === 0) return;
    this.#masked.forgetFirst(count);
    this.#times.splice(0, count);
    this.#sizes.splice(0, count);
    this.#bytes -= bytes;
    this.leaveOut({ lines: count, bytes });
  }

  /** As a file: `TIME MESSAGE` in each line, as `kubectl logs --timestamps` has it. */
  text(): string {
    return this.lines
      .map((line, place) => {
        const time = this.#times[place];
        return time === undefined ? `${line}\n` : `${formatTimestamp(time)} ${line}\n`;
      })
      .join("");
  }
}

/** Of a longer line only the beginning is kept, in characters. */
const longestLine = 16 * 1024;
const timestampBytes = 32;

function sizeOf(line: string): number {
  return Buffer.byteLength(line) + timestampBytes;
}
