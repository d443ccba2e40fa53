import assert from "node:assert/strict";
import { test } from "node:test";
import { readArguments } from "../../../../src/cli/arguments/read-arguments.ts";
import { allCommands } from "../../../../src/cli/outlines/all-commands.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";

const rows: readonly {
  readonly title: string;
  readonly words: readonly string[];
  readonly options: readonly string[];
  readonly operands?: readonly string[];
}[] = [
  {
    title: "an option behind the command takes the next word",
    words: ["logs", "-n", "shop", "web"],
    options: ["--namespace=shop"],
    operands: ["web"],
  },
  {
    title: "an option may stand before the command",
    words: ["-n", "shop", "logs", "web"],
    options: ["--namespace=shop"],
    operands: ["web"],
  },
  { title: "a short option's value may touch it", words: ["logs", "-nshop"], options: ["--namespace=shop"] },
  {
    title: "a short option's value may follow an equals sign",
    words: ["logs", "-n=shop"],
    options: ["--namespace=shop"],
  },
  {
    title: "short switches may be written together, the last with a value",
    words: ["logs", "-fpl", "app=web"],
    options: ["--follow=true", "--previous=true", "--selector=app=web"],
  },
  {
    title: "a switch never takes the next word",
    words: ["logs", "-f", "false"],
    options: ["--follow=true"],
    operands: ["false"],
  },
  { title: "a short switch may be set with an equals sign", words: ["logs", "-f=false"], options: ["--follow=false"] },
  { title: "a value may look like an option", words: ["logs", "--grep", "--help"], options: ["--grep=--help"] },
  { title: "kubectl's --tail -1 is a value", words: ["logs", "--tail", "-1"], options: ["--tail=-1"] },
  { title: "a value may be empty", words: ["logs", "--grep", "", "web"], options: ["--grep="], operands: ["web"] },
  {
    title: "a value may hold equals signs and line breaks",
    words: ["logs", "--grep=a=\nb"],
    options: ["--grep=a=\nb"],
  },
  {
    title: "--timestamps never takes the next word",
    words: ["logs", "--timestamps", "short"],
    options: ["--timestamps="],
    operands: ["short"],
  },
  {
    title: "--timestamps takes a form behind an equals sign",
    words: ["logs", "--timestamps=short"],
    options: ["--timestamps=short"],
  },
  { title: "-v alone is level 1", words: ["logs", "-v", "web"], options: ["--v=1"], operands: ["web"] },
  {
    title: "kubectl's -v 6 takes the number",
    words: ["logs", "-v", "6", "web"],
    options: ["--v=6"],
    operands: ["web"],
  },
  { title: "-v6 takes the number", words: ["logs", "-v6"], options: ["--v=6"] },
  { title: "kubectl's --v=8 is the same", words: ["logs", "--v=8"], options: ["--v=8"] },
  { title: "-vf is two options", words: ["logs", "-vf"], options: ["--v=1", "--follow=true"] },
  {
    title: "behind -- everything is an operand",
    words: ["logs", "--", "-f", "--", "web"],
    options: [],
    operands: ["-f", "--", "web"],
  },
  { title: "a lone dash is an operand", words: ["logs", "-"], options: [], operands: ["-"] },
];

for (const { title, words, options, operands } of rows) {
  test(`L1 arguments: ${title}`, () => {
    const read = readArguments(words, allCommands);
    assert.equal(read.command?.name, "logs");
    assert.deepEqual(read.options, options);
    assert.deepEqual(read.operands, operands ?? []);
  });
}

test("P2 arguments: help and version are recognised wherever they may stand, and not inside values", () => {
  const wants = (...words: string[]): readonly boolean[] => {
    const { wantsHelp, wantsVersion } = readArguments(words, allCommands);
    return [wantsHelp, wantsVersion];
  };
  assert.deepEqual(wants("--version"), [false, true]);
  assert.deepEqual(wants("--help"), [true, false]);
  assert.deepEqual(wants("help", "logs"), [true, false]);
  assert.deepEqual(wants("logs", "-h"), [true, false]);
  assert.deepEqual(wants("logs", "-fh"), [true, false]);
  assert.deepEqual(wants("logs", "web", "--help"), [true, false]);
  assert.deepEqual(wants("logs", "-g", "-h"), [false, false]);
  assert.deepEqual(wants("logs", "--", "--help"), [false, false]);
});

const mistakes: readonly { readonly words: readonly string[]; readonly message: RegExp; readonly hint: RegExp }[] = [
  { words: ["lgos"], message: /unknown command "lgos"/, hint: /kubectl kt logs/ },
  { words: ["deploy/web"], message: /unknown command "deploy\/web"/, hint: /kubectl kt logs deploy\/web/ },
  { words: ["--hel"], message: /unknown option --hel/, hint: /^did you mean --help\? kubectl kt --help/ },
  { words: ["-"], message: /unknown command "-"/, hint: /^kubectl kt --help shows the commands$/ },
  { words: ["logs", "--folow"], message: /unknown option --folow/, hint: /--follow/ },
  { words: ["logs", "--sinec=1h"], message: /unknown option --sinec/, hint: /--since/ },
  { words: ["logs", "--version"], message: /unknown option --version/, hint: /^kubectl kt version$/ },
  { words: ["logs", "--wibble"], message: /unknown option --wibble/, hint: /kubectl kt logs --help/ },
  { words: ["logs", "-tail", "5"], message: /unknown option -t in -tail/, hint: /--tail/ },
  { words: ["logs", "web", "-t"], message: /unknown option -t/, hint: /^did you mean --timestamps\?/ },
  { words: ["logs", "web", "-i", "x"], message: /unknown option -i/, hint: /^did you mean --grep or --ignore-case\?/ },
  { words: ["logs", "web", "-x", "x"], message: /unknown option -x/, hint: /^did you mean --grep or --exclude\?/ },
  { words: ["logs", "web", "-5"], message: /unknown option -5/, hint: /^did you mean --tail\?/ },
  { words: ["logs", "web", "-50"], message: /unknown option -5 in -50/, hint: /^did you mean --tail\?/ },
  { words: ["logs", "--include=x"], message: /unknown option --include/, hint: /^did you mean --grep\?/ },
  { words: ["plugin", "list"], message: /unknown command "plugin"/, hint: /^kubectl kt --help shows/ },
  { words: ["logs", "web", "--timestamps", "short"], message: /--timestamps short/, hint: /^--timestamps=short; / },
  { words: ["logs", "-lapp=web", "--timestamps", "short"], message: /--timestamps short/, hint: /^--timestamps=short/ },
  { words: ["logs", "-n"], message: /-n needs a value/, hint: /NAMES/ },
  { words: ["logs", "-v=much"], message: /-v "much" is not a level/, hint: /-v 6/ },
  { words: ["version", "web"], message: /kubectl kt version takes no words: "web"/, hint: /kubectl kt version --help/ },
  { words: ["demo", "--tail=5"], message: /unknown option --tail/, hint: /kubectl kt demo --help/ },
];

for (const { words, message, hint } of mistakes) {
  test(`L31 arguments: ${words.join(" ")} is a usage error that says what was meant`, () => {
    assert.throws(
      () => readArguments(words, allCommands),
      (error) => hasCode(error, "KT_USAGE") && message.test(error.message) && hint.test(error.hint ?? ""),
    );
  });
}
