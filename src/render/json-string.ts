import type { OutputBuffer } from "./output-buffer.ts";

/** The offset of the first byte that cannot stand in a JSON string as it is, or is not ASCII; `end` when there is none. */
export function firstToEscape(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && escapes[bytes[at] as number] === plain) at++;
  return at;
}

/**
 * Writes valid UTF-8 as the inside of a JSON string. Besides what JSON asks for, DEL and the control characters U+0080
 * to U+009F are escaped, so that a line of JSON never drives a terminal.
 */
export function writeEscaped(bytes: Uint8Array, start: number, end: number, out: OutputBuffer): void {
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
