import assert from "node:assert/strict";
import { test } from "node:test";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import type { RenderOptions } from "../../../src/render/renderer.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

function rendered(entry: TestEntry | string, options: Partial<RenderOptions> = {}): string {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(chunk));
  const all = { format: "text", nowMs: () => 0, colorLevel: 0, isTerminal: false, ...options } as const;
  createRenderer(all).render(makeBatch(makeBlock(makeSource(0), [entry])), out);
  out.flush();
  return Buffer.concat(chunks).toString();
}

const fields = ["level", "msg", "user.id", "path"];

const rows: readonly (readonly [line: string, text: string, json: object | undefined])[] = [
  [
    '{"level":30,"message":"item added","user":{"id":7},"path":"/a=b"}',
    'level=info msg="item added" user.id=7 path="/a=b"',
    { level: "info", msg: "item added", "user.id": 7, path: "/a=b" },
  ],
  [
    'level=error msg="cannot pay" path=/x',
    'level=error msg="cannot pay" path=/x',
    { level: "error", msg: "cannot pay", path: "/x" },
  ],
  ['{"msg":"a\\nb\u0085"}', 'msg="a\\nb\u0085"', { msg: "a\nb\u0085" }],
  ["ERROR plain", "ERROR plain", { level: "error" }],
  ["plain", "plain", undefined],
  ['{"path":{"a":[1,{"b":2}]}}', 'path="{\\"a\\":[1,{\\"b\\":2}]}"', { path: { a: [1, { b: 2 }] } }],
  ['{"path":bad}', "path=bad", { path: "bad" }],
];

for (const [line, text, json] of rows) {
  test(`L20 --fields: of ${JSON.stringify(line)}`, () => {
    assert.equal(rendered(line, { fields }), `${text}\n`);
    const output = rendered(line, { fields, format: "json" });
    assert.match(output, /^[ -~]*\n$/u);
    const entry = JSON.parse(output) as Record<string, unknown>;
    assert.equal(entry["message"], line);
    assert.deepEqual(entry["fields"], json);
  });
}

test("L20 --fields: bytes that are no UTF-8 are still told in JSON", () => {
  const message = Buffer.concat([Buffer.from("path=a"), Buffer.from([0xff])]);
  const entry = JSON.parse(rendered({ message }, { fields, format: "json" })) as Record<string, unknown>;
  assert.equal(entry["raw"], message.toString("base64"));
  assert.deepEqual(entry["fields"], { path: "a\ufffd" });
});

test("L18 L21 JSON: lines beside a match and lines that go on with a record are told apart", () => {
  const of = (flags: number): unknown => JSON.parse(rendered({ message: "x", flags }, { format: "json" }));
  const timestamp = "2026-11-21T08:11:56.494799123Z";
  assert.deepEqual(of(EntryFlag.context), { timestamp, beside: true, message: "x" });
  assert.deepEqual(of(EntryFlag.continuation), { timestamp, continuation: true, message: "x" });
});
