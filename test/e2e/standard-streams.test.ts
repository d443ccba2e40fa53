import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { runExecutable, runShell, startExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

const hasProc = { skip: existsSync("/proc/self/fdinfo") ? false : "only /proc shows how files of a process are open" };
const lines = Array.from({ length: 50_000 }, (_, line) => `line ${line} `.padEnd(100, "x"));

let cluster: E2eCluster;
let folder: ScratchFolder;
let file: string;

before(async () => {
  cluster = await openE2eCluster();
  folder = scratchFolder();
  file = join(folder.path, "app.log");
  writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
});
after(async () => {
  folder[Symbol.dispose]();
  await cluster[Symbol.asyncDispose]();
});

test("L16 pipes that others share stay blocking: standard input, output and error", hasProc, async () => {
  await cluster.addWriter({ name: "shared", lines: 100_000, linesPerSecond: 50, then: "sleep" });
  const words = ["logs", "-f", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "shared", "nosuch-*"];
  const running = startExecutable(words);
  // By then connections were made and closed, and something was said on standard error.
  await running.until((out, err) => out.split("\n").length > 50 && err !== "");
  const flags = [0, 1, 2].map((descriptor) => {
    const info = readFileSync(`/proc/${running.child.pid}/fdinfo/${descriptor}`, "utf8");
    return Number.parseInt(/^flags:\s+(\d+)$/m.exec(info)?.[1] ?? "", 8) & nonBlocking;
  });
  running.child.kill("SIGINT");
  await running.finished;
  assert.deepEqual(flags, [0, 0, 0]);
});

test(
  "L16 standard output that another program has made non-blocking, and a slow reader: every line",
  hasProc,
  async () => {
    const mark = join(folder.path, "is-non-blocking");
    // Node itself is such a program: it makes the pipe so as soon as it looks at it, for as long as it lives.
    const other = `process.stdout; require("fs").writeFileSync("${mark}", ""); setInterval(() => {}, 1000)`;
    const { out, err } = await runShell(
      `{ '${process.execPath}' -e '${other}' & while [ ! -e '${mark}' ]; do sleep 0.05; done
    grep flags /proc/$BASHPID/fdinfo/1 >&2
    kt logs --file '${file}' --all; echo "exit code $?" >&2; kill $!; } | { sleep 1; cat; }`,
    );
    assert.match(err, /^flags:\s+0?4001\nexit code 0\n$/, "standard output is not non-blocking");
    assert.deepEqual(out.split("\n"), [...lines, ""]);
  },
);

for (const words of [
  `logs --file FILE`,
  "version",
  "logs --help",
  "files --kubeconfig KUBECONFIG -n NAMESPACE shared",
]) {
  test(`L31 ${words.split(" --", 1)[0]} with standard output closed says so, with exit code 1`, async () => {
    const line = words.replace("FILE", `'${file}'`);
    const real = line.replace("KUBECONFIG", cluster.kubeconfig).replace("NAMESPACE", cluster.namespace);
    const { exitCode, err } = await runShell(`kt ${real} >&-`);
    assert.equal(err, "kubectl kt: error: cannot write to standard output: it is closed\n");
    assert.equal(exitCode, 1);
  });
}

test("L31 with standard output closed -o dir= writes its files, and with standard error closed lines come", async () => {
  const copy = join(folder.path, "copy");
  const closed = await runShell(`kt logs --file '${file}' -o dir='${copy}' >&-`);
  assert.equal(closed.exitCode, 0, closed.err);
  const silent = await runShell(`kt logs --file '${file}' --tail 2 2>&-`);
  assert.deepEqual([silent.exitCode, silent.out], [0, `${lines.slice(-2).join("\n")}\n`]);
  const deaf = await runExecutable(["logs", "--file", copy, "--tail", "1"]);
  assert.match(deaf.out, /line 49999/);
});

const nonBlocking = 0o4000;
