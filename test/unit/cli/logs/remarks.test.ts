import assert from "node:assert/strict";
import { test } from "node:test";
import { Remarks } from "../../../../src/cli/logs/remarks.ts";
import { settle } from "../../../support/manual-clock.ts";

test("L26 remarks: told at once where nothing waits to be written, else behind it, in their order", async () => {
  const told: string[] = [];
  let written: PromiseWithResolvers<void> | undefined;
  const remarks = new Remarks({ written: () => written?.promise });
  remarks.tellBehind(() => told.push("a"));
  assert.deepEqual(told, ["a"]);
  const first = (written = Promise.withResolvers<void>());
  remarks.tellBehind(() => told.push("b"));
  written = undefined;
  remarks.tellBehind(() => told.push("c"));
  await settle();
  assert.deepEqual(told, ["a"]);
  first.resolve();
  await remarks.settled();
  assert.deepEqual(told, ["a", "b", "c"]);
});
