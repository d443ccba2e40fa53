import assert from "node:assert/strict";
import { test } from "node:test";
import { rescuedSource } from "../../../src/stream/rescued-source.ts";
import type { LogSource } from "../../../src/stream/source.ts";

function failing(why: Error): LogSource {
  return {
    name: "broken",
    read: async function* () {
      throw why;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

async function readAll(source: LogSource, signal = new AbortController().signal): Promise<number> {
  let items = 0;
  for await (const _ of source.read(signal)) items++;
  return items;
}

test("L14 sources: what a failure becomes is up to who rescues it: an end, or another failure", async () => {
  const seen: unknown[] = [];
  const error = new Error("the node is away");
  assert.equal(await readAll(rescuedSource(failing(error), (one) => void seen.push(one))), 0);
  assert.deepEqual(seen, [error]);
  const another = rescuedSource(failing(error), () => Promise.reject(new Error("there is node-1")));
  await assert.rejects(readAll(another), /there is node-1/);
});

test("L14 sources: an abort is no failure, and nobody is asked", async () => {
  const aborter = new AbortController();
  aborter.abort();
  const source = rescuedSource(failing(new Error("over")), () => assert.fail("asked"));
  await assert.rejects(readAll(source, aborter.signal), /over/);
});
