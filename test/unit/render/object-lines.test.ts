import assert from "node:assert/strict";
import { test } from "node:test";
import { objectLines } from "../../../src/render/object-lines.ts";

test("L25 objects of our own are one line of JSON each, whatever is in them", async () => {
  const objects = [{ a: 1 }, {}, { text: "two\nlines \u001b[31m", absent: undefined }];
  const lines: string[] = [];
  for await (const line of objectLines(objects)) lines.push(line.toString());
  assert.deepEqual(lines, ['{"a":1}\n', "{}\n", `${String.raw`{"text":"two\nlines \u001b[31m"}`}\n`]);
});

test("L25 objects of our own: what breaks them reaches who reads the lines", async () => {
  async function* broken(): AsyncGenerator<object, void, void> {
    yield { a: 1 };
    throw new Error("no more");
  }
  await assert.rejects(async () => {
    for await (const line of objectLines(broken())) assert.equal(line.toString().trimEnd(), '{"a":1}');
  }, /no more/);
});
