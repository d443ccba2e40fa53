import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccessRule } from "../../src/demo/server/access/user.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";

const timeout = 30_000;

/** Changes the version that a node tells of its kubelet. */
function setVersion({ world }: FakeCluster, kubeletVersion: string): void {
  const resource = world.resource("Node");
  const node = world.store.get({ resource, namespace: "", name: "node-1" });
  if (node !== undefined)
    world.store.put(resource, { ...node, status: { ...node.status, nodeInfo: { kubeletVersion } } });
}

const rows: readonly {
  readonly title: string;
  readonly arrange: (cluster: FakeCluster) => void;
  /** Undefined: queries are answered. */
  readonly verdict: RegExp | undefined;
  readonly causes?: readonly RegExp[];
}[] = [
  {
    title: "queries that are answered",
    arrange: ({ world }) => {
      const kubelet = world.kubelet("node-1");
      kubelet.hasLogQuery = true;
      kubelet.journal.write("kubelet", "hello");
    },
    verdict: undefined,
  },
  {
    title: "the query option is off, by the kubelet's own configuration",
    arrange: () => {},
    verdict: /^The kubelet of node node-1 does not answer queries of its logs: enableSystemLogQuery is off\.$/,
    causes: [/^enableSystemLogQuery is not set, or false$/],
  },
  {
    title: "option and gate are both off in a kubelet of before 1.36",
    arrange: (cluster) => setVersion(cluster, "v1.33.1"),
    verdict: /enableSystemLogQuery is off, and so is the feature gate NodeLogQuery\.$/,
    causes: [/enableSystemLogQuery/, /feature gate NodeLogQuery is off/],
  },
  {
    title: "the option is set and the gate is off",
    arrange: (cluster) => {
      setVersion(cluster, "v1.33.1");
      const configuration = { kubeletconfig: { enableSystemLogHandler: true, enableSystemLogQuery: true } };
      cluster.faults.add({
        matches: ({ path }) => path.endsWith("/configz"),
        answer: answering(200, JSON.stringify(configuration)),
      });
    },
    verdict: /: the feature gate NodeLogQuery is off, though enableSystemLogQuery is set\.$/,
    causes: [/feature gate/],
  },
  {
    title: "the handler is off",
    arrange: ({ world }) => {
      world.kubelet("node-1").hasLogHandler = false;
    },
    verdict: /: the whole endpoint is off \(enableSystemLogHandler\)\.$/,
    causes: [/^enableSystemLogHandler is false$/],
  },
  {
    title: "a kubelet that is too old",
    arrange: (cluster) => {
      cluster.faults.add({
        matches: ({ path }) => path.endsWith("/proxy/logs/"),
        answer: answering(404, "404 page not found\n"),
      });
    },
    verdict: /: it does not know the endpoint \(404\)\.$/,
    causes: [/older than Kubernetes 1\.27/],
  },
  {
    title: "a listing where the configuration cannot be seen: both switches, and how to tell",
    arrange: (cluster) => {
      setVersion(cluster, "v1.33.1");
      cluster.faults.add({ matches: ({ path }) => path.endsWith("/configz"), answer: answering(403, "no") });
    },
    verdict: /: it gives the names of files, whatever is asked\.$/,
    causes: [/enableSystemLogQuery is not set/, /the feature gate NodeLogQuery is off/],
  },
];

for (const { title, arrange, verdict, causes = [] } of rows) {
  test(`D4 diagnose NODE: ${title}`, { timeout }, async () => {
    await using cluster = await startDiagnoseCluster();
    arrange(cluster);
    const run = await runDiagnosis(cluster, ["node/node-1"]);
    const names = run.hops.map(({ name }) => name).slice(5);
    assert.deepEqual(names, ["rights", "node", "kubelet", "node-log-query"]);
    const [found, ...others] = run.findings;
    assert.deepEqual(others, []);
    assert.equal(run.exitCode, 0, "a switch that is off by default is no fault");
    if (verdict === undefined) return assert.equal(found, undefined);
    assert.equal(found?.code, "node-log-query-off");
    assert.match(found.verdict, verdict);
    for (const cause of causes)
      assert.ok(
        found.causes.some(({ text }) => cause.test(text)),
        JSON.stringify(found.causes),
      );
    if (found.causes.length > 1 && found.verdict.includes("whatever"))
      for (const { check } of found.causes) assert.ok(check);
  });
}

test("D4 diagnose NODE: without nodes/proxy the missing right is told with the role that grants it, and the node is looked at", {
  timeout,
}, async () => {
  const rules: readonly AccessRule[] = [{ verbs: ["get"], resources: ["nodes", "leases"] }];
  await using cluster = await startFakeCluster({ users: [{ name: "kim", rules }] });
  const run = await runDiagnosis(cluster, ["node/node-1"], { user: "kim" });
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ["no-right-to-node-logs"],
  );
  assert.match(
    run.findings[0]?.verdict ?? "",
    /^User "kim" may not read logs of nodes: that takes the right to get nodes\/proxy\.$/,
  );
  assert.match(run.findings[0]?.causes[0]?.fix ?? "", /kubectl create clusterrole .* --resource=nodes\/proxy/);
  assert.deepEqual(
    run.hops.slice(6).map(({ name, result }) => `${name} ${result}`),
    ["node ok", "kubelet unseen"],
  );
  assert.equal(run.exitCode, 10);
});

test("D4 diagnose NODE: a word that is no pod's name is the node, and a pod of that name comes first", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  const asNode = await runDiagnosis(cluster, ["node-1"]);
  assert.ok(asNode.hops.some(({ name }) => name === "node-log-query"));
  cluster.world.addPod({ namespace: "shop", name: "node-1" }).container().writeLine("hi");
  const asPod = await runDiagnosis(cluster, ["node-1"]);
  assert.ok(asPod.hops.some(({ name }) => name === "containers"));
});

test("D4 diagnose NODE: a node that is not there, with a near name", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const run = await runDiagnosis(cluster, ["node/nod-1"]);
  assert.deepEqual(
    run.findings.map(({ code, verdict, next }) => [code, verdict, next?.split(" --")[0]]),
    [["node-gone", "There is no node nod-1.", "kubectl kt diagnose node/node-1"]],
  );
});

test("D4 diagnose NODE: a node that is cut off ends in time, at the kubelet", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.world.kubelet("node-1").state = "silent";
  const run = await runDiagnosis(cluster, ["node/node-1"]);
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ["kubelet-silent"],
  );
  assert.equal(run.hops.at(-1)?.result, "not-reached");
});

function answering(status: number, body: string): NonNullable<Parameters<FakeCluster["faults"]["add"]>[0]["answer"]> {
  return async ({ reply }) => {
    await reply.head(status, { "content-type": "text/plain" });
    await reply.write(Buffer.from(body));
    await reply.end();
    return true;
  };
}
