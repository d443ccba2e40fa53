import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findCaptureFiles } from "../../../src/captures/capture-files.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

function namesOf(folder: string, files: readonly { readonly path: string }[]): readonly string[] {
  return files.map(({ path }) => path.slice(folder.length + 1));
}

test("L25 L27 --file FOLDER: the files of an index stand in its order, before those that it does not name", async () => {
  using folder = scratchFolder();
  for (const name of ["a.log", "b.log", "c.log"]) folder.write(name, "line\n");
  const rows = [
    { file: "c.log", format: "timestamps", place: 0, pod: "web-0" },
    { file: "b.log", format: "cri", place: 1, pod: "web-1" },
    // Nothing outside of the folder's own files is read on the word of an index.
    { file: "../outside.log", format: "cri", place: 2, pod: "web-2" },
  ];
  folder.write("sources.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const files = await findCaptureFiles([folder.path]);
  assert.deepEqual(namesOf(folder.path, files), ["c.log", "b.log", "a.log"]);
  assert.deepEqual(
    files.map(({ format, facts }) => [format, facts.pod]),
    [
      ["timestamps", "web-0"],
      ["cri", "web-1"],
      [undefined, undefined],
    ],
  );
});

test("L27 L31 --file FOLDER: an index that cannot be read is a file like others, and takes none of them with it", async () => {
  using folder = scratchFolder();
  const path = join(folder.path, "logs");
  mkdirSync(path);
  writeFileSync(join(path, "a.log"), "line\n");
  symlinkSync("nowhere", join(path, "sources.jsonl"));
  assert.deepEqual(namesOf(path, await findCaptureFiles([path])), ["a.log", "sources.jsonl"]);
});
