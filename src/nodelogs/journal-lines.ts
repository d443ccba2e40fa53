import { EntryFlag } from "../stream/block.ts";
import type { EntryWriter } from "../stream/entry-writer.ts";
import type { LineFormat } from "../stream/line-format.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { JournalClock } from "./journal-clock.ts";

/**
 * Whose entry a line of a journal is; undefined when it is not wanted, nor what continues it.
 * @param bytes Hold the line, from `start`, where its time begins, to `end`.
 * @param seconds Its time, in seconds since 1970.
 */
export type EntrySource = (bytes: Buffer, start: number, end: number, seconds: number) => SourceInfo | undefined;

/**
 * Lines of `journalctl --output=short-precise --utc`: `Nov 21 08:11:56.494799 node-1 kubelet[178]: message`. What stands
 * before the message is cut where it names the service itself, which the columns tell; the words of others about the
 * service keep it. Further lines of a message are indented there and continue it here; `-- Boot ... --` and
 * `-- No entries --` are no entries.
 */
export class JournalLines implements LineFormat {
  readonly isDecoded = false;
  readonly #sourceOf: EntrySource;
  readonly #service: Buffer;
  readonly #clock: JournalClock;
  /** Where the message of the entry before began in its line; further lines are indented as far. */
  #indentBytes = 0;
  /** Whose that entry was. */
  #source: SourceInfo | undefined;

  /** @param nowSeconds The node's clock, more or less: no entry is more than a day ahead of it. */
  constructor(sourceOf: EntrySource, service: string, nowSeconds: () => number) {
    this.#sourceOf = sourceOf;
    this.#service = Buffer.from(service);
    this.#clock = new JournalClock(nowSeconds);
  }

  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    const clock = this.#clock;
    const behind = clock.read(bytes, start, end);
    if (behind < 0) {
      this.#readOther(bytes, start, end, out);
      return;
    }
    const source = this.#sourceOf(bytes, start, end, clock.seconds);
    this.#source = source;
    if (source === undefined) return;
    let nameAt = behind + 1;
    while (nameAt < end && bytes[nameAt++] !== space);
    let messageAt = nameAt;
    while (messageAt < end && (bytes[messageAt] !== colon || bytes[messageAt + 1] !== space)) messageAt++;
    messageAt = messageAt < end ? messageAt + 2 : nameAt;
    this.#indentBytes = messageAt - start;
    out.setTime(clock.seconds, clock.nanos);
    out.add(source, this.#isNamed(bytes, nameAt) ? messageAt : nameAt, end, 0);
  }

  end(): void {}

  #readOther(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    if (start === end || bytes.subarray(start, start + mark.length).equals(mark)) return;
    if (bytes[start] !== space || this.#indentBytes === 0) {
      this.#source = this.#sourceOf(bytes, start, end, this.#clock.seconds);
      if (this.#source !== undefined) out.add(this.#source, start, end, EntryFlag.untimed);
      return;
    }
    if (this.#source === undefined) return;
    let at = start;
    while (at < end && at - start < this.#indentBytes && bytes[at] === space) at++;
    out.add(this.#source, at, end, EntryFlag.continuation);
  }

  /** Whether the service itself wrote it: `kubelet: ` or `kubelet[178]: `. */
  #isNamed(bytes: Buffer, at: number): boolean {
    const end = at + this.#service.length;
    if (bytes[end] !== bracket && bytes[end] !== colon) return false;
    return bytes.subarray(at, end).equals(this.#service);
  }
}

const space = 0x20;
const colon = 0x3a;
const bracket = 0x5b;
const mark = Buffer.from("-- ");
