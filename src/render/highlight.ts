import { endOfSequence } from "../text/ansi.ts";
import type { SpanFinder } from "../text/pattern/span-finder.ts";

/**
 * A message with its matches in reverse video, which leaves the colours that it has alone. No code of the message is broken, and
 * one amid a match that takes reverse video back does not end it there.
 * @returns undefined when nothing matches.
 */
export function highlightMatches(find: SpanFinder, bytes: Buffer, start: number, end: number): Buffer | undefined {
  const spans = find(bytes, start, end);
  if (spans.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  let from = start;
  for (let place = 0; place < spans.length; place += 2) {
    const spanStart = spans[place] as number;
    const spanEnd = spans[place + 1] as number;
    parts.push(bytes.subarray(from, spanStart), begin);
    addWithCodes(bytes, spanStart, spanEnd, { parts, again: begin });
    parts.push(finish);
    from = spanEnd;
  }
  parts.push(bytes.subarray(from, end));
  return Buffer.concat(parts);
}

/** A line of context: faint, also behind a code of its own that takes that back. */
export function dimMessage(bytes: Buffer, start: number, end: number): Buffer {
  const parts: Uint8Array[] = [faint];
  addWithCodes(bytes, start, end, { parts, again: faint });
  parts.push(notFaint);
  return Buffer.concat(parts);
}

const begin = Buffer.from("\x1b[7m");
const finish = Buffer.from("\x1b[27m");
const faint = Buffer.from("\x1b[2m");
const notFaint = Buffer.from("\x1b[22m");
const escape = 0x1b;

/** Adds the bytes, and behind each code in them once more what it may have taken back. */
function addWithCodes(
  bytes: Buffer,
  start: number,
  end: number,
  { parts, again }: { readonly parts: Uint8Array[]; readonly again: Uint8Array },
): void {
  const text = bytes.subarray(start, end);
  let from = 0;
  for (let at = text.indexOf(escape); at >= 0; at = text.indexOf(escape, from)) {
    const codeEnd = endOfSequence(text, at, text.length);
    parts.push(text.subarray(from, codeEnd), again);
    from = codeEnd;
  }
  parts.push(text.subarray(from));
}
