import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { slowHeaders } from "../support/faults.ts";
import { recordingIo } from "../support/recording-io.ts";
import { runTimeline as run, startWithTimelines as start } from "../support/timeline-run.ts";

suite("N6 --tail N: the pod's last N lines, and what was said from ten seconds before them on", {
  timeout: 60_000,
}, () => {
  /** A pod that writes a line each hundred seconds, and a kubelet that says something of it each ten. */
  async function startTold(ownLines: number): Promise<FakeCluster> {
    const cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1", containers: ["app"] });
    const { journal } = cluster.world.kubelet("node-1");
    const nowMs = cluster.world.clock.nowMs();
    const at = (second: number): string => new Date(nowMs + second * 1000).toISOString().replace("Z", "000Z");
    for (let line = 1; line <= ownLines; line++) pod.container().writeLine(`own ${line}`, { at: at(line * 100) });
    for (let second = 5; second <= 440; second += 10) {
      journal.write("kubelet", `at ${second} pod="shop/web-1"`, { at: at(second) });
    }
    return cluster;
  }
  const words = ["web-1", "--with-node", "kubelet", "-o", "raw", "--tail"];
  const from = (second: number): string[] =>
    Array.from({ length: (445 - second) / 10 }, (_, index) => `at ${second + index * 10} pod="shop/web-1"`);

  test("it begins there, and older lines of the pod do not come", async () => {
    await using cluster = await startTold(4);
    const { out } = await run(cluster, [...words, "2"]);
    const lines = out.split("\n").filter(Boolean);
    assert.deepEqual(lines.slice(0, 3), ['at 295 pod="shop/web-1"', "own 3", 'at 305 pod="shop/web-1"']);
    assert.deepEqual(
      lines.filter((line) => line.startsWith("own")),
      ["own 3", "own 4"],
    );
    assert.deepEqual(
      lines.filter((line) => line.startsWith("at")),
      from(295),
    );
  });

  test("with -f as well, and what comes then", async () => {
    await using cluster = await startTold(4);
    const { code, out } = await run(cluster, [...words, "2", "-f", "--until-match", "own 4"]);
    assert.equal(code, 0);
    assert.match(out, /^at 295 pod="shop\/web-1"\nown 3\nat 305 /);
  });

  test("with -f also where the node is slow, and comes behind the lines of the pod", async () => {
    await using cluster = await startTold(4);
    cluster.faults.add(slowHeaders(5500, { path: /\/proxy\/logs/, times: 1 }));
    const io = recordingIo();
    const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
    const ended = main(["logs", "--kubeconfig", kubeconfig, ...words, "2", "-f"], io);
    for (let look = 0; look < 1000 && !io.out().includes("at 435 "); look++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    io.signal("SIGINT");
    await ended;
    assert.deepEqual(io.out().split("\n").filter(Boolean).toSorted(), ["own 3", "own 4", ...from(295)].toSorted());
  });

  test("of a pod that has written nothing the last N of what was said", async () => {
    await using cluster = await startTold(0);
    const { out } = await run(cluster, [...words, "3"]);
    assert.deepEqual(out.split("\n").filter(Boolean), from(415));
  });

  test("on a terminal the last ten lines of the pod, and a note that there are older ones", async () => {
    await using cluster = await startTold(0);
    const io = recordingIo({ isTerminal: true });
    const place = ["--kubeconfig", cluster.kubeconfig("admin", { namespace: "shop" })];
    await main(["logs", ...place, "web-1", "--with-node", "kubelet"], io);
    assert.equal(io.out().split("\n").filter(Boolean).length, 10);
    assert.match(io.err(), /the timeline begins with the last 10 lines of the pods; there are older ones/);
  });
});
