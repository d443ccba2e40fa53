import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

const facts = {
  context: "prod",
  namespace: "shop",
  node: "node-1",
  pod: "web-0",
  podUid: "u",
  container: "web",
  instance: 2,
};

function rendered(
  entries: readonly (TestEntry | string)[],
  capacityBytes?: number,
  source = makeSource(0, facts),
  fields?: readonly string[],
): string {
  const chunks: string[] = [];
  const out: OutputBuffer = new OutputBuffer((chunk) => {
    chunks.push(chunk.toString("latin1"));
    out.recycle(chunk);
  }, capacityBytes);
  const renderer = createRenderer({ format: "json", nowMs: () => 0, colorLevel: 0, isTerminal: true, fields });
  renderer.setSources([source]);
  renderer.render(makeBatch(makeBlock(source, entries)), out);
  out.flush();
  return Buffer.from(chunks.join(""), "latin1").toString();
}

function objects(text: string): readonly Record<string, unknown>[] {
  assert.ok(text === "" || text.endsWith("\n"));
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("L25 JSON: one object a line, keys in the order of the schema, what is not known left out", () => {
  const head = '{"timestamp":"2026-11-21T08:11:56.494799123Z"';
  assert.equal(
    rendered(["hello"]),
    `${head},"context":"prod","namespace":"shop","node":"node-1","pod":"web-0","container":"web","instance":2,"message":"hello"}\n`,
  );
  const service = makeSource(1, { node: "n", service: "kubelet" });
  assert.equal(rendered([""], undefined, service), `${head},"node":"n","service":"kubelet","message":""}\n`);
  assert.equal(rendered(["x"], undefined, makeSource(1)), `${head},"message":"x"}\n`);
});

test("L25 JSON: stream, late and untimed are told where they hold", () => {
  const flags = [0, EntryFlag.stdout, EntryFlag.stderr | EntryFlag.late, EntryFlag.untimed];
  const told = objects(rendered(flags.map((flag) => ({ message: "x", flags: flag })))).map(
    ({ stream, late, untimed }) => ({ stream, late, untimed }),
  );
  assert.deepEqual(told, [
    { stream: undefined, late: undefined, untimed: undefined },
    { stream: "stdout", late: undefined, untimed: undefined },
    { stream: "stderr", late: true, untimed: undefined },
    { stream: undefined, late: undefined, untimed: true },
  ]);
});

test("L25 JSON: bytes that are no UTF-8 come as base64 beside the message", () => {
  const broken = Buffer.from([0x61, 0xff, 0x22, 0x62]);
  const [first, second] = objects(rendered([{ message: broken }, "fine é"]));
  assert.equal(first?.["message"], 'a\ufffd"b');
  assert.equal(first?.["raw"], broken.toString("base64"));
  assert.deepEqual([second?.["message"], second?.["raw"]], ["fine é", undefined]);
});

test("L26 JSON: no control character is left that could drive a terminal", () => {
  const text = rendered([
    {
      message: Buffer.from(
        Array.from({ length: 0xa5 }, (_, code) => String.fromCharCode(code))
          .join("")
          .replace("\n", ""),
      ),
    },
  ]);
  assert.doesNotMatch(text.slice(0, -1), /[\x00-\x1f\x7f-\x9f]/u);
  assert.match(text, /\\u001b.*\\u007f\\u0080.*\\u009f\u00a0/u);
});

test("L25 JSON: every message comes back as it was, whatever its bytes and the size of the output buffer", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom("\\", '"', "\t", "\x1b[1m", "é", "\u0085", "long ".repeat(100)).map((text) => Buffer.from(text)),
  );
  const message = fc
    .array(piece, { maxLength: 8 })
    .map((pieces) => Buffer.concat(pieces).filter((byte) => byte !== 10));
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), fc.constantFrom(1024, 65_536), (messages, capacityBytes) => {
      const entries = messages.map((bytes) => ({ message: Buffer.from(bytes) }));
      const back = objects(rendered(entries, capacityBytes)).map(({ message: text, raw }) =>
        typeof raw === "string" ? Buffer.from(raw, "base64") : Buffer.from(String(text)),
      );
      assert.deepEqual(
        back,
        entries.map((entry) => entry.message),
      );
    }),
  );
});

test("L25 JSON: a byte to escape is noticed wherever it stands", () => {
  for (let length = 1; length < 20; length++) {
    for (let place = 0; place < length; place++) {
      for (const text of [`"`, "\\", "\t", "\u0001", "\u007f", "é"]) {
        const message = `${"a".repeat(place)}${text}${"b".repeat(length - place - 1)}`;
        assert.equal(objects(rendered([message]))[0]?.["message"], message);
      }
    }
  }
});

test("L25 JSON: very long messages, plain and with escapes", () => {
  for (const message of ["a".repeat(1_000_000), 'é"'.repeat(200_000)]) {
    const [first] = objects(rendered([message, "x"]));
    assert.ok(first?.["message"] === message);
  }
});

test("L25 JSON: the written schema says what comes out", () => {
  const schema = JSON.parse(
    readFileSync(new URL("../../../docs/json-output.schema.json", import.meta.url), "utf8"),
  ) as {
    readonly properties: Readonly<
      Record<string, { readonly type: string; readonly enum?: readonly unknown[]; readonly pattern?: string }>
    >;
    readonly required: readonly string[];
    readonly additionalProperties: boolean;
  };
  const flags = EntryFlag.stderr | EntryFlag.late | EntryFlag.untimed | EntryFlag.context | EntryFlag.continuation;
  const all = makeSource(0, { ...facts, service: "kubelet" });
  const [full] = objects(rendered([{ message: Buffer.from("a=1 \xff", "latin1"), flags }], undefined, all, ["a"]));
  const [least] = objects(rendered(["x"], undefined, makeSource(1)));
  assert.ok(full && least);
  // Every key of the schema is written, in its order, and no other.
  assert.deepEqual(Object.keys(full), Object.keys(schema.properties));
  assert.deepEqual(Object.keys(least), schema.required);
  assert.equal(schema.additionalProperties, false);
  for (const [key, value] of Object.entries(full)) {
    const property = schema.properties[key];
    assert.equal(typeof value, property?.type === "integer" ? "number" : property?.type, key);
    if (property?.enum !== undefined) assert.ok(property.enum.includes(value), key);
    if (property?.pattern !== undefined) assert.match(String(value), new RegExp(property.pattern, "u"), key);
  }
  const described = readFileSync(new URL("../../../docs/json-output.md", import.meta.url), "utf8");
  for (const key of Object.keys(schema.properties))
    assert.match(described, new RegExp(`^\\| \`${key}\` \\|`, "mu"), key);
});
