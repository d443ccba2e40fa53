import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { TokenFileCredential } from "../../../../src/kube/credentials/token-file-credential.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("L29 token file: read again after a minute, and at once after a 401", async () => {
  using folder = scratchFolder();
  let nowMs = 0;
  const credential = new TokenFileCredential(folder.write("token", "one\n"), () => nowMs);
  assert.equal(await credential.authorization(), "Bearer one");
  folder.write("token", "two\n");
  nowMs = 59_999;
  assert.equal(await credential.authorization(), "Bearer one");
  nowMs = 60_000;
  assert.equal(await credential.authorization(), "Bearer two");
  folder.write("token", "three\n");
  assert.equal(credential.renew("Bearer two"), true);
  assert.equal(await credential.authorization(), "Bearer three");
});

test("L14 token file: while it cannot be read, the last token goes on", async () => {
  using folder = scratchFolder();
  let nowMs = 0;
  const file = folder.write("token", "one");
  const credential = new TokenFileCredential(file, () => nowMs);
  await credential.authorization();
  rmSync(file);
  nowMs = 61_000;
  assert.equal(await credential.authorization(), "Bearer one");
});

test("L31 token file: one that is not there or empty is a clear error", async () => {
  using folder = scratchFolder();
  for (const file of [join(folder.path, "missing"), folder.write("empty", "\n")]) {
    const reading = new TokenFileCredential(file, () => 0).authorization();
    await assert.rejects(reading, (error) => hasCode(error, "KT_CREDENTIALS") && error.message.includes(file));
  }
});
