import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withOptionTables } from "../../.build/option-tables.ts";
import { readArguments } from "../../src/cli/arguments/read-arguments.ts";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";
import { shellWords } from "../../src/text/shell-words.ts";

const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");

test("P3 README: the tables of options are those of the commands; npm run readme writes them", () => {
  assert.equal(readme, withOptionTables(readme, allCommands));
});

test("P3 README: every command is in the table of commands, with its summary", () => {
  for (const { name, summary } of allCommands)
    assert.ok(readme.includes(`| \`kubectl kt ${name}\` | ${summary} |`), name);
});

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
