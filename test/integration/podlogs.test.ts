import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { Container } from "../../src/demo/server/world/container.ts";
import type { Pod } from "../../src/demo/server/world/pod.ts";
import {
  badGateway,
  type Ending,
  endAfter,
  endAtRandom,
  follows,
  idleTimeout,
  inSingleBytes,
  logs,
  stallAfter,
  tooMany,
  withoutFirstLine,
} from "../support/faults.ts";
import { type ReadPods, readPods } from "../support/followed-pods.ts";
import { until } from "../support/kube-client.ts";
import { Numbers } from "../support/written-pod.ts";

const namespace = "shop";

function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Writes so many numbered lines, some of them long, some with the very same timestamp. */
async function writeLines(container: Container, count: number, written: string[] = []): Promise<string[]> {
  for (let left = count; left > 0; left -= 12) {
    const isShared = left % 36 === 0;
    const at = new Date().toISOString();
    for (let index = 0; index < 12; index++) {
      const text = `seq=${written.length} ${"€".repeat(written.length % 997 === 0 ? 9000 : written.length % 40)}`;
      written.push(text);
      container.writeLine(text, isShared ? { at } : {});
    }
    await sleep(4);
  }
  return written;
}

function addPod(cluster: FakeCluster, name: string): Pod {
  return cluster.world.addPod({ namespace, name, containers: ["app"] });
}

/** Waits until as many lines have come as were written, and compares all of them, in order. */
async function expectAll(read: ReadPods, name: string, expected: readonly string[]): Promise<void> {
  const texts = read.texts.get(`${namespace}/${name}/app`) ?? [];
  await until(() => texts.length >= expected.length);
  assert.deepEqual(texts, expected);
  const alarms = read.notices.all.filter(({ level }) => level === "gap" || level === "error");
  assert.deepEqual(alarms, []);
}

suite("pods' logs, on the fake API server", () => {
  for (const ending of ["reset", "end", "cut-reset", "cut-fin"] as const satisfies readonly Ending[]) {
    test(`L13 L14 a follow that is ended at random bytes, over and over (${ending}): every line once, in order`, {
      timeout: 60_000,
    }, async () => {
      await using cluster = await startFakeCluster();
      const pod = addPod(cluster, "web-1");
      const written = await writeLines(pod.container(), 300);
      cluster.faults.add(endAtRandom(randomOf(ending.length), 150_000, ending, follows));
      await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"], { follow: true });
      await writeLines(pod.container(), 3000, written);
      await expectAll(read, "web-1", written);
      const count = cluster.requests.filter(({ query }) => query.get("follow") === "true").length;
      assert.ok(count > 3, `${count} streams were needed`);
    });
  }

  test("L14 a finished read whose bodies are cut at random bytes, by resets and clean ends, is whole", {
    timeout: 60_000,
  }, async () => {
    for (const ending of ["reset", "end"] as const) {
      await using cluster = await startFakeCluster();
      const pod = addPod(cluster, "web-1");
      const written = await writeLines(pod.container(), 900);
      cluster.faults.add({ ...endAtRandom(randomOf(7), 100_000, ending, logs), times: 15 });
      await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"]);
      await read.ended;
      await expectAll(read, "web-1", written);
    }
  });

  for (const ending of ["reset", "end", "cut-reset", "cut-fin"] as const satisfies readonly Ending[]) {
    test(`L11 L14 a long log, which comes over a connection of its own, cut at random bytes (${ending}), is whole`, {
      timeout: 60_000,
    }, async () => {
      await using cluster = await startFakeCluster();
      const numbers = new Numbers(addPod(cluster, "web-1").container(), 110);
      numbers.write(40_000);
      cluster.faults.add({ ...endAtRandom(randomOf(ending.length), 1_500_000, ending, logs), times: 12 });
      await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"]);
      await read.ended;
      await expectAll(read, "web-1", numbers.written);
      const protocols = new Set(
        cluster.requests.filter(({ path }) => path.endsWith("/log")).map((one) => one.protocol),
      );
      assert.deepEqual([...protocols].toSorted(), ["h2", "http/1.1"]);
    });
  }

  test("L11 L14 a log that is rotated just when it moves to a connection of its own is whole", {
    timeout: 60_000,
  }, async () => {
    await using cluster = await startFakeCluster();
    const container = addPod(cluster, "web-1").container();
    const numbers = new Numbers(container, 110);
    numbers.write(20_000);
    // The second answer is the one over the other connection.
    cluster.faults.add(withoutFirstLine(2));
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"]);
    await read.ended;
    await expectAll(read, "web-1", numbers.written);
    const answers = cluster.requests.filter(({ path }) => path.endsWith("/log"));
    assert.ok(answers.length >= 3, `${answers.length} answers`);
  });

  test("L14 a follow over a restart of the API server, of the kubelet, 429, 503 and idle timeouts", {
    timeout: 60_000,
  }, async () => {
    await using cluster = await startFakeCluster();
    const pod = addPod(cluster, "web-1");
    const written: string[] = [];
    cluster.faults.add(idleTimeout(300, "fin"));
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"], { follow: true });
    const writing = writeLines(pod.container(), 12000, written);
    await sleep(500);
    await cluster.restart({ meanwhile: () => sleep(300) });
    await sleep(500);
    cluster.restartKubelet(pod.nodeName ?? "");
    cluster.faults.add({ ...tooMany(1), times: 1 });
    await sleep(1500);
    cluster.faults.add({ ...badGateway(), times: 3 });
    await cluster.restart({ how: "fin" });
    await writing;
    await sleep(700);
    await writeLines(pod.container(), 300, written);
    await expectAll(read, "web-1", written);
  });

  test("L15 containers that restart several times a second, over cuts: each instance whole, one behind the other", {
    timeout: 60_000,
  }, async () => {
    await using cluster = await startFakeCluster();
    const pod = addPod(cluster, "web-1");
    const written: string[] = [];
    cluster.faults.add(endAtRandom(randomOf(3), 150_000, "reset", follows));
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"], { follow: true });
    for (let run = 0; run < 6; run++) {
      await writeLines(pod.container(), 1500, written);
      if (run % 2 === 0) pod.container().restart();
      else {
        pod.container().exit({ exitCode: 1 });
        await sleep(100);
        pod.container().wait("CrashLoopBackOff");
        await sleep(100);
        pod.container().start();
      }
    }
    await writeLines(pod.container(), 900, written);
    await expectAll(read, "web-1", written);
    assert.deepEqual(read.instances.get("shop/web-1/app"), [0, 1, 2, 3, 4, 5, 6]);
  });

  test("L14b a follow through rotations, and one whose file is read anew again and again", {
    timeout: 60_000,
  }, async () => {
    await using cluster = await startFakeCluster({ maxLogBytes: 300_000 });
    const pod = addPod(cluster, "web-1");
    const written = await writeLines(pod.container(), 144);
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"], { follow: true });
    await until(() => cluster.openLogs.size > 0);
    for (let turn = 0; turn < 10; turn++) {
      await writeLines(pod.container(), 600, written);
      for (const open of cluster.openLogs) open.replay();
    }
    await expectAll(read, "web-1", written);
  });

  test("L14b a stream that stands still, whether the kubelet or the network does: opened again, nothing is lost", {
    timeout: 60_000,
  }, async () => {
    await using cluster = await startFakeCluster();
    const pods = ["web-1", "web-2"].map((name) => addPod(cluster, name));
    cluster.faults.add({ ...stallAfter(20_000, { ...follows, path: /web-2/ }), times: 1 });
    const written = new Map(pods.map((pod) => [pod.name, [] as string[]]));
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1", "shop:web-2"], { follow: true });
    await until(() => cluster.openLogs.size === 2);
    await Promise.all(pods.map((pod) => writeLines(pod.container(), 900, written.get(pod.name))));
    for (const open of cluster.openLogs) if (open.pod === "web-1") open.freeze();
    await Promise.all(pods.map((pod) => writeLines(pod.container(), 900, written.get(pod.name))));
    for (const { name } of pods) await expectAll(read, name, written.get(name) ?? []);
  });

  test("L14b a log that is rotated while the API server is away is a possible gap with its interval", {
    timeout: 60_000,
  }, async () => {
    await using cluster = await startFakeCluster();
    const pod = addPod(cluster, "web-1");
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"], { follow: true });
    pod.container().writeLine("before", { at: "2026-11-21T08:00:00.000000001Z" });
    await until(() => read.texts.get("shop/web-1/app")?.length === 1);
    await cluster.restart({
      meanwhile: async () => {
        pod.container().writeLine("lost", { at: "2026-11-21T08:00:00.000000002Z" });
        pod.container().rotateLog();
        pod.container().writeLine("behind", { at: "2026-11-21T08:00:00.000000003Z" });
      },
    });
    await until(() => read.texts.get("shop/web-1/app")?.length === 2);
    assert.deepEqual(read.texts.get("shop/web-1/app"), ["before", "behind"]);
    const gaps = read.notices.all.filter(({ level }) => level === "gap");
    assert.deepEqual(
      gaps.map(({ gap }) => gap),
      [{ after: "2026-11-21T08:00:00.000000001Z", before: "2026-11-21T08:00:00.000000003Z" }],
    );
  });

  test("L7 L11 timestamps with zone offsets are understood by bounds and by resumption", {
    timeout: 60_000,
  }, async () => {
    await using cluster = await startFakeCluster();
    const pod = addPod(cluster, "web-1");
    const zones = [
      { name: "+09:00", hours: 9 },
      { name: "-03:30", hours: -3.5 },
      { name: "Z", hours: 0 },
    ];
    for (let index = 0; index < 30; index++) {
      const { name = "", hours = 0 } = zones[index % 3] ?? {};
      const shown = new Date(Date.UTC(2026, 10, 21, 8, 0, index) + hours * 3_600_000);
      pod.container().writeLine(`n=${index}`, { at: `${shown.toISOString().slice(0, 19)}.25${name}` });
    }
    cluster.faults.add(endAfter(700, "reset", { ...logs, times: 1 }));
    const seconds = Date.UTC(2026, 10, 21, 8, 0, 0) / 1000;
    const range = {
      first: { seconds: seconds + 5, nanos: 250_000_000 },
      last: { seconds: seconds + 20, nanos: 249_999_999 },
    };
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"], { range });
    await read.ended;
    assert.deepEqual(
      read.texts.get("shop/web-1/app"),
      Array.from({ length: 15 }, (_, index) => `n=${index + 5}`),
    );
  });

  test("L14 a body that comes byte by byte gives the same entries", { timeout: 60_000 }, async () => {
    await using cluster = await startFakeCluster();
    const pod = addPod(cluster, "web-1");
    const written = Array.from({ length: 200 }, (_, index) => `n=${index} é €`);
    for (const text of written) pod.container().writeLine(text);
    cluster.faults.add(inSingleBytes(logs));
    await using read = await readPods(cluster.kubeconfig(), ["shop:web-1"]);
    await read.ended;
    await expectAll(read, "web-1", written);
  });
});
