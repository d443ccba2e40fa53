import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import { PrettyMessages } from "../../../src/render/pretty-message.ts";
import { makeBatch, makeBlock, makeSource } from "../../support/blocks.ts";

function pretty(message: string | Buffer, colors: 0 | 1 = 0): string | undefined {
  const bytes = Buffer.from(message);
  return new PrettyMessages(colors).show(bytes, 0, bytes.length)?.toString();
}

const rows: readonly (readonly [title: string, message: string, shown: string | undefined])[] = [
  [
    "zap",
    '{"level":"warn","ts":1795248716.5,"caller":"a.go:7","msg":"slow"}',
    "2026-11-21T08:11:56.500Z WARN  slow caller=a.go:7",
  ],
  ["pino", '{"level":30,"time":1795248716494,"pid":1,"msg":"up"}', "2026-11-21T08:11:56.494Z INFO  up pid=1"],
  ["slog", '{"time":"08:11","level":"DEBUG","msg":"x","a":{"b":{"c":1}}}', "08:11 DEBUG x a.b.c=1"],
  ["serilog", '{"@t":"08:11","@l":"Error","@mt":"no"}', "08:11 ERROR no"],
  ["logfmt", 'time=08:11 level=info msg="GET /cart" status=200 q=""', '08:11 INFO  GET /cart status=200 q=""'],
  ["values with spaces", '{"msg":"m","a":"b c","l":[1,2],"e":{},"n":null}', 'm a="b c" l=[1,2] e={} n=null'],
  ["large numbers", '{"msg":"m","id":123456789012345678901}', "m id=123456789012345678901"],
  ["an unknown level stays", '{"level":"purple","msg":"m"}', "m level=purple"],
  ["a stack trace", '{"msg":"boom","stack":"E: x\\n\\tat f\\n"}', "boom\n    stack:\n      E: x\n      \tat f"],
  ["a message of two lines", '{"msg":"one\\ntwo","k":1}', "one k=1\n    two"],
  ["a message that is no text", '{"message":{"a":1}}', "message.a=1"],
  ["control characters", '{"msg":"a\\u001b[2Jb","k":"\\u0007"}', "a\\u001b[2Jb k=\\u0007"],
  ["plain text", "GET /cart 200", undefined],
  ["one pair is no logfmt", "a=b", undefined],
  ["text with pairs in it", "took ms=5 n=3", undefined],
  ["broken JSON", '{"a":', undefined],
  ["a brace", "{x}", undefined],
  ["a list", '[{"a":1}]', undefined],
  ["nothing", "", undefined],
];

for (const [title, message, shown] of rows) {
  test(`L25 --pretty: ${title}`, () => assert.equal(pretty(message), shown));
}

test("L25 --pretty: the level and errors have their colour", () => {
  const text = pretty('{"level":"error","msg":"no","err":"disk full"}', 1) ?? "";
  assert.ok(text.startsWith("\x1b[31mERROR\x1b[39m "));
  assert.ok(text.endsWith('\x1b[31m"disk full"\x1b[39m'));
});

test("L26 --pretty: whatever a line holds, nothing comes out that could drive a terminal", () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.integer(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 3 }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), value), (fields) => {
      const text = pretty(JSON.stringify(fields)) ?? assert.fail("it is an object");
      assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f\x7f-\x9f]/u);
    }),
  );
});

test("L25 --pretty: hostile lines are left as they are, or shown, at once", () => {
  assert.equal(pretty(`{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`), undefined);
  assert.equal(pretty(`${"a=".repeat(100_000)} x`), undefined);
  assert.equal(pretty(`k="${"\\".repeat(99_999)}`), undefined);
});

test("L25 --pretty in text: other lines are untouched, also on a terminal", () => {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(Buffer.from(chunk)));
  const renderer = createRenderer({ format: "text", isPretty: true, nowMs: () => 0, colorLevel: 0, isTerminal: true });
  renderer.render(makeBatch(makeBlock(makeSource(0), ['{"msg":"a","s":"x\\ny"}', "plain", "\x1b[2J"])), out);
  out.flush();
  assert.equal(Buffer.concat(chunks).toString(), "a\n    s:\n      x\n      y\nplain\n\x1b[7m^[\x1b[27m[2J\n");
});
