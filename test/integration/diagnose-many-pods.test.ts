import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { recordingIo } from "../support/recording-io.ts";

test("D1 D2 diagnose: of many pods the unwell and one of each node are tried, and how many were not is said", {
  timeout: 60_000,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  const { world } = cluster;
  for (let number = 10; number < 70; number++) {
    const pod = world.addPod({ namespace: "shop", name: `web-${number}`, nodeName: number < 69 ? "node-1" : "node-2" });
    pod.container().writeLine("hi");
    if (number === 68) pod.show({ status: { conditions: [{ type: "Ready", status: "False" }] } });
  }
  const io = recordingIo();
  const path = cluster.kubeconfig("admin", { namespace: "shop" });
  await main(["diagnose", "--kubeconfig", path, "--no-config", "web-*"], io);
  const tried = cluster.requests.flatMap(({ path: asked }) => /pods\/([^/]+)\/log$/.exec(asked)?.[1] ?? []);
  assert.equal(new Set(tried).size, 40);
  assert.ok(tried.includes("web-68"), "the one that is not ready");
  assert.ok(tried.includes("web-69"), "the only one of its node");
  assert.match(
    io.out(),
    /^ {2}\? log +20 pods: not tried, since the logs of 40 other containers were: kubectl kt diagnose POD tries one$/m,
  );
  assert.doesNotMatch(io.out(), /has run yet|more with findings/);
});
