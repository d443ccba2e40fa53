import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startFakeCluster } from "../../../src/demo/server/fake-cluster.ts";
import type { Container } from "../../../src/demo/server/world/container.ts";
import type { E2eCluster } from "../../support/e2e-cluster.ts";
import { countBytes, logs } from "../../support/faults.ts";
import { assertComplete, startWithLedger } from "../../support/ledger-run.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";
import { figuresOf } from "../../support/process-figures.ts";
import { proxied } from "../../support/written-pod.ts";

const isReal = Boolean(process.env["KT_TEST_KUBECONFIG"]);
let scratch: string;
let cluster: E2eCluster;

suite("endurance: readers that are slow", { timeout: 320_000 }, () => {
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), "kubectl-kt-slow-"));
    cluster = await openE2eCluster();
  });
  after(async () => {
    await cluster[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true, force: true });
  });

  test("L16 a reader of a follow that stops for a while gets everything; memory stays bounded, the rest lies on disk", async () => {
    const names = ["much-0", "much-1", "much-2", "much-3"];
    const spec = { lines: 18_000, linesPerSecond: isReal ? 900 : 6000, lineBytes: 1000, then: "sleep" } as const;
    const words = ["logs", "-f", "--all", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, ...names];
    const { running, ledger, until, interrupt } = startWithLedger(words, { env: { TMPDIR: scratch } });
    // Some may have filled a file before others are there: nothing is missed at their beginning where they are waited for.
    await until((_ledger, err) => names.every((name) => err.includes(`${name}: waiting`)));
    await Promise.all(names.map((name) => cluster.addWriter({ ...spec, name })));
    await until(() => ledger.printed > 0);
    running.child.stdout.pause();
    await Promise.all(names.map((name) => cluster.writerDone(name)));
    await sleep(4000);
    const held = ledger.printed;
    assert.ok(held < spec.lines * 2, `${held} lines came although nobody read`);
    running.child.stdout.resume();
    await until(() => names.every((name) => ledger.highest(name) === spec.lines));
    const rss = peakRssBytes(running.child.pid);
    const { exitCode, err } = await interrupt();
    assert.equal(exitCode, 130);
    assertComplete(ledger, err, Object.fromEntries(names.map((name) => [name, [spec.lines]])));
    assert.match(err, /what arrives meanwhile is kept on disk/);
    assert.ok(rss < 300e6, `${rss} bytes of memory`);
    assert.deepEqual(await readdir(scratch), []);
  });

  const skip = isReal ? "counts what the fake API server sends" : false;
  for (const { title, words, rotations, hits } of [
    { title: "the log API", words: ["--backend", "api"], rotations: 0, hits: logs },
    { title: "files", words: ["--backend", "files"], rotations: 0, hits: proxied },
    { title: "rotated files, compressed ones too", words: ["--history"], rotations: 2, hits: proxied },
  ]) {
    test(`L16 a reader of a finished read from ${title} that stops makes the server wait, and gets everything`, {
      skip,
    }, async () => {
      await using fake = await startFakeCluster();
      const names = ["long-0", "long-1", "long-2"];
      const lines = 40_000;
      for (const name of names)
        writeLong(fake.world.addPod({ name, containers: ["writer"] }).container(), lines, rotations);
      const counted = countBytes(hits);
      fake.faults.add(counted.fault);
      const place = ["--kubeconfig", fake.kubeconfig(), ...names];
      const { running, ledger } = startWithLedger(["logs", ...words, ...place]);
      running.child.stdout.pause();
      let sent = -1;
      for (let quietFor = 0; quietFor < 20; quietFor++) {
        await sleep(100);
        if (counted.bytes() === 0 || counted.bytes() !== sent) quietFor = 0;
        sent = counted.bytes();
      }
      const all = names.length * lines * 1030;
      assert.ok(sent < all / 2, `${sent} of ${all} bytes were sent to who does not read`);
      running.child.stdout.resume();
      const rss = peakRssWhile(running.child.pid, running.finished);
      const { exitCode, err } = await running.finished;
      assert.deepEqual([exitCode, err], [0, ""]);
      assertComplete(ledger, err, Object.fromEntries(names.map((name) => [name, [lines]])));
      assert.ok((await rss) < 200e6, `${await rss} bytes of memory`);
    });
  }
});

/** Lines of a thousand bytes each in as many files and one. */
function writeLong(container: Container, lines: number, rotations: number): void {
  for (let sequence = 1; sequence <= lines; sequence++) {
    container.writeLine(`seq=${sequence} stream=stdout `.padEnd(1000, "x"));
    if (rotations > 0 && sequence % Math.ceil(lines / (rotations + 1)) === 0) container.rotateLog();
  }
}

/** The most memory that the process had, looked at again and again while it runs. */
async function peakRssWhile(pid: number | undefined, finished: Promise<unknown>): Promise<number> {
  let isOver = false;
  void finished.finally(() => {
    isOver = true;
  });
  let highest = 0;
  for (; !isOver; await sleep(20)) highest = Math.max(highest, peakRssBytes(pid));
  return highest;
}

function peakRssBytes(pid: number | undefined): number {
  return figuresOf(pid ?? 0)?.maxRssBytes ?? 0;
}
