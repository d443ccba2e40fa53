import assert from "node:assert/strict";
import { test } from "node:test";
import { answerText } from "../../../../src/cli/completion/answer.ts";
import { complete } from "../../../../src/cli/completion/complete.ts";
import { allCommands } from "../../../../src/cli/outlines/all-commands.ts";

const context = { env: {}, signal: new AbortController().signal };

/** The lines that a shell gets, without descriptions. */
async function linesFor(...words: readonly string[]): Promise<readonly string[]> {
  return answerText(await complete(words, context), false)
    .split("\n")
    .slice(0, -1);
}

interface Row {
  readonly title: string;
  readonly words: readonly string[];
  readonly lines: readonly string[];
}

const rows: readonly Row[] = [
  { title: "commands", words: ["lo"], lines: ["logs", ":4"] },
  { title: "commands behind help", words: ["help", "ver"], lines: ["version", ":4"] },
  { title: "commands behind an option and its value", words: ["-n", "shop", "lo"], lines: ["logs", ":4"] },
  { title: "an option's name", words: ["logs", "--time"], lines: ["--timeout", "--timestamps", "--timezone", ":4"] },
  {
    title: "kubectl's global flags",
    words: ["logs", "--as-"],
    lines: ["--as-group", "--as-uid", "--as-user-extra", ":4"],
  },
  { title: "options of another command not", words: ["version", "--tail"], lines: [":4"] },
  { title: "an option that was given not again", words: ["logs", "--timeout", "5s", "--timeo"], lines: [":4"] },
  {
    title: "an option that may be repeated again",
    words: ["logs", "-g", "a", "--gre"],
    lines: ["--grep", "--grep-context", "--grep-before", "--grep-after", ":4"],
  },
  {
    title: "an enumeration, in the order of the help",
    words: ["logs", "--color", ""],
    lines: ["auto", "always", "never", ":36"],
  },
  {
    title: "an enumeration behind an equals sign, the value alone",
    words: ["logs", "--color=a"],
    lines: ["auto", "always", ":36"],
  },
  { title: "a value that goes on", words: ["logs", "-o", "temp"], lines: ["template=", ":38"] },
  { title: "a value behind a letter, the whole word", words: ["logs", "-ojs"], lines: ["-ojson", ":36"] },
  { title: "a value behind joined letters", words: ["logs", "-fojs"], lines: ["-fojson", ":36"] },
  { title: "a value behind a letter and an equals sign", words: ["logs", "-o=js"], lines: ["json", ":36"] },
  { title: "the last part of a list", words: ["logs", "--columns", "pod,mess"], lines: ["pod,message", ":36"] },
  { title: "what a list has already not again", words: ["logs", "--level", "error,err"], lines: [":36"] },
  { title: "a part of a list with a sign", words: ["logs", "--columns=+no"], lines: ["+node", ":36"] },
  {
    title: "the optional form of a value, behind its equals sign only",
    words: ["logs", "--timestamps=r"],
    lines: ["rfc3339", "relative", ":36"],
  },
  { title: "a switch's values", words: ["logs", "--prefix="], lines: ["true", "false", ":36"] },
  { title: "files, by the shell", words: ["logs", "--file", "we"], lines: [":0"] },
  { title: "files behind an equals sign", words: ["logs", "--template-file="], lines: [":0"] },
  { title: "nothing for numbers, and no files", words: ["logs", "--tail", ""], lines: [":36"] },
  { title: "a time zone", words: ["logs", "--timezone", "Europe/Berl"], lines: ["Europe/Berlin", ":4"] },
  { title: "no operand of a command that takes none", words: ["version", ""], lines: [":4"] },
  { title: "no source beside saved logs", words: ["logs", "--file", "a.log", "we"], lines: [":4"] },
  { title: "no regular expression", words: ["logs", "re:we"], lines: [":4"] },
  {
    title: "options of any command where none is known",
    words: ["lgos", "--no"],
    lines: ["--node", "--no-follow", "--no-config", ":4"],
  },
  { title: "no option behind --", words: ["version", "--", "--he"], lines: [":4"] },
];

for (const { title, words, lines } of rows) {
  test(`L30 completion offers ${title}: ${words.join(" ")}`, async () => {
    assert.deepEqual(await linesFor(...words), lines);
  });
}

test("L30 completion: each command and each of its options is offered, with what it does", async () => {
  const commands = answerText(await complete([""], context), true);
  for (const command of allCommands) {
    assert.ok(commands.includes(`${command.name}\t${command.summary}\n`), command.name);
    const options = answerText(await complete([command.name, "-"], context), true);
    for (const { name, short, summary, isCompatible } of command.groups.flatMap((group) => group.options)) {
      assert.equal(options.includes(`--${name}\t${summary}\n`), isCompatible !== true, name);
      if (short !== undefined) assert.ok(options.includes(`-${short}\t${summary}\n`), short);
    }
  }
});

test("L30 completion: what is only accepted for other tools' sake is offered from its first letter on", async () => {
  assert.deepEqual(await linesFor("logs", "--cac"), ["--cache-dir", ":4"]);
});
