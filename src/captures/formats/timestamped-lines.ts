import { EntryFlag } from "../../stream/block.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import { TimestampReader } from "../../time/timestamp.ts";
import type { EntryWriter } from "../../stream/entry-writer.ts";
import type { LineFormat } from "../../stream/line-format.ts";
import type { LineFormatContext } from "./line-format-context.ts";

/**
 * Lines of `kubectl logs --timestamps`, and with `--prefix` as well: `[pod/web-1/app] 2026-11-21T08:11:56.494799123Z
 * message`, where the prefix tells the source. A line without one of a container is the capture's own.
 */
export class TimestampedCaptureLines implements LineFormat {
  readonly isDecoded = false;
  readonly #context: LineFormatContext;
  readonly #hasPrefix: boolean;
  readonly #reader = new TimestampReader();
  readonly #sources = new Map<string, SourceInfo>();

  constructor(context: LineFormatContext, { hasPrefix }: { readonly hasPrefix: boolean }) {
    this.#context = context;
    this.#hasPrefix = hasPrefix;
  }

  read(bytes: Buffer, start: number, end: number, out: EntryWriter): void {
    let prefix = "";
    let at = start;
    if (this.#hasPrefix && bytes[start] === openBracket) {
      const close = bytes.indexOf("] ", start, "latin1");
      if (close > 0 && close < end) {
        prefix = bytes.toString("utf8", start + 1, close);
        at = close + 2;
      }
    }
    const source = this.#sourceOf(prefix);
    const behind = this.#reader.read(bytes, at, end);
    if (behind < 0 || (behind < end && bytes[behind] !== space)) {
      out.add(source, at, end, EntryFlag.untimed);
      return;
    }
    out.setTime(this.#reader.seconds, this.#reader.nanos);
    out.add(source, Math.min(behind + 1, end), end, 0);
  }

  end(): void {}

  #sourceOf(prefix: string): SourceInfo {
    let source = this.#sources.get(prefix);
    if (source === undefined) {
      const [kind, pod, container] = prefix.split("/");
      const { facts, sourceOf } = this.#context;
      source = sourceOf(kind === "pod" && pod && container ? { pod, container } : facts);
      this.#sources.set(prefix, source);
    }
    return source;
  }
}

const openBracket = 0x5b;
const space = 0x20;
