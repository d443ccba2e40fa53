import { isUtf8 } from "node:buffer";
import type { ViewedBytes } from "../text/copy-bytes.ts";
import type { OutputBuffer } from "./output-buffer.ts";

/**
 * Writes a message as the inside of a JSON string.
 * @returns whether all bytes are told; otherwise some are no UTF-8, and U+FFFD stands for them.
 */
export function writeJsonText(from: ViewedBytes, start: number, end: number, out: OutputBuffer): boolean {
  const { bytes } = from;
  const clean = firstToEscape(from, start, end);
  if (clean === end) {
    out.writeRange(from, start, end);
    return true;
  }
  // Only where there is a byte above ASCII can the message be anything but UTF-8.
  const isWhole = isUtf8(bytes.subarray(clean, end));
  const text = isWhole ? bytes : Buffer.from(bytes.toString("utf8", start, end));
  writeEscaped(text, isWhole ? start : 0, isWhole ? end : text.length, out);
  return isWhole;
}

/**
 * The offset of a byte before which all bytes can stand in a JSON string as they are; `end` when that holds for all.
 * Looks at eight bytes at a time.
 */
function firstToEscape({ bytes, view }: ViewedBytes, start: number, end: number): number {
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    const found = bytesToEscape(view.getInt32(at, true)) | bytesToEscape(view.getInt32(at + 4, true));
    if ((found & highestBits) !== 0) break;
  }
  while (at < end && escapes[bytes[at] as number] === plain) at++;
  return at;
}

/**
 * Writes valid UTF-8 as the inside of a JSON string. Besides what JSON asks for, DEL and the control characters U+0080
 * to U+009F are escaped, so that a line of JSON never drives a terminal.
 */
function writeEscaped(bytes: Uint8Array, start: number, end: number, out: OutputBuffer): void {
  const pieceBytes = Math.floor(out.capacityBytes / longestEscape) - 1;
  let from = start;
  while (from < end) {
    const pieceEnd = Math.min(end, from + pieceBytes);
    // A character of two bytes may reach one byte beyond the piece.
    out.makeRoom((pieceEnd - from + 1) * longestEscape);
    const target = out.target.bytes;
    let at = out.length;
    while (from < pieceEnd) {
      const byte = bytes[from++] as number;
      const escape = escapes[byte] as number;
      if (escape === plain) {
        target[at++] = byte;
      } else if (escape === asCharacter) {
        const next = bytes[from] as number;
        if (byte === 0xc2 && next < 0xa0) {
          at = writeUnicodeEscape(next, target, at);
          from++;
        } else {
          target[at++] = byte;
        }
      } else if (escape === asUnicode) {
        at = writeUnicodeEscape(byte, target, at);
      } else {
        target[at++] = 0x5c;
        target[at++] = escape;
      }
    }
    out.length = at;
  }
}

/** The highest bit of each of four bytes. */
const highestBits = 0x80808080 | 0;

/**
 * Sets the highest bit of each byte that is below 0x20, above 0x7e, a quote or a backslash. What one byte borrows from
 * the next may mark one too many, but never hides one.
 */
function bytesToEscape(word: number): number {
  const controls = (word - 0x20202020) | word | (word + 0x01010101);
  return controls | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101);
}

const plain = 0;
const asUnicode = 1;
const asCharacter = 2;
const longestEscape = 6;

/** For each byte: one of the three above, or the letter that stands for it behind a backslash. */
const escapes: Uint8Array = new Uint8Array(256);
escapes.fill(asUnicode, 0, 0x20);
escapes[0x7f] = asUnicode;
escapes.fill(asCharacter, 0x80);
for (const [character, letter] of ["\bb", "\tt", "\nn", "\ff", "\rr", '""', "\\\\"].map((pair) => [...pair] as const)) {
  escapes[character?.charCodeAt(0) ?? 0] = letter?.charCodeAt(0) ?? 0;
}

const hexDigits = Buffer.from("0123456789abcdef");

function writeUnicodeEscape(code: number, target: Uint8Array, at: number): number {
  target[at] = 0x5c;
  target[at + 1] = 0x75;
  target[at + 2] = 0x30;
  target[at + 3] = 0x30;
  target[at + 4] = hexDigits[code >> 4] as number;
  target[at + 5] = hexDigits[code & 15] as number;
  return at + 6;
}
