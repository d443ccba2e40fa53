import assert from "node:assert/strict";
import { test } from "node:test";
import { runExecutable } from "../support/executable.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

test("L22 --diff: where there are more patterns than are told apart, it says how much was not compared", async () => {
  using folder = scratchFolder();
  // Lines of another length or another first word are never one pattern.
  const lines = Array.from({ length: 4800 }, (_, number) => {
    const word = String.fromCharCode(0x61 + (number % 10), 0x61 + (Math.floor(number / 10) % 8));
    return Array.from({ length: 1 + Math.floor(number / 80) }, () => word).join(" ");
  });
  const saved = folder.write("saved.log", `${lines.join("\n")}\n`);
  const { exitCode, out, err } = await runExecutable(["logs", "--file", saved, "--diff", saved]);
  assert.equal(exitCode, 0, err);
  assert.equal(out, "");
  assert.match(err, /4096 patterns are in both; 1408 lines are not compared: there are too many patterns/);
  assert.match(err, /hint: --grep, --exclude and --level leave fewer/);
});
