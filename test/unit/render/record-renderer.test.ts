import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseColumns } from "../../../src/render/columns.ts";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import type { RenderOptions } from "../../../src/render/renderer.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

const facts = { context: "prod", namespace: "shop", node: "node-1", pod: "web-0", container: "web", instance: 2 };

function rendered(
  format: "csv" | "logfmt",
  entries: readonly (TestEntry | string)[],
  options: Partial<RenderOptions> = {},
  capacityBytes?: number,
): string {
  const chunks: string[] = [];
  const out: OutputBuffer = new OutputBuffer((chunk) => {
    chunks.push(chunk.toString("latin1"));
    out.recycle(chunk);
  }, capacityBytes);
  const renderer = createRenderer({ format, nowMs: () => 0, colorLevel: 0, isTerminal: false, ...options });
  const source = makeSource(0, facts);
  renderer.setSources([source]);
  renderer.render(makeBatch(makeBlock(source, entries)), out);
  renderer.render(makeBatch(makeBlock(source, ["again"])), out);
  out.flush();
  return Buffer.from(chunks.join(""), "latin1").toString();
}

const time = "2026-11-21T08:11:56.494799123Z";

test("L25 CSV: a header once, then a record for each entry by RFC 4180", () => {
  assert.equal(
    rendered("csv", ['say "hi", twice', { message: "x", flags: EntryFlag.stderr }]),
    "timestamp,context,namespace,node,service,pod,container,instance,stream,message\r\n" +
      `${time},prod,shop,node-1,,web-0,web,2,,"say ""hi"", twice"\r\n` +
      `${time},prod,shop,node-1,,web-0,web,2,stderr,"x"\r\n` +
      `${time},prod,shop,node-1,,web-0,web,2,,"again"\r\n`,
  );
});

test("L24 L25 CSV and logfmt: columns as asked for, timestamps in another form", () => {
  const columns = parseColumns("message,pod,zone");
  assert.equal(rendered("csv", ["a"], { columns }), 'message,pod,zone\r\n"a",web-0,\r\n"again",web-0,\r\n');
  assert.equal(rendered("logfmt", ["a"], { columns }), 'message="a" pod=web-0\nmessage="again" pod=web-0\n');
  const changed = { columns: parseColumns("-context,-node,-instance,-stream"), timestamps: "unix" as const };
  assert.match(
    rendered("csv", ["a"], changed),
    /^timestamp,namespace,service,pod,container,message\r\n1795248716\.494799123,shop,,/,
  );
});

test("L25 logfmt: keys and values, quoted and escaped where they must be", () => {
  const flags = EntryFlag.stdout | EntryFlag.late;
  const [first, second] = rendered("logfmt", ['a="b"\tc', { message: "é", flags }]).split("\n");
  const head = `timestamp=${time} context=prod namespace=shop node=node-1 pod=web-0 container=web instance=2`;
  assert.equal(first, `${head} message="a=\\"b\\"\\tc"`);
  assert.equal(second, `${head} stream=stdout message="é" late=true`);
});

test("L19 L24 CSV and logfmt: the level as a column", () => {
  const columns = parseColumns("level,message");
  assert.equal(
    rendered("csv", ["level=error x"], { columns }),
    'level,message\r\nerror,"level=error x"\r\n,"again"\r\n',
  );
  assert.match(rendered("logfmt", ["level=error x"], { columns }), /^level=error message="level=error x"\n/u);
});

test("L26 CSV: on a terminal what could drive it is made harmless", () => {
  const columns = parseColumns("message");
  assert.doesNotMatch(rendered("csv", ["\x1b[2J\x07"], { columns, isTerminal: true }), /\x1b\[2J|\x07/u);
  assert.ok(rendered("csv", ["\x1b[2J"], { columns }).includes("\x1b[2J"));
});

test("L25 CSV: every message comes back as it was, whatever its quotes and the size of the output buffer", () => {
  const piece = fc.constantFrom('"', '""', ",", "a", "é", "\r", " long".repeat(60), "abc");
  const message = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), fc.constantFrom(512, 65_536), (messages, capacityBytes) => {
      const text = rendered("csv", messages, { columns: parseColumns("message") }, capacityBytes);
      const back = [...text.matchAll(/"((?:[^"]|"")*)"\r\n/gu)].map(([, inside = ""]) => inside.replaceAll('""', '"'));
      assert.deepEqual(back, [...messages, "again"]);
    }),
  );
});
