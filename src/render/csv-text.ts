import type { ViewedBytes } from "../text/copy-bytes.ts";
import type { OutputBuffer } from "./output-buffer.ts";

/** A short text as a field of CSV: in quotes only where it must be (RFC 4180). */
export function csvField(text: string): string {
  return /[",\r\n]|^\s|\s$/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes bytes as the inside of a field in quotes: quotes are doubled, all else stays as it is. */
export function writeCsvText(from: ViewedBytes, start: number, end: number, out: OutputBuffer): void {
  let kept = start;
  for (let at = firstQuote(from, start, end); at < end; at = firstQuote(from, at + 1, end)) {
    out.writeRange(from, kept, at + 1);
    // The quote is written once more in front of what follows it.
    kept = at;
  }
  out.writeRange(from, kept, end);
}

/** The offset of the first quote; `end` when there is none. Looks at four bytes at a time. */
function firstQuote({ bytes, view }: ViewedBytes, start: number, end: number): number {
  let at = start;
  for (const last = end - 4; at <= last; at += 4) {
    const word = view.getInt32(at, true) ^ 0x22222222;
    // A byte that is 0 now borrows from the one above it; a false alarm only costs the loop below.
    if (((word - 0x01010101) & ~word & 0x80808080) !== 0) break;
  }
  while (at < end && bytes[at] !== 0x22) at++;
  return at;
}
