import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runExecutable, runOnTerminal, startExecutable } from "../support/executable.ts";

let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), "kubectl-kt-demo-"));
});
after(() => rm(scratch, { recursive: true, force: true }));

test("P4 demo: follows logs for as long as it is told, ends with 0 and leaves nothing behind", async () => {
  const { exitCode, out, err } = await runExecutable(["demo", "--for", "3s"], { env: { TMPDIR: scratch } });
  assert.equal(exitCode, 0, err);
  for (const line of out.split("\n").slice(0, -1)) assert.match(line, /^\S+ \S+ +\| /);
  assert.match(
    err,
    /^kubectl kt: this is a cluster inside this command; Ctrl-C ends it\. .*\n\n {2}export KUBECONFIG=\S+\n/,
  );
  assert.doesNotMatch(err, /error|gap/);
  assert.deepEqual(await readdir(scratch), []);
});

test("P4 demo: its logs are lively, and Ctrl-C is the end that was wanted", async () => {
  const running = startExecutable(["demo", "-q"], { env: { TMPDIR: scratch } });
  await running.until((out) => {
    const lines = out.split("\n").slice(0, -1);
    return lines.length > 20 && new Set(lines.map((line) => line.split(" ")[0])).size >= 5;
  });
  running.child.kill("SIGINT");
  const { exitCode, err } = await running.finished;
  assert.deepEqual([exitCode, err], [0, ""]);
  assert.deepEqual(await readdir(scratch), []);
});

test("P4 demo: every command works on its cluster meanwhile", async () => {
  const running = startExecutable(["demo"]);
  await running.until((_out, err) => err.includes("deploy/web"));
  const kubeconfig = /export KUBECONFIG=(\S+)/.exec(running.err())?.[1] ?? "";
  const read = await runExecutable(["logs", "--kubeconfig", kubeconfig, "deploy/web", "--tail", "5"]);
  assert.deepEqual([read.exitCode, read.err], [0, ""]);
  assert.equal(read.out.split("\n").length, 6);
  running.child.kill("SIGINT");
  assert.equal((await running.finished).exitCode, 0);
});

test("P4 demo: on a terminal the kubeconfig can be read before the lines begin", async () => {
  const { exitCode, out } = await runOnTerminal(["demo", "--for", "1s"], { env: { TMPDIR: scratch } });
  assert.equal(exitCode, 0, out);
  assert.match(out, /export KUBECONFIG=\S+\n {2}kubectl kt logs deploy\/web -f\n\n$/);
});

test("P4 demo: another seed tells another story", async () => {
  const podsOf = async (seed: string): Promise<ReadonlySet<string>> => {
    const running = startExecutable(["demo", "-q", "--seed", seed]);
    await running.until((out) => /^web-.*\n/m.test(out));
    running.child.kill("SIGINT");
    const { out } = await running.finished;
    return new Set([...out.matchAll(/^web-\S+/gm)].map(([name]) => name));
  };
  const [one, two] = await Promise.all([podsOf("1"), podsOf("2")]);
  assert.ok(one.size > 0 && two.size > 0);
  assert.ok(one.isDisjointFrom(two), [...one, ...two].join(" "));
});
