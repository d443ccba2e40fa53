import assert from "node:assert/strict";
import { test } from "node:test";
import { allCommands } from "../../../../src/cli/outlines/all-commands.ts";
import { optionsOf } from "../../../../src/cli/outlines/command-outline.ts";

for (const outline of allCommands) {
  test(`options of ${outline.name}: no name and no letter stands for two things`, () => {
    const options = optionsOf(outline);
    const names = options.map(({ name }) => name);
    const letters = options.flatMap(({ short }) => short ?? []);
    assert.deepEqual(names, [...new Set(names)]);
    assert.deepEqual(letters, [...new Set(letters)]);
  });
}

test("options: before the command is known, an option takes its value in the same way in every command", () => {
  const kinds = new Map<string, string>();
  for (const { name, short, kind } of allCommands.flatMap(optionsOf)) {
    for (const key of [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]) {
      assert.equal(kinds.get(key) ?? kind, kind, key);
      kinds.set(key, kind);
    }
  }
});

test("L18 options: kubectl's letters keep kubectl's meaning", () => {
  const logs = allCommands.find(({ name }) => name === "logs");
  assert.ok(logs);
  const meant = {
    A: "all-namespaces",
    c: "container",
    f: "follow",
    l: "selector",
    n: "namespace",
    p: "previous",
    s: "server",
    v: "v",
    h: "help",
  };
  for (const [letter, name] of Object.entries(meant)) {
    assert.equal(optionsOf(logs).find(({ short }) => short === letter)?.name, name);
  }
});

test("options: every option that takes a value says what it looks like", () => {
  for (const { name, kind, placeholder, choices, summary } of allCommands.flatMap(optionsOf)) {
    assert.equal(kind === "switch", placeholder === undefined && choices === undefined, name);
    assert.doesNotMatch(summary, /\.$|\n/, name);
  }
});
