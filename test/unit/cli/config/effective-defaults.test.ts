import assert from "node:assert/strict";
import { test } from "node:test";
import type { DefaultValue } from "../../../../src/cli/config/default-value.ts";
import { effectiveDefaults } from "../../../../src/cli/config/effective-defaults.ts";
import { allCommands } from "../../../../src/cli/outlines/all-commands.ts";
import { demoOutline } from "../../../../src/cli/outlines/demo.ts";
import { filesOutline } from "../../../../src/cli/outlines/files.ts";
import { logsOutline } from "../../../../src/cli/outlines/logs.ts";
import { nodeLogsOutline } from "../../../../src/cli/outlines/node-logs.ts";

function fromFile(name: string, value: string, command?: string): DefaultValue {
  return { name, values: [value], command, from: "file", origin: "config.yaml, line 1" };
}

function fromVariable(name: string, value: string): DefaultValue {
  return { name, values: [value], from: "variable", origin: `KUBECTL_KT_${name.toUpperCase()}` };
}

interface Row {
  readonly title: string;
  readonly defaults: readonly DefaultValue[];
  readonly given?: Readonly<Record<string, readonly string[]>>;
  /** `name=value`. */
  readonly counts: readonly string[];
}

const rows: readonly Row[] = [
  { title: "a default where nothing is given", defaults: [fromFile("tail", "5")], counts: ["tail=5"] },
  { title: "not where the option is given", defaults: [fromFile("tail", "5")], given: { tail: ["9"] }, counts: [] },
  {
    title: "the section before the rest, whatever their order",
    defaults: [fromFile("tail", "1", "logs"), fromFile("tail", "2")],
    counts: ["tail=1"],
  },
  {
    title: "the variable before the file",
    defaults: [fromFile("tail", "1", "logs"), fromVariable("tail", "3")],
    counts: ["tail=3"],
  },
  { title: "nothing of another command's section", defaults: [fromFile("tail", "1", "demo")], counts: [] },
  { title: "--head takes the place of tail", defaults: [fromFile("tail", "5")], given: { head: ["1"] }, counts: [] },
  {
    title: "--all=false takes no place",
    defaults: [fromFile("tail", "5")],
    given: { all: ["false"] },
    counts: ["tail=5"],
  },
  {
    title: "-n takes the place of -A",
    defaults: [fromFile("all-namespaces", "true")],
    given: { namespace: ["a"] },
    counts: [],
  },
  {
    title: "-p takes the place of -f",
    defaults: [fromFile("follow", "true")],
    given: { previous: ["true"] },
    counts: [],
  },
  {
    title: "-o raw takes the place of what only text has",
    defaults: [
      fromFile("timestamps", "short"),
      fromFile("columns", "pod"),
      fromFile("pretty", "true"),
      fromFile("color", "never"),
    ],
    given: { output: ["raw"] },
    counts: ["color=never"],
  },
  {
    title: "-o text takes no place",
    defaults: [fromFile("timestamps", "short")],
    given: { output: ["text"] },
    counts: ["timestamps=short"],
  },
  {
    title: "a variable takes the place of what the file says in another option",
    defaults: [fromFile("tail", "5"), fromVariable("head", "1")],
    counts: ["head=1"],
  },
  {
    title: "two of the same file stand against each other, as on a command line",
    defaults: [fromFile("tail", "5"), fromFile("head", "1")],
    counts: ["tail=5", "head=1"],
  },
  {
    title: "saved logs leave out what chooses pods",
    defaults: [fromFile("selector", "app=web")],
    given: { file: ["a"] },
    counts: [],
  },
  {
    title: "an analysis leaves out what is about lines",
    defaults: [fromFile("tail", "5"), fromFile("columns", "pod"), fromFile("follow", "true"), fromFile("since", "1h")],
    given: { "count-by": ["pod"] },
    counts: ["since=1h"],
  },
  { title: "what a follow needs not without one", defaults: [fromFile("wait-for-new", "true")], counts: [] },
  {
    title: "what a follow needs with one",
    defaults: [fromFile("wait-for-new", "true")],
    given: { follow: ["true"] },
    counts: ["wait-for-new=true"],
  },
  {
    title: "what a follow needs with a default one",
    defaults: [fromFile("wait-for-new", "true"), fromFile("follow", "true")],
    counts: ["follow=true", "wait-for-new=true"],
  },
];

for (const { title, defaults, given = {}, counts } of rows) {
  test(`L30 defaults: ${title}`, () => {
    const kept = effectiveDefaults(logsOutline, defaults, given);
    assert.deepEqual(
      kept.map(({ name, values }) => `${name}=${values.join()}`),
      counts,
    );
  });
}

test("L30 defaults: an option that a command does not have is no default of it", () => {
  assert.deepEqual(effectiveDefaults(demoOutline, [fromFile("tail", "5"), fromFile("quiet", "true")], {}), [
    fromFile("quiet", "true"),
  ]);
});

test("L30 defaults: of commands with options of one name each has what its own can take", () => {
  const defaults = [fromVariable("output", "csv"), fromFile("output", "json", "files")];
  assert.deepEqual(effectiveDefaults(logsOutline, defaults, {}), [fromVariable("output", "csv")]);
  assert.deepEqual(effectiveDefaults(filesOutline, defaults, {}), [fromFile("output", "json", "files")]);
});

test("L30 N1 defaults: labels of pods choose no nodes", () => {
  assert.deepEqual(effectiveDefaults(nodeLogsOutline, [fromFile("selector", "app=web")], {}), []);
});

test("L30 defaults: whatever an option yields to or needs is an option of the same command", () => {
  for (const { name: command, groups } of allCommands) {
    const names = new Set(groups.flatMap(({ options }) => options.map(({ name }) => name)));
    for (const { options, yieldsTo = [] } of groups) {
      const named = options.flatMap((option) => [
        ...[...yieldsTo, ...(option.yieldsTo ?? [])].map((stronger) => stronger.option),
        ...(option.defaultNeeds ?? []),
      ]);
      for (const name of named) assert.ok(names.has(name), `${command}: ${name}`);
    }
  }
});
