import { EntryFlag } from "../../stream/block.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { TimestampReader } from "../../time/timestamp.ts";
import type { EntryWriter } from "../../stream/entry-writer.ts";
import { klogTime } from "../klog-time.ts";
import type { LineFormat } from "../../stream/line-format.ts";
import type { LineFormatContext } from "./line-format-context.ts";

/**
 * Lines as a program wrote them. A time at their beginning (RFC 3339, or klog's) puts them in order and stays in the
 * message; the others have the time of the line before.
 */
export class PlainLines implements LineFormat {
  readonly isDecoded = false;
  readonly #source: SourceInfo;
  readonly #nowMs: () => number;
  readonly #reader = new TimestampReader();

  constructor({ facts, sourceOf, nowMs }: LineFormatContext) {
    this.#source = sourceOf(facts);
    this.#nowMs = nowMs;
  }

  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    out.add(this.#source, start, end, this.#readTime(bytes, start, end, out) ? 0 : EntryFlag.untimed);
  }

  end(): void {}

  #readTime(bytes: Buffer, start: number, end: number, out: EntryWriter): boolean {
    const first = bytes[start] ?? 0;
    if (first >= digitZero && first <= digitNine) {
      const behind = this.#reader.read(bytes, start, end);
      if (behind < 0) return false;
      out.setTime(this.#reader.seconds, this.#reader.nanos);
      return true;
    }
    if (!klogLetters.includes(first)) return false;
    const time = klogTime(bytes.toString("latin1", start, Math.min(end, start + longestHeader)), this.#nowMs());
    if (time === undefined) return false;
    out.setTime(time.seconds, time.nanos);
    return true;
  }
}

const digitZero = 0x30;
const digitNine = 0x39;
const klogLetters = Buffer.from("IWEF");
const longestHeader = 24;
