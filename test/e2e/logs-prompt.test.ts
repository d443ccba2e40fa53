import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { runExecutable, withoutErased } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";

let cluster: E2eCluster;

before(async () => {
  cluster = await openE2eCluster();
  for (const name of ["one", "two", "three"]) {
    await cluster.addWriter({ name, lines: 5, linesPerSecond: 0, then: "sleep" });
    await cluster.writerDone(name);
  }
});
after(() => cluster[Symbol.asyncDispose]());

/** Answers each question at a terminal. @returns what the terminal showed, and the exit code. */
function answerAtTerminal(
  words: readonly string[],
  answers: readonly string[],
): Promise<{ readonly shown: string; readonly exitCode: number | null }> {
  const { PATH, HOME } = process.env;
  const command = [join(import.meta.dirname, "..", "..", "bin", "kubectl-kt"), ...words].map((word) => `'${word}'`);
  // util-linux's script gives the command a terminal.
  const child = spawn("script", ["-qefc", command.join(" "), "/dev/null"], {
    env: { PATH, HOME, TERM: "xterm-256color", LANG: "C.UTF-8" },
  });
  let shown = "";
  let answered = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
    const asked = shown.match(/Enter for [^:]*: /g)?.length ?? 0;
    for (; answered < asked; answered++) child.stdin.write(`${answers[answered] ?? ""}\r`);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), 120_000);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      resolve({ shown: withoutErased(shown.replaceAll("\r\n", "\n")), exitCode });
    });
  });
}

function prompting(...more: readonly string[]): readonly string[] {
  return ["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "*", "--prompt", ...more];
}

/** Of the lines of logs that the terminal showed, whose they are. */
function namesIn(shown: string): ReadonlySet<string> {
  return new Set([...shown.matchAll(/ id=(\w+) seq=/g)].map(([, name = ""]) => name));
}

test("L1 --prompt on a terminal: several are chosen by their numbers", async () => {
  const { shown, exitCode } = await answerAtTerminal(prompting("-c", "writer"), ["1,3"]);
  assert.equal(exitCode, 0, shown);
  assert.match(shown, /^1 {2}\S+\/one\/writer\n2 {2}\S+\/three\/writer\n3 {2}\S+\/two\/writer\n/);
  assert.deepEqual(namesIn(shown), new Set(["one", "two"]));
});

test("L1 --prompt on a terminal: text makes the list shorter, Enter takes what is left", async () => {
  const { shown, exitCode } = await answerAtTerminal(prompting("--all"), ["nosuch", "t", "thr", ""]);
  assert.equal(exitCode, 0, shown);
  assert.match(shown, /None of them is "nosuch"\./);
  assert.match(shown, /\n1 {2}\S+\/three\/writer\n[^\n]*Enter for this one: /);
  assert.deepEqual(namesIn(shown), new Set(["three"]));
});

test("L1 --prompt without a terminal says so, and what to do instead", async () => {
  const { exitCode, out, err } = await runExecutable(prompting());
  assert.deepEqual([exitCode, out], [2, ""]);
  assert.match(
    err,
    /error: --prompt needs a terminal to ask on, and standard input is none\n {2}hint: --dry-run lists/,
  );
});
