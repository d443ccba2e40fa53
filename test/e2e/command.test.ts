import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";
import { optionsOf } from "../../src/cli/outlines/command-outline.ts";
import { version } from "../../src/cli/version.ts";
import { runExecutable, runShell } from "../support/executable.ts";

for (const words of [[], ["--help"], ["-h"], ["help"]]) {
  test(`P2 help: kubectl kt ${words.join(" ")} shows every command`, async () => {
    const { exitCode, out, err } = await runExecutable(words);
    assert.equal(exitCode, 0);
    assert.equal(err, "");
    assert.match(out, /Usage: kubectl kt COMMAND/);
    for (const { name, summary } of allCommands) assert.match(out, new RegExp(`^ {2}${name} +${summary}$`, "m"));
  });
}

for (const outline of allCommands) {
  for (const words of [
    [outline.name, "--help"],
    ["help", outline.name],
    ["-h", outline.name],
  ]) {
    test(`P2 help: kubectl kt ${words.join(" ")} shows every option of the command`, async () => {
      const { exitCode, out } = await runExecutable(words);
      assert.equal(exitCode, 0);
      assert.ok(out.includes(`Usage: kubectl kt ${outline.name}`));
      for (const { name } of optionsOf(outline)) assert.match(out, new RegExp(`--${name}\\b`));
    });
  }
}

for (const words of [["--version"], ["version"]]) {
  test(`kubectl kt ${words.join(" ")} prints the version`, async () => {
    assert.deepEqual(await runExecutable(words), {
      exitCode: 0,
      signal: null,
      out: `kubectl-kt ${version}\n`,
      err: "",
    });
  });
}

const mistakes: readonly (readonly [words: readonly string[], message: string, hint: RegExp])[] = [
  [["lgos"], 'unknown command "lgos"', /did you mean kubectl kt logs\?/],
  [["deploy/web"], 'unknown command "deploy/web"', /kubectl kt logs deploy\/web/],
  [["-n", "shop"], "options, but no command", /kubectl kt --help/],
  [["logs", "web", "--folow"], "kubectl kt logs: unknown option --folow", /did you mean --follow\b/],
  [["logs"], "nothing says which logs to read", /kubectl kt logs deploy\/web/],
  [["files"], "nothing says whose log files to list", /^ {2}hint: examples: kubectl kt files deploy\/web, /m],
  [["files", "-n", "shop"], "nothing says whose log files to list", /kubectl kt files '\*' -n shop$/m],
  [["version", "web"], "kubectl kt version takes no words", /kubectl kt version --help/],
  [["demo", "--for", "soon"], '--for "soon" is not a duration', /--for 90s/],
];

for (const [words, message, hint] of mistakes) {
  test(`L31 usage: kubectl kt ${words.join(" ")}`, async () => {
    const { exitCode, out, err } = await runExecutable(words);
    assert.equal(exitCode, 2);
    assert.equal(out, "");
    const [first, second, rest] = err.split("\n");
    assert.ok(first?.startsWith(`kubectl kt: error: ${message}`), err);
    assert.match(second ?? "", hint);
    assert.equal(rest, "");
  });
}

test("L16 help into a reader that is gone ends quietly", async () => {
  const { out, err } = await runShell("kt logs --help | true; echo ${PIPESTATUS[0]}");
  assert.match(out, /^(?:0|141)\n$/);
  assert.equal(err, "");
});

test("P1 kubectl finds the command as its plugin", {
  skip: hasKubectl() ? false : "kubectl is not on PATH",
}, async () => {
  const bin = join(import.meta.dirname, "../../bin");
  const { exitCode, out } = await runShell("kubectl kt version", { env: { PATH: `${bin}:${process.env["PATH"]}` } });
  assert.deepEqual([exitCode, out], [0, `kubectl-kt ${version}\n`]);
});

function hasKubectl(): boolean {
  try {
    execFileSync("kubectl", ["version", "--client"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
