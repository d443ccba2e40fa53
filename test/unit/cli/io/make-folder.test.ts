import assert from "node:assert/strict";
import { existsSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../../../../src/cli/io/make-folder.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("L25 -o dir: a folder is made with those above it, also by several at once", async () => {
  using folder = scratchFolder();
  const paths = ["a", "a/b/c", "a/b/d", "e/f"].map((name) => join(folder.path, name));
  await Promise.all(paths.map((path) => makeFolder(path)));
  for (const path of paths) assert.ok(statSync(path).isDirectory(), path);
});

test("L25 -o dir: a folder that is there serves, also behind a symbolic link", async () => {
  using folder = scratchFolder();
  const path = join(folder.path, "folder");
  mkdirSync(path);
  await makeFolder(path);
  symlinkSync(path, join(folder.path, "link"));
  await makeFolder(join(folder.path, "link", "below"));
  assert.ok(statSync(join(path, "below")).isDirectory());
});

test("L25 L31 -o dir: what cannot be made is told, and nothing waits for ever", async () => {
  using folder = scratchFolder();
  const file = folder.write("file", "");
  await assert.rejects(makeFolder(file), { code: "EEXIST" });
  await assert.rejects(makeFolder(join(file, "below")), { code: "ENOTDIR" });
  const nowhere = join(folder.path, "nowhere");
  symlinkSync(nowhere, join(folder.path, "dangling"));
  await assert.rejects(makeFolder(join(folder.path, "dangling", "below")), { code: "EEXIST" });
  assert.ok(!existsSync(nowhere));
});

test("L25 L31 -o dir: where the system makes no folders, as in /proc, it fails", {
  skip: !existsSync("/proc/self"),
}, async () => {
  await assert.rejects(makeFolder("/proc/no-such-folder"), { code: "ENOENT" });
  await assert.rejects(makeFolder("/proc/no-such-folder/below/it"), { code: "ENOENT" });
});
