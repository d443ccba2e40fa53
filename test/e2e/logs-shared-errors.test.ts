import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { runExecutable } from "../support/executable.ts";

// What is said once for many containers. Scripts what the cluster answers, so that this runs on the fake alone.

let cluster: FakeCluster;

before(async () => {
  cluster = await startFakeCluster();
});
after(() => cluster.close());

test("L31 many containers that have not started are told in one notice, behind the first few", async () => {
  for (let number = 0; number < 8; number++) {
    const pod = { namespace: "crowd", name: `waiting-${number}`, nodeName: "node-1", isStarted: false };
    cluster.world.addPod(pod).container("main").wait("ErrImageNeverPull");
  }
  cluster.world.addPod({ namespace: "crowd", name: "running", nodeName: "node-1" });
  const { exitCode, err } = await runExecutable(["logs", "--kubeconfig", cluster.kubeconfig(), "-n", "crowd", "*"]);
  assert.equal(exitCode, 0, err);
  assert.equal(err.match(/warning: crowd\/waiting-\d\/main: has not started: ErrImageNeverPull$/gm)?.length, 3);
  assert.match(
    err,
    /warning: 5 more containers cannot be read: 5 of them: has not started: ErrImageNeverPull\n {2}hint: .*--dry-run/,
  );
});

test("L31 a node whose kubelet cannot be reached is named, and told once for all containers on it", async () => {
  // A node that is there for the API server only.
  cluster.world.addNode("node-9");
  cluster.world.kubelet("node-9").state = "refused";
  for (let number = 0; number < 8; number++) {
    const containers = ["main", "side"];
    cluster.world.addPod({ namespace: "away", name: `cut-off-${number}`, containers, nodeName: "node-9" });
  }
  cluster.world.addPod({ namespace: "away", name: "running", nodeName: "node-1" }).container().writeLine("runs");
  const { exitCode, out, err } = await runExecutable([
    "logs",
    "--kubeconfig",
    cluster.kubeconfig(),
    "-n",
    "away",
    "*",
    "-o",
    "raw",
  ]);
  assert.equal(exitCode, 3, err);
  assert.equal(out, "runs\n");
  assert.match(err, /error: node node-9: .*the API server cannot reach the kubelet of node "node-9"/);
  assert.match(err, /hint: kubectl describe node node-9 --kubeconfig=\S+\n/);
  assert.equal(err.match(/cannot reach/g)?.length, 1, err);
  assert.doesNotMatch(err, /more containers/);
});
