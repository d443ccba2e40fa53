import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { readArguments } from "../../src/cli/arguments/read-arguments.ts";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";
import { optionsOf } from "../../src/cli/outlines/command-outline.ts";
import { shellWords } from "../../src/text/shell-words.ts";
import { shownCommands } from "../support/shown-commands.ts";

// What the project's pages say must be true of the project.

const root = join(import.meta.dirname, "..", "..");
const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...globSync("docs/**/*.md", { cwd: root }).sort()];
const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

const options = new Set(["version", ...allCommands.flatMap(optionsOf).map(({ name }) => name)]);

/** Options that pages name and that are other programs'. */
const foreignOptions: Readonly<Record<string, readonly string[]>> = {
  "README.md": ["global"],
  "CONTRIBUTING.md": ["ignore-scripts", "test"],
  "docs/architecture.md": ["test-name-pattern"],
  "docs/benchmarks.md": ["parallel"],
  "docs/comparison.md": ["with-cursors", "verbosity", "log-level"],
  "docs/node-logs.md": ["priority"],
  "docs/releasing.md": ["build-sea", "no-git-tag-version", "manifest", "archive"],
};

for (const page of pages) {
  test(`P3 documents: ${page}: every option is there`, () => {
    const foreign = foreignOptions[page] ?? [];
    const named = [...textOf(page).matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map(([, name = ""]) => name);
    const unknown = named.filter((name) => !options.has(name) && !foreign.includes(name));
    assert.deepEqual(unknown, []);
  });

  test(`P3 documents: ${page}: every command can be understood`, () => {
    for (const line of shownCommands(textOf(page))) {
      const read = readArguments(shellWords(line), allCommands);
      assert.ok(read.command !== undefined || read.wantsHelp || read.wantsVersion, line);
    }
  });

  test(`P3 documents: ${page}: every link leads to a file and a heading that are there`, () => {
    for (const [, target = ""] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = "", heading] = target.split("#");
      const path = file === "" ? join(root, page) : join(root, dirname(page), file);
      assert.ok(existsSync(path), target);
      if (heading !== undefined) assert.ok(headingsOf(readFileSync(path, "utf8")).includes(heading), target);
    }
  });
}

for (const { name, examples } of allCommands) {
  test(`P3 help: every example of kubectl kt ${name} can be understood`, () => {
    for (const { command } of examples) {
      const line = command.replace(/^kubectl kt /, "");
      assert.equal(readArguments(shellWords(line.split(" | ")[0] ?? ""), allCommands).command?.name, name, command);
    }
  });
}

test("P3 README: the first two commands are those that .ci/fresh follows on a machine as good as new", () => {
  const [, block = ""] = /^## Try it\n[^#]*?^```\n([\s\S]*?)^```/m.exec(textOf("README.md")) ?? [];
  const [first = "", second = "", ...others] = block.trim().split("\n");
  assert.match(first, /^npm run demo +# \S/);
  assert.match(second, /^npm test +# \S/);
  assert.deepEqual(others, []);
  const fresh = readFileSync(join(root, ".ci", "fresh"), "utf8");
  const run = readFileSync(join(root, ".ci", "run"), "utf8");
  assert.ok(fresh.includes("readme_command 1") && fresh.includes("readme_command 2"));
  for (const action of ["make", "demo", "test"]) assert.ok(run.includes(`.ci/fresh ${action} "$fresh"`), action);
});

test("P3 documents: pages show commands", () => {
  assert.ok(shownCommands(textOf("README.md")).length >= 12);
  assert.ok(shownCommands(textOf("docs/faq.md")).length > 50);
});

/** The names by which headings are linked to. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
