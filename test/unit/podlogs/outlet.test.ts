import assert from "node:assert/strict";
import { test } from "node:test";
import { Outlet } from "../../../src/podlogs/outlet.ts";
import { caughtUp, type SourceItem } from "../../../src/stream/source.ts";
import { blockOf } from "../../support/entries.ts";

const items: readonly SourceItem[] = [blockOf(0, [[1, "one"]]), caughtUp, blockOf(0, [[2, "two"]])];

test("L16 a follow reads on only when its reader asks for more, and ends when all is read", async () => {
  const put: SourceItem[] = [];
  const outlet = outletOf(async (out) => {
    for (const item of items) {
      put.push(item);
      await out.put(item);
    }
  });
  assert.equal(put.length, 0, "nothing is read before it is asked for");
  for (const [index, item] of items.entries()) {
    assert.deepEqual(await outlet.next(), { value: item, done: false });
    assert.equal(put.length, index + 1);
  }
  assert.deepEqual(await outlet.next(), { value: undefined, done: true });
  assert.deepEqual(await outlet.next(), { value: undefined, done: true }, "and it stays over");
});

test("L31 what a follow fails by reaches its reader once", async () => {
  const outlet = outletOf(async (out) => {
    await out.put(caughtUp);
    throw new Error("broken");
  });
  assert.deepEqual(await outlet.next(), { value: caughtUp, done: false });
  await assert.rejects(outlet.next(), /broken/);
  assert.deepEqual(await outlet.next(), { value: undefined, done: true });
});

test("L9 a reader that leaves early lets the follow end first, and what it still puts out is forgotten", async () => {
  let hasEnded = false;
  const stop = new AbortController();
  const outlet = new Outlet(
    async (out) => {
      for (const item of items) await out.put(item);
      assert.ok(stop.signal.aborted, "it was told that nobody reads it any more");
      hasEnded = true;
    },
    () => stop.abort(),
  );
  for await (const item of outlet) {
    assert.equal(item, items[0]);
    break;
  }
  assert.ok(hasEnded);
});

test("L9 what a follow fails by when its reader has left is told nobody", async () => {
  let isOver = false;
  const { promise: left, reject: leave } = Promise.withResolvers<never>();
  const outlet = new Outlet(
    async (out) => {
      try {
        await out.put(caughtUp);
        await left;
      } finally {
        isOver = true;
      }
    },
    () => leave(new Error("nobody reads")),
  );
  for await (const _ of outlet) break;
  assert.ok(isOver);
});

function outletOf(activity: (outlet: Outlet) => Promise<void>): Outlet {
  return new Outlet(activity, () => assert.fail("nobody left"));
}
