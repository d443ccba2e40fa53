import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type Finished, runExecutable, runShell } from "../support/executable.ts";
import { jsonEntries, sequenceTo } from "../support/json-entries.ts";

let cluster: E2eCluster;

before(async () => {
  cluster = await openE2eCluster();
  await cluster.addWriter({ name: "quiet", lines: 200, linesPerSecond: 0, then: "sleep" });
  await cluster.addWriter({ name: "steady", lines: 100_000, linesPerSecond: 50, then: "sleep" });
  await cluster.writerDone("quiet");
});
after(() => cluster[Symbol.asyncDispose]());

function run(...words: readonly string[]): Promise<Finished> {
  return runExecutable(["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, ...words]);
}

function runBatch(...words: readonly string[]): Promise<Finished> {
  return runExecutable(["logs", "--kubeconfig", cluster.kubeconfig, "-n", "batch", ...words]);
}

test("L23 --until-match ends a follow behind a line of the backlog, older than the last ten", async () => {
  const { exitCode, out, err } = await run("quiet", "-f", "-o", "json", "--until-match", "seq=50 ");
  assert.deepEqual([exitCode, err], [0, ""]);
  assert.deepEqual(
    jsonEntries(out).map(({ sequence }) => sequence),
    sequenceTo(50, 41),
  );
});

test("L23 --until-match ends a follow of several behind a line that is yet to come, which is printed whatever -g wants", async () => {
  const words = ["quiet", "steady", "-f", "-o", "json", "-g", "seq=199 "];
  const { exitCode, out } = await run(...words, "--until-match", "id=steady seq=2[0-9][0-9] ");
  assert.equal(exitCode, 0);
  const entries = jsonEntries(out);
  const last = entries.at(-1);
  assert.ok(last?.pod === "steady" && last.sequence >= 200 && last.sequence <= 299, out);
  for (const { sequence } of entries.slice(0, -1)) assert.equal(sequence, 199);
});

test("L23 --until-match in a read that ends: 0 behind the line, 4 when there is none", async () => {
  const matched = await run("quiet", "-o", "json", "--until-match", "seq=7 ");
  assert.equal(matched.exitCode, 0);
  assert.equal(jsonEntries(matched.out).length, 7);
  const unmatched = await run("quiet", "--until-match", "nowhere");
  assert.equal(unmatched.exitCode, 4);
  assert.match(unmatched.err, /^kubectl kt: error: everything ended before a line matched --until-match "nowhere"\n/);
});

test("L23 L27 --until-match ends the reading of a stream that goes on", async () => {
  const { exitCode, out } = await runShell(
    "(echo one; echo two; while echo three; do sleep 0.1; done) | kt logs --stdin --until-match tw",
  );
  assert.deepEqual([exitCode, out], [0, "one\ntwo\n"]);
});

test("L23 --timeout ends a follow with 5, and says what did not come", async () => {
  const plain = await run("quiet", "-f", "--timeout", "6s");
  assert.equal(plain.exitCode, 5);
  assert.equal(plain.out.split("\n").length, 11);
  assert.match(plain.err, /^kubectl kt: error: it did not end within 6s\n/);
  const waiting = await run("steady", "-f", "--timeout", "1500ms", "--until-match", "nowhere");
  assert.equal(waiting.exitCode, 5);
  assert.match(waiting.err, /^kubectl kt: error: no line matched --until-match "nowhere" within 1500ms\n/);
});

test("L23 --exit-on-complete: 0 for a Job that is complete, 1 for one that has failed, with why", async () => {
  const complete = await runBatch("job/import", "-f", "--exit-on-complete");
  assert.deepEqual([complete.exitCode, complete.err], [0, ""]);
  const all = await runBatch("job/import");
  const linesOf = ({ out }: Finished): number => out.split("\n").length;
  assert.ok(linesOf(all) > 11);
  assert.equal(linesOf(complete), linesOf(all), "from the first line on");
  const failed = await runBatch("job/broken", "-f", "--exit-on-complete");
  assert.equal(failed.exitCode, 1);
  assert.match(failed.err, /kubectl kt: error: job "broken" in namespace "batch" failed/);
  assert.match(failed.out, /panic/);
});

test("L23 L26 --exit-on-complete: how a container has ended is told behind its last line", async () => {
  const line = `kt logs --kubeconfig '${cluster.kubeconfig}' -n batch job/broken -f --exit-on-complete --columns=+pod 2>&1`;
  const { out } = await runShell(line);
  const lines = out.split("\n");
  const ends = lines.flatMap((text, at) => {
    const pod = /batch\/(broken-\S+?)\/\S+: has ended: /.exec(text)?.[1];
    return pod === undefined ? [] : [{ pod, at }];
  });
  assert.ok(ends.length > 0, out);
  for (const { pod, at } of ends) {
    const last = lines.findLastIndex((text) => text.includes(pod) && !text.startsWith("kubectl kt: "));
    assert.ok(last >= 0 && last < at, out);
  }
});

test("L23 --exit-on-complete: a selection that could go on ends when everything in it is done", async () => {
  const selected = await runBatch("-c", "import", "-f", "--exit-on-complete", "--timeout", "60s");
  assert.deepEqual([selected.exitCode, selected.err], [0, ""]);
  const stays = await runBatch("-c", "import", "-f", "--timeout", "2s");
  assert.equal(stays.exitCode, 5);
});

for (const [words, message] of [
  [["--exit-on-complete"], /--exit-on-complete says how a follow ends, and there is none/],
  [["-f", "--exit-on-complete", "--wait-for-new"], /--exit-on-complete and --wait-for-new cannot go together/],
  [["--until-match", "("], /--until-match/],
  [["--timeout", "soon"], /--timeout "soon"/],
  [["--timeout", "0s"], /--timeout "0s" is no time at all/],
] as const) {
  test(`L23 L31 usage: ${words.join(" ")}`, async () => {
    const { exitCode, err } = await run("quiet", ...words);
    assert.equal(exitCode, 2);
    assert.match(err, message);
  });
}
