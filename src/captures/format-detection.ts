import { parseTimestamp } from "../time/timestamp.ts";
import { type CaptureFormat, captureFormats } from "./format-name.ts";
import { type JsonRecord, recordOfLine } from "./json-record.ts";

/**
 * Finds out the format from the first lines: the one that most of the first twenty have, `plain` when none has at least
 * half of them. A capture may begin amid a line, or with a message of another program.
 * @param head The capture's beginning, as much of it as there is.
 */
export function detectFormat(head: Buffer): CaptureFormat {
  const lines = firstLines(head);
  let best: CaptureFormat = "plain";
  let mostLines = Math.max(lines.length / 2, 1) - 0.5;
  for (const format of captureFormats) {
    const count = format === "plain" ? 0 : lines.filter((line) => looksLike[format](line)).length;
    if (count > mostLines) {
      best = format;
      mostLines = count;
    }
  }
  return best;
}

const looksLike: Readonly<Record<Exclude<CaptureFormat, "plain">, (line: string) => boolean>> = {
  json: (line) => hasTexts(recordOfLine(line), "timestamp", "message"),
  stern: (line) => hasTexts(recordOfLine(line), "podName", "containerName", "message"),
  "json-file": (line) => hasTexts(recordOfLine(line), "log", "time"),
  cri: (line) => isTime(/^(\S+) (?:stdout|stderr) [FP](?::\S*)?(?: |$)/.exec(line)?.[1]),
  prefix: (line) => /^\[pod\/[^/\]\s]+\/[^/\]\s]+\] /.test(line),
  // Nine digits: a shorter time was written by the program itself and belongs to its message.
  timestamps: (line) => isTime(/^(\S+\.\d{9}(?:Z|[+-]\d\d:\d\d))(?: |$)/.exec(line)?.[1]),
};

function firstLines(head: Buffer): readonly string[] {
  const text = head.subarray(0, lookedAtBytes).toString("utf8");
  const lines = text.split("\n");
  // What stands behind the last newline may be half a line.
  if (lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== "").slice(0, lookedAtLines);
}

const lookedAtLines = 20;
const lookedAtBytes = 256 * 1024;

function hasTexts(record: JsonRecord | undefined, ...keys: readonly string[]): boolean {
  return record !== undefined && keys.every((key) => typeof record[key] === "string");
}

function isTime(text: string | undefined): boolean {
  return text !== undefined && parseTimestamp(text) !== undefined;
}
