import assert from "node:assert/strict";
import { test } from "node:test";
import { MaskedLine } from "../../../src/patterns/masked-line.ts";

const line = new MaskedLine();

function masked(text: string | Buffer): readonly string[] {
  // Other lines stand around it in a block.
  const bytes = Buffer.concat([Buffer.from("12 "), Buffer.from(text), Buffer.from("\n34:00:00 5ms")]);
  line.mask(bytes, 3, 3 + Buffer.byteLength(text));
  return Array.from({ length: line.count }, (_, index) => line.word(index));
}

const rows: readonly (readonly [text: string, masked: string])[] = [
  ["item 12 of 1.5 and 1.36.3, 1e-5", "item <num> of <num> and <num>, <num>"],
  ["at -5 x=-5 (+3) 5%", "at <num> x=<num> (<num>) <num>%"],
  ["1-5", "<num>-<num>"],
  ["took 12ms 1h30m 1.5s 12µs 3d", "took <duration> <duration> <duration> <duration> <duration>"],
  ["5B 10Mi 1.5GiB 12kB 3k", "<size> <size> <size> <size> <size>"],
  ["2026-11-21T08:11:56.494799123Z x", "<time> x"],
  ["2026-11-21 08:11:56,494 x", "<time> x"],
  ["2026/11/21 08:11:56 x", "<time> x"],
  ["2026-11-21 x", "<time> x"],
  ["[21/Nov/2026:08:11:56 +0000] x", "[<time>] x"],
  ["08:11:56.5+02:00 x", "<time> x"],
  ["10.0.0.1:8080 fe80::1 00:1b:44:11:3a:b7", "<ip>:<num> <ip> <ip>"],
  ["std::string main.go:42:7 12:34", "std::string main.go:<num>:<num> <num>:<num>"],
  ["123e4567-e89b-12d3-a456-426614174000 abcdefab-e89b-12d3-a456-426614174000", "<uuid> <uuid>"],
  ["0xdeadBEEF deadbeef01 1a2b3c4d", "<hex> <id> <id>"],
  ["web-6f4846f455-244qk web-6f4846f455-kqxzv", "web-<id>-<id> web-<id>-<id>"],
  ["order4711 worker-3 node_12", "order<num> worker-<num> node_<num>"],
  ["http2 k8s utf8 log4j 5xx 3rd i18n deadbeef", "http2 k8s utf8 log4j 5xx 3rd i18n deadbeef"],
  ["GET /api/v1/items/123?x=9 HTTP/1.1", "GET /api/v1/items/<num>?x=<num> HTTP/<num>"],
  ['say "hello big world 12" to', 'say "hello big world <num>" to'],
  ['a="b c" ("d e") it"s one', 'a="b c" ("d e") it"s one'],
  ['open "never closed', 'open "never closed'],
  ["  a \t  b  ", "a b"],
  ["a \u001b[32mINFO\u001b[0m re\u001b[1mady\u001b[0m", "a INFO ready"],
  ["cut off \u001b[", "cut off"],
  ["", ""],
  ["größe 世界 🙂", "größe 世界 🙂"],
];

for (const [text, expected] of rows) {
  test(`L22 what varies is masked: ${text}`, () => {
    assert.equal(masked(text).join(" "), expected);
  });
}

test("L22 text in quotes is one word however many it holds", () => {
  assert.deepEqual(masked('a "b c d" e'), ["a", '"b c d"', "e"]);
});

test("L22 of a line with very many words only the first count, and it says so", () => {
  const words = masked("w ".repeat(10_000));
  assert.equal(words.length, 81);
  assert.equal(words.at(-1), "<...>");
  assert.equal(masked("w ".repeat(80)).length, 80);
});

test("L22 of a very long line only the beginning counts, cut between characters", () => {
  const words = masked(`x ${"é".repeat(100_000)}`);
  assert.equal(words.length, 3);
  assert.match(words[1] ?? "", /^é{900,}$/u);
  assert.equal(words[2], "<...>");
  // As much as it can come to.
  masked("1 ".repeat(1024));
  masked("1.".repeat(1024));
  masked("1,".repeat(4096));
});

test("L22 bytes that are not valid UTF-8 are letters like others", () => {
  assert.deepEqual(masked(Buffer.from("a \xff\xfe 1\xff", "latin1")), ["a", "\ufffd\ufffd", "1\ufffd"]);
});
