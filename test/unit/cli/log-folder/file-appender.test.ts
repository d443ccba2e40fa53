import assert from "node:assert/strict";
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { FileAppender } from "../../../../src/cli/log-folder/file-appender.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

function openFilesBelow(folder: string): number {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      // The one that lists them.
      return false;
    }
  }).length;
}

test("L25 -o dir: many files grow in turns with few of them open", { skip: process.platform !== "linux" }, async () => {
  using folder = scratchFolder();
  const appender = new FileAppender(3);
  const paths = Array.from({ length: 40 }, (_, number) => join(folder.path, `pod-${number}`, "0.log"));
  for (const round of ["first\n", "second\n", "third\n"]) {
    for (const path of paths) {
      await appender.append(path, [Buffer.from(round)]);
      assert.ok(openFilesBelow(folder.path) <= 3);
    }
  }
  await appender.close();
  assert.equal(openFilesBelow(folder.path), 0);
  for (const path of paths) assert.equal(readFileSync(path, "utf8"), "first\nsecond\nthird\n");
});

test("L25 -o dir: a file that is there already is not touched", async () => {
  using folder = scratchFolder();
  const path = join(folder.path, "0.log");
  writeFileSync(path, "precious");
  await assert.rejects(
    new FileAppender().append(path, [Buffer.from("line\n")]),
    (error) => hasCode(error, "KT_OUTPUT") && error.message === `cannot write to ${path}: it exists already`,
  );
  assert.equal(readFileSync(path, "utf8"), "precious");
});

test("L25 L31 -o dir: a folder that cannot be made is named, the one that the system refused, with what could be given", async () => {
  using folder = scratchFolder();
  const file = folder.write("file", "");
  for (const [path, reason] of [
    [join(file, "0.log"), `${file}: a file has that name`],
    [join(file, "pod", "web", "0.log"), `${join(file, "pod", "web")}: a part of its path is a file`],
    ["/proc/x/pod/web/0.log", "/proc/x: nothing can be made there"],
  ] as const) {
    await assert.rejects(new FileAppender().append(path, [Buffer.from("line\n")]), (error) => {
      assert.ok(hasCode(error, "KT_OUTPUT"));
      assert.equal(error.message, `cannot make the folder ${reason}`);
      assert.match(error.hint ?? "", /-o dir=\.\/logs$/);
      return true;
    });
  }
});
