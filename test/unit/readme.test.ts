import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readArguments } from "../../src/cli/arguments/read-arguments.ts";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";
import { shellWords } from "../../src/text/shell-words.ts";

const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");

const shown = [...readme.matchAll(/^(?:\$ )?kubectl kt (.*)$/gm)].map(([, line = ""]) => line);
const examples = allCommands.flatMap((outline) =>
  outline.examples.map(({ command }) => command.replace(/^kubectl kt /, "")),
);

for (const line of [...shown, ...examples]) {
  test(`P3 README and help: kubectl kt ${line} can be understood`, () => {
    const [command = ""] = line.split(/ [|#] |\s+#/);
    const read = readArguments(shellWords(command), allCommands);
    assert.ok(read.command);
  });
}
