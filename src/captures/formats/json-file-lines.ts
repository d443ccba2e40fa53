import { EntryFlag } from "../../stream/block.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { parseTimestamp } from "../../time/timestamp.ts";
import { type EntryWriter, streamFlag } from "../../stream/entry-writer.ts";
import { recordOfLine } from "../json-record.ts";
import type { LineFormat } from "../../stream/line-format.ts";
import type { LineFormatContext } from "./line-format-context.ts";

/**
 * Lines of Docker's json-file log driver: `{"log":"message\n","stream":"stdout","time":"..."}`. A `log` that does not end with a
 * newline is a piece of a longer line; the pieces become one entry with the time of the first.
 */
export class JsonFileLines implements LineFormat {
  readonly isDecoded = true;
  readonly #source: SourceInfo;
  readonly #begun = new Map<number, { readonly time: string; text: string }>();

  constructor({ facts, sourceOf }: LineFormatContext) {
    this.#source = sourceOf(facts);
  }

  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    const record = recordOfLine(bytes.toString("utf8", start, end));
    const { log, time, stream } = record ?? {};
    if (typeof log !== "string" || typeof time !== "string") {
      out.write(bytes, start, end);
      out.addWritten(this.#source, EntryFlag.untimed);
      return;
    }
    const flag = streamFlag(stream);
    const begun = this.#begun.get(flag) ?? { time, text: "" };
    begun.text += log;
    if (!log.endsWith("\n")) {
      this.#begun.set(flag, begun);
      return;
    }
    this.#begun.delete(flag);
    this.#write(begun.time, begun.text.slice(0, -1), flag, out);
  }

  end(out: EntryWriter): void {
    for (const [flag, { time, text }] of this.#begun) this.#write(time, text, flag, out);
    this.#begun.clear();
  }

  #write(time: string, text: string, flag: number, out: EntryWriter): void {
    const instant = parseTimestamp(time);
    if (instant !== undefined) out.setTime(instant.seconds, instant.nanos);
    const message = Buffer.from(text);
    out.write(message, 0, message.length);
    out.addWritten(this.#source, instant === undefined ? flag | EntryFlag.untimed : flag);
  }
}
