import assert from "node:assert/strict";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { writeNow } from "../../../../src/cli/io/write-now.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("L26 messages: what is written now is there when it returns, and a closed descriptor is no failure", () => {
  using folder = scratchFolder();
  const path = join(folder.path, "messages");
  const descriptor = openSync(path, "w");
  writeNow(descriptor, "one, ä\n");
  writeNow(descriptor, Buffer.from("two\n"));
  assert.equal(readFileSync(path, "utf8"), "one, ä\ntwo\n");
  closeSync(descriptor);
  const readOnly = openSync(path, "r");
  writeNow(readOnly, "three\n");
  closeSync(readOnly);
  assert.equal(readFileSync(path, "utf8"), "one, ä\ntwo\n");
});
