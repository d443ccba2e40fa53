import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";
import { failWith } from "../support/faults.ts";

const timeout = 30_000;

/** A fault of a node or of the way to it, and what is said of a pod there. */
interface NodeRow {
  readonly title: string;
  readonly arrange: (cluster: FakeCluster) => void;
  readonly code: string;
  readonly level: "broken" | "problem";
  readonly verdict: RegExp;
  readonly causes?: readonly RegExp[];
  /** What must not be said. */
  readonly not?: RegExp;
}

const refused = ({ world }: FakeCluster, leaseAgeMs?: number): void => {
  const kubelet = world.kubelet("node-1");
  kubelet.state = "refused";
  kubelet.leaseAgeMs = leaseAgeMs;
};

const rows: readonly NodeRow[] = [
  {
    title: "a kubelet that is stopped for long: the lease proves it, so one cause is left",
    arrange: (cluster) => refused(cluster, 300_000),
    code: "kubelet-refused",
    level: "broken",
    verdict:
      /^The machine of node node-1 answers, but nothing listens at its kubelet's port: logs of its containers cannot be read until the kubelet runs\.$/,
    causes: [/the kubelet is stopped, or crashes at its start/],
    not: /firewall/,
  },
  {
    title: "a port that refuses while the lease is fresh: the kubelet, or a firewall",
    arrange: (cluster) => refused(cluster),
    code: "kubelet-refused",
    level: "broken",
    verdict: /nothing listens at its kubelet's port/,
    causes: [/the kubelet is stopped/, /a firewall on the node rejects the API server/],
  },
  {
    title: "a node that is cut off: the dial hangs, and so does not the diagnosis",
    arrange: ({ world }) => Object.assign(world.kubelet("node-1"), { state: "silent", leaseAgeMs: 300_000 }),
    code: "kubelet-silent",
    level: "broken",
    verdict: /^The API server's dial to the kubelet of node node-1 hangs: nothing there answers\.$/,
    causes: [/the node is off, or hangs/, /cut off from the network/],
    not: /firewall/,
  },
  {
    title: "a dial that hangs while the lease is fresh: something drops the API server's way only",
    arrange: ({ world }) => Object.assign(world.kubelet("node-1"), { state: "silent" }),
    code: "kubelet-silent",
    level: "broken",
    verdict: /hangs: nothing there answers/,
    causes: [/something drops what the API server sends to port 10250/, /a moment ago/],
  },
  {
    title: "a kubelet's certificate that has expired",
    arrange: dialError(
      "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-21T16:00:00Z is after 2026-11-20T16:00:00Z",
    ),
    code: "kubelet-certificate",
    level: "broken",
    verdict:
      /^The certificate of the kubelet of node node-1 has expired, or is not valid yet, so the API server does not talk to it\.$/,
    causes: [/it was not renewed/, /the clock of the control plane is wrong/],
    not: /right/,
  },
  {
    title: "a kubelet's certificate that the API server does not trust",
    arrange: dialError("tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    code: "kubelet-certificate",
    level: "broken",
    verdict: /^The API server does not trust the certificate of the kubelet of node node-1/,
    causes: [/the kubelet made its certificate itself/, /one of the two has the old one/],
  },
  {
    title: "a kubelet's certificate for another address",
    arrange: dialError("tls: failed to verify certificate: x509: certificate is valid for 10.0.0.9, not 10.250.0.11"),
    code: "kubelet-certificate",
    level: "broken",
    verdict: /is not for the address at which the API server calls it/,
  },
  {
    title: "a kubelet whose request for a certificate nobody approved",
    arrange: dialError("remote error: tls: internal error"),
    code: "kubelet-certificate",
    level: "broken",
    verdict: /has no certificate to show/,
    causes: [/its request for one was not approved/],
  },
  {
    title: "a tunnel that is not there",
    arrange: dialError("No agent available"),
    code: "kubelet-unreachable",
    level: "broken",
    verdict: /^The tunnel from the API server to node node-1 is not there/,
  },
  {
    title: "a node's name that the API server cannot look up",
    arrange: dialError("dial tcp: lookup node-1 on 10.96.0.10:53: no such host"),
    code: "kubelet-unreachable",
    level: "broken",
    verdict: /^The API server cannot look up the name of node node-1\.$/,
  },
  {
    title: "a node that is not Ready although its pod counts as running, with a log that can be read",
    arrange: ({ world }) =>
      world.setNodeConditions("node-1", {
        ...{
          type: "Ready",
          status: "Unknown",
          reason: "NodeStatusUnknown",
          lastTransitionTime: "2026-01-01T00:00:00Z",
        },
        message: "Kubelet stopped posting node status.",
      }),
    code: "node-not-ready",
    level: "problem",
    verdict:
      /^Node node-1 is not Ready \(since \d+d\): its kubelet has stopped reporting\. What the API says of its pods is as old as that\.$/,
    causes: [/its kubelet is stopped/, /the node is off or cut off/, /cannot reach the API server/],
  },
  {
    title: "a node that says itself why it is not Ready",
    arrange: ({ world }) =>
      world.setNodeConditions("node-1", {
        ...{ type: "Ready", status: "False", reason: "KubeletNotReady" },
        message:
          "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized",
      }),
    code: "node-not-ready",
    level: "problem",
    verdict: /^Node node-1 is not Ready: container runtime network not ready: .*cni plugin not initialized$/,
  },
  {
    title: "a runtime that is stopped, by the node's own word, while logs are gone",
    arrange: ({ world }) => {
      world.setNodeConditions("node-1", {
        ...{ type: "Ready", status: "False", reason: "KubeletNotReady", message: "container runtime is down" },
        lastTransitionTime: "2026-01-01T00:00:00Z",
      });
      world.pod("shop", "web-1").container().lostLog = "runtime";
    },
    code: "runtime-down",
    level: "broken",
    verdict:
      /^The container runtime of node node-1 is down \(since \d+d\): its kubelet answers, but has no logs to give\.$/,
    causes: [/stopped, or crashes/, /hangs/],
  },
  ...(
    [
      ["MemoryPressure", /^Node node-1 is short of memory \(MemoryPressure\): it evicts pods\.$/],
      [
        "DiskPressure",
        /^Node node-1 is short of disk space or inodes \(DiskPressure\): it evicts pods, and logs may be missing or cut\.$/,
      ],
      ["PIDPressure", /^Node node-1 is short of process IDs \(PIDPressure\): it evicts pods\.$/],
    ] as const
  ).map(
    ([type, verdict]): NodeRow => ({
      title: `a node under ${type}`,
      arrange: ({ world }) => world.setNodeConditions("node-1", { type, status: "True", reason: `KubeletHas${type}` }),
      code: "node-pressure",
      level: "problem",
      verdict,
    }),
  ),
  {
    title: "a kubelet that fell silent before the node counts as not Ready",
    arrange: ({ world }) => Object.assign(world.kubelet("node-1"), { leaseAgeMs: 50_000 }),
    code: "node-silent",
    level: "problem",
    verdict: /^Node node-1 counts as Ready, but its kubelet has not renewed its lease for 5\ds\.$/,
    causes: [/stopped, or was cut off, a moment ago/, /the node's clock is behind/],
  },
  {
    title: "a node whose clock is ahead",
    arrange: ({ world }) => Object.assign(world.kubelet("node-1"), { leaseAgeMs: -90_000 }),
    code: "clock-skew",
    level: "problem",
    verdict: /^The clock of node node-1 is at least (?:8\d|90)s ahead of the API server's/,
    causes: [/the node's clock is wrong/, /the clock of the control plane is wrong/],
  },
  {
    title: "a kubelet that was started a moment ago, and knows no pods yet",
    arrange: ({ faults }) => {
      const message = "the server could not find the requested resource ( pods/log web-1)";
      faults.add(failWith(404, "NotFound", message, { path: /\/log$/ }));
    },
    code: "kubelet-unaware",
    level: "broken",
    verdict: /^The kubelet of node node-1 does not know pod shop\/web-1, though it is on its node\.$/,
    causes: [/started a moment ago/, /the pod was deleted/],
  },
  {
    title: "a node that is gone",
    arrange: ({ world }) => world.store.delete({ resource: world.resource("Node"), namespace: "", name: "node-1" }),
    code: "node-gone",
    level: "broken",
    verdict: /^There is no node node-1 any more: what ran there is gone with its logs\.$/,
  },
];

for (const { title, arrange, code, level, verdict, causes = [], not } of rows) {
  test(`D1 D3 diagnose: ${title}`, { timeout }, async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" }).container().writeLine("hi");
    arrange(cluster);
    const run = await runDiagnosis(cluster, ["web-1"]);
    const told = run.findings.map((one) => `${one.level} ${one.code}: ${one.verdict}`).join("\n");
    const found = run.findings.find((one) => one.code === code) ?? assert.fail(told);
    assert.match(found.verdict, verdict);
    assert.equal(found.level, level, told);
    for (const cause of causes)
      assert.ok(
        found.causes.some(({ text }) => cause.test(text)),
        JSON.stringify(found.causes),
      );
    if (not !== undefined) for (const { text } of found.causes) assert.doesNotMatch(text, not);
    if (found.causes.length > 1) for (const { check, text } of found.causes) assert.ok(check, text);
    assert.ok(found.next, told);
    assert.equal(run.exitCode, 10);
  });
}

test("D2 diagnose: a node that is not Ready because nobody gets to its kubelet is one problem, and not two", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" }).container().writeLine("hi");
  cluster.world.kubelet("node-1").dialError = "dial tcp 10.250.0.11:10250: connect: no route to host";
  cluster.world.setNodeConditions("node-1", { type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" });
  for (const words of [["web-1"], ["node/node-1"]]) {
    const { findings } = await runDiagnosis(cluster, words);
    assert.deepEqual(
      findings.map(({ code, level }) => `${level} ${code}`),
      ["note node-not-ready", "broken kubelet-silent"],
    );
    assert.match(findings[1]?.verdict ?? "", /finds no way: nothing there answers\.$/);
  }
});

test("D1 diagnose: a kubelet that refuses the API server is no want of the user's rights", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" }).container().writeLine("hi");
  const message =
    "Forbidden (user=kube-apiserver-kubelet-client, verb=get, resource=nodes, subresource(s)=[proxy]) ( pods/log web-1)";
  cluster.faults.add(failWith(403, "Forbidden", message, { path: /\/(log|healthz)$/ }));
  const run = await runDiagnosis(cluster, ["web-1"], { user: "jane" });
  const told = run.findings.map((one) => `${one.code}: ${one.verdict}`).join("\n");
  assert.deepEqual(
    run.findings.filter(({ level }) => level !== "note").map(({ code }) => code),
    ["kubelet-refuses-server"],
    told,
  );
  assert.match(
    run.findings[0]?.verdict ?? "",
    /^The kubelet of node node-1 refuses the API server itself: your rights are not what is wrong\.$/,
  );
});

test("D1 diagnose: without rights to nodes a kubelet that is stopped is told from the log's own answer", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" }).container().writeLine("hi");
  refused(cluster);
  const run = await runDiagnosis(cluster, ["web-1"], { user: "jane" });
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ["kubelet-refused"],
  );
  assert.equal(run.exitCode, 10);
});

test("D1 diagnose: one silent node of three is told once, and the pods of the others are looked at", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  for (const place of [1, 2, 3, 4, 5, 6]) {
    const spec = {
      namespace: "shop",
      name: `web-${place}`,
      nodeName: `node-${(place % 3) + 1}`,
      labels: { app: "web" },
    };
    cluster.world.addPod(spec).container().writeLine("hi");
  }
  cluster.world.kubelet("node-2").state = "silent";
  const run = await runDiagnosis(cluster, ["-l", "app=web"]);
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ["kubelet-silent"],
  );
  assert.equal(run.hops.filter(({ name, result }) => name === "log" && result === "ok").length, 4);
  assert.equal(run.hops.filter(({ name, result }) => name === "log" && result === "not-reached").length, 2);
});

function dialError(text: string): NodeRow["arrange"] {
  return ({ world }) => {
    world.kubelet("node-1").dialError = text;
  };
}
