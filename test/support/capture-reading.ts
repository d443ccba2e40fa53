import { streamInput } from "../../src/captures/capture-input.ts";
import { createCaptureSource } from "../../src/captures/capture-source.ts";
import type { CaptureFormat } from "../../src/captures/format-name.ts";
import { EntryFlag } from "../../src/stream/block.ts";
import type { SourceFacts, SourceInfo } from "../../src/stream/source-info.ts";
import { isBlock } from "../../src/stream/source.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { TimeWindow } from "../../src/time/time-window.ts";
import { formatTimestamp } from "../../src/time/timestamp.ts";
import { RecordedNotices } from "./recorded-notices.ts";

/** An entry that a capture held. */
export interface CapturedEntry {
  readonly time: string;
  readonly message: string;
  /** Its flags by name, those that are set. */
  readonly flags: string;
  readonly facts: SourceFacts;
}

/** What reading a capture came to. */
export interface CaptureReading {
  readonly entries: readonly CapturedEntry[];
  /** The merge keys, in the order of the entries. */
  readonly keys: readonly string[];
  readonly notices: RecordedNotices;
}

/** How a capture is read. */
export interface CaptureReadingOptions {
  readonly format?: CaptureFormat;
  readonly range?: TimeWindow;
  /** Bytes in a chunk; all at once when absent. */
  readonly chunkBytes?: number;
}

/** Reads a capture to its end, as if it came on standard input. */
export async function readCapture(
  capture: string | Buffer,
  { format, range = {}, chunkBytes = Number.POSITIVE_INFINITY }: CaptureReadingOptions = {},
): Promise<CaptureReading> {
  const bytes = Buffer.from(capture);
  const notices = new RecordedNotices();
  let nextId = 0;
  const input = streamInput("stdin", async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  });
  const source = createCaptureSource(
    input,
    { format, range },
    {
      notices,
      clock: systemClock,
      nowMs: () => Date.parse("2026-11-21T12:00:00Z"),
      sourceOf: (facts): SourceInfo => ({ id: nextId++, facts }),
    },
  );
  const entries: CapturedEntry[] = [];
  const keys: string[] = [];
  for await (const item of source.read(new AbortController().signal)) {
    if (!isBlock(item)) continue;
    for (let index = 0; index < item.count; index++) {
      const flags = item.flags?.[index] ?? 0;
      entries.push({
        time: timeOf(item.seconds[index], item.nanos[index]),
        message: item.bytes.toString("utf8", item.starts[index], item.ends[index]),
        flags: Object.entries(EntryFlag)
          .filter(([, bit]) => (flags & bit) !== 0)
          .map(([name]) => name)
          .join(" "),
        facts: item.source.facts,
      });
      keys.push(timeOf(item.keySeconds[index], item.keyNanos[index]));
    }
  }
  return { entries, keys, notices };
}

function timeOf(seconds = 0, nanos = 0): string {
  return formatTimestamp({ seconds, nanos });
}
