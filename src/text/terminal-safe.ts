import type { ViewedBytes } from "./copy-bytes.ts";

/**
 * Whether the text can go to a terminal as it is: no control character but the tab, and no byte that is not UTF-8.
 * Plain ASCII and whole characters are safe; colour codes are not, because they must be closed.
 */
export function isTerminalSafe({ bytes, view }: ViewedBytes, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    // Four bytes at a time while none is below 0x20 or above 0x7e; a tab only makes this slower.
    for (const last = end - 4; at <= last; at += 4) {
      const word = view.getInt32(at, true);
      if ((((word - 0x20202020) | word | (word + 0x01010101)) & 0x80808080) !== 0) break;
    }
    if (at >= end) return true;
    const byte = bytes[at] as number;
    if (byte >= 0x7f || (byte < 0x20 && byte !== tab)) {
      if (byte < 0xc3) return false;
      const length = characterLength(bytes, at, end);
      if (length === 0) return false;
      at += length - 1;
    }
  }
  return true;
}

/**
 * The text with everything made visible that could drive a terminal: control characters as `^[`, others as `\x9b`,
 * both in reverse video. Colours and other looks (SGR sequences) stay, and are taken back at the end so that they do
 * not run into the next line. A carriage return at the very end, as programs of Windows write it, is left out.
 */
export function makeTerminalSafe(bytes: Uint8Array, start: number, end: number): Buffer {
  const parts: (Uint8Array | string)[] = [];
  let kept = start;
  let hasLook = false;
  let at = start;
  const visible = (length: number, text: string): void => {
    if (at > kept) parts.push(bytes.subarray(kept, at));
    parts.push(text);
    at += length;
    kept = at;
  };
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === escape) {
      const lookEnd = endOfLook(bytes, at, end);
      if (lookEnd > 0) {
        hasLook = true;
        at = lookEnd;
      } else {
        visible(1, reversed("^["));
      }
    } else if (byte === carriageReturn && at === end - 1) {
      visible(1, "");
    } else if ((byte < 0x20 && byte !== tab) || byte === 0x7f) {
      visible(1, reversed(`^${String.fromCharCode(byte ^ 0x40)}`));
    } else if (byte < 0x7f) {
      at++;
    } else {
      const length = characterLength(bytes, at, end);
      // U+0080 to U+009F: what ESC and a letter do, in one character.
      if (length === 0) visible(1, reversed(hex(byte)));
      else if (byte === 0xc2 && (bytes[at + 1] as number) < 0xa0) visible(2, reversed(hex(bytes[at + 1] as number)));
      else at += length;
    }
  }
  if (end > kept) parts.push(bytes.subarray(kept, end));
  if (hasLook) parts.push("\x1b[0m");
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}

const tab = 0x09;
const carriageReturn = 0x0d;
const escape = 0x1b;

/** The offset behind an SGR sequence (`ESC [ digits ; : m`) that begins at `at`; 0 when there is none. */
function endOfLook(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at + 1] !== 0x5b) return 0;
  for (let next = at + 2; next < end; next++) {
    const byte = bytes[next] as number;
    if (byte === 0x6d) return next + 1;
    if (byte < 0x30 || byte > 0x3b) return 0;
  }
  return 0;
}

/** How many bytes the character of two bytes or more takes that begins at `at`; 0 when it is not valid UTF-8. */
function characterLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  const second = bytes[at + 1] as number;
  // No overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629).
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + length; next++) {
    if (((bytes[next] as number) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

function reversed(text: string): string {
  return `\x1b[7m${text}\x1b[27m`;
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
