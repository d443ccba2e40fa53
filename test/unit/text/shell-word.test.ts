import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { shellWord } from "../../../src/text/shell-word.ts";

for (const [text, written] of [
  ["logs/a-1.log", "logs/a-1.log"],
  ["my logs", "'my logs'"],
  ["it's", String.raw`'it'\''s'`],
  ["$HOME;`x`*", "'$HOME;`x`*'"],
  ["", "''"],
] as const) {
  test(`L31 a word in the command of a hint is one to a shell: ${JSON.stringify(text)}`, () => {
    assert.equal(shellWord(text), written);
    assert.equal(spawnSync("sh", ["-c", `printf '<%s>' ${written}`], { encoding: "utf8" }).stdout, `<${text}>`);
  });
}
