import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { viewBytes } from "../../../src/text/copy-bytes.ts";
import { isTerminalSafe, makeTerminalSafe } from "../../../src/text/terminal-safe.ts";

function safe(text: string | Buffer): string {
  const bytes = Buffer.concat([Buffer.from("<"), Buffer.from(text), Buffer.from(">")]);
  const result = makeTerminalSafe(bytes, 1, bytes.length - 1).toString();
  if (isTerminalSafe(viewBytes(bytes), 1, bytes.length - 1)) assert.equal(result, String(text));
  return result;
}

/** How a part is shown that was made visible. */
function shown(text: string): string {
  return `\x1b[7m${text}\x1b[27m`;
}

const rows: readonly (readonly [text: string | Buffer, expected: string])[] = [
  ["plain\ttext", "plain\ttext"],
  ["ä€😀", "ä€😀"],
  ["\x1b[31mred", "\x1b[31mred\x1b[0m"],
  ["\x1b[38;5;12;1mx\x1b[m", "\x1b[38;5;12;1mx\x1b[m\x1b[0m"],
  ["\x1b[38:2::1:2:3mx", "\x1b[38:2::1:2:3mx\x1b[0m"],
  ["\x1b[2Jx", `${shown("^[")}[2Jx`],
  ["\x1b[?25l", `${shown("^[")}[?25l`],
  ["\x1b[>4;2m", `${shown("^[")}[>4;2m`],
  ["\x1b]0;title\x07", `${shown("^[")}]0;title${shown("^G")}`],
  ["\x1bc", `${shown("^[")}c`],
  ["\x1b", shown("^[")],
  ["\x1b[3", `${shown("^[")}[3`],
  ["10%\r20%", `10%${shown("^M")}20%`],
  ["windows\r", "windows"],
  ["a\bb\x7f", `a${shown("^H")}b${shown("^?")}`],
  ["\u009b2J", `${shown("\\x9b")}2J`],
  [Buffer.from([0x9b, 0x41]), `${shown("\\x9b")}A`],
  [Buffer.from([0xc3, 0x28, 0xff]), `${shown("\\xc3")}(${shown("\\xff")}`],
  [Buffer.from([0xed, 0xa0, 0x80]), shown("\\xed") + shown("\\xa0") + shown("\\x80")],
  [Buffer.from([0xe2, 0x82]), shown("\\xe2") + shown("\\x82")],
  ["", ""],
];

test("L26 terminal: colours stay and are taken back, everything that could drive the terminal is shown instead", () => {
  for (const [text, expected] of rows) assert.equal(safe(text), expected, JSON.stringify(String(text)));
});

test("L26 terminal: one byte that could drive the terminal is noticed wherever it stands", () => {
  for (let length = 1; length < 20; length++) {
    for (let place = 0; place < length; place++) {
      const bytes = Buffer.from(" ".repeat(length));
      for (const byte of [0x00, 0x07, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0xc2, 0xff]) {
        bytes[place] = byte;
        assert.equal(isTerminalSafe(viewBytes(bytes), 0, length), false, `${byte} at ${place} of ${length}`);
        assert.equal(isTerminalSafe(viewBytes(bytes), 0, place), true, `before ${place}`);
      }
      bytes[place] = 0x09;
      assert.equal(isTerminalSafe(viewBytes(bytes), 0, length), true);
    }
  }
});

test("L26 terminal: whatever the bytes, nothing but text, tabs and looks is left, and looks end in a reset", () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.constantFrom("\x1b[", "1m", "\x1b]", "2J", "\u009b", "é").map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const result = safe(Buffer.concat(pieces));
      const withoutLooks = result.replaceAll(/\x1b\[[0-9:;]*m/g, "");
      assert.doesNotMatch(withoutLooks, /[\x00-\x08\x0a-\x1f\x7f-\x9f\ufffd]/u);
      if (result.includes("\x1b")) assert.match(result, /\x1b\[(?:0|27)m[^\x1b]*$/);
    }),
  );
});
