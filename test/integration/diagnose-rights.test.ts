import assert from "node:assert/strict";
import { test } from "node:test";
import { type AccessRule, usualRules } from "../../src/demo/server/access/user.ts";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { crash, webPod } from "../support/diagnose-rows.ts";
import { runDiagnosis } from "../support/diagnose-run.ts";

const timeout = 30_000;
const everything = (resources: readonly string[]): AccessRule => ({
  verbs: ["get", "list", "watch"],
  resources,
  namespaces: ["shop"],
});

const rows: readonly {
  readonly title: string;
  readonly rules: readonly AccessRule[];
  readonly words?: readonly string[];
  readonly code: string | undefined;
  readonly verdict?: RegExp;
  readonly next?: RegExp;
}[] = [
  {
    title: "pods without pods/log",
    rules: usualRules.podsWithoutLogs("shop"),
    code: "no-right-to-logs",
    verdict:
      /^User "kim" may see pods, but not read their logs in namespace "shop": get pods\/log is a right of its own\.$/,
    next: /^kubectl create role kubectl-kt-logs-kim --verb=get,list,watch --resource=pods,pods\/log -n shop/,
  },
  {
    title: "pods/log without pods",
    rules: [{ verbs: ["get"], resources: ["pods/log"], namespaces: ["shop"] }],
    code: "no-right-to-pods",
    verdict:
      /^User "kim" may read logs, but not see the pods in namespace "shop": kubectl asks for the pod first, and so fails\.$/,
    next: /^kubectl create role/,
  },
  {
    title: "pods and their logs, but not acting as another, by whose rights nothing is said",
    rules: usualRules.podsAndLogs("shop"),
    words: ["web-1", "--as", "jane"],
    code: "credentials-refused",
    verdict: /^The user of the kubeconfig may not act as "jane": every request as such is refused\.$/,
    next: /^kubectl create clusterrole kubectl-kt-act-as-jane-kim --verb=impersonate --resource=users --resource-name=jane && /,
  },
  {
    title: "neither",
    rules: [],
    code: "no-right-to-logs",
    verdict: /^User "kim" may neither see pods nor read their logs in namespace "shop"\.$/,
  },
  {
    title: "the logs of one pod only, by its name: enough for that pod",
    rules: [{ verbs: ["get"], resources: ["pods", "pods/log"], namespaces: ["shop"], resourceNames: ["web-1"] }],
    code: undefined,
  },
  {
    title: "get without list and watch is enough for a pod that is named",
    rules: usualRules.logsWithoutList("shop"),
    code: undefined,
  },
  { title: "pods and logs, and no right to nodes or events", rules: usualRules.podsAndLogs("shop"), code: undefined },
  { title: "everything in the namespace", rules: [everything(["pods", "pods/log", "events"])], code: undefined },
  {
    title: "a Deployment that may not be read is found by its pods",
    rules: usualRules.podsAndLogs("shop"),
    words: ["-l", "app=web"],
    code: undefined,
  },
];

for (const { title, rules, words = ["web-1"], code, verdict, next } of rows) {
  test(`D1 D3 diagnose as one with the right to ${title}`, { timeout }, async () => {
    await using cluster = await startFakeCluster({ users: [{ name: "kim", rules }] });
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", labels: { app: "web" } });
    pod.container().writeLine("hi");
    const run = await runDiagnosis(cluster, words, { user: "kim" });
    const problems = run.findings.filter(({ level }) => level !== "note");
    const told = problems.map((one) => `${one.code}: ${one.verdict}`).join("\n");
    assert.deepEqual(
      problems.map((one) => one.code),
      code === undefined ? [] : [code],
      told,
    );
    assert.equal(run.exitCode, code === undefined ? 0 : 10);
    if (verdict !== undefined) assert.match(problems[0]?.verdict ?? "", verdict);
    if (next !== undefined) assert.match(problems[0]?.next ?? "", next);
    if (code === undefined) assert.match(run.hops.find(({ name }) => name === "log")?.says ?? "", /^main: last line/);
  });
}

test("D1 diagnose suggests no command that is refused, and one with the rights that were asked with", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster({
    users: [{ name: "kim", rules: usualRules.podsWithoutLogs("shop") }],
  });
  crash(cluster.world.addPod(webPod), 1);
  const { findings } = await runDiagnosis(cluster, ["web-1", "--as", "kim", "--as-group", "a b"]);
  const nexts = findings.map(({ code, next }) => [code, next?.slice(0, 19)]);
  assert.deepEqual(nexts, [
    ["no-right-to-logs", "kubectl create role"],
    ["crash-loop", undefined],
  ]);
  assert.match(
    findings[0]?.causes[0]?.check ?? "",
    /^kubectl auth can-i --list -n shop --kubeconfig=\S+ --as=kim --as-group='a b'$/,
  );
});

test("D1 diagnose asks for the rights where the source is, and not in the namespace of the kubeconfig", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster({ users: [{ name: "kim", rules: usualRules.podsAndLogs("shop") }] });
  cluster.world.addPod(webPod).container().writeLine("hi");
  for (const source of ["ns/shop", "namespaces/shop", "shop:web-1"]) {
    const { hops, exitCode } = await runDiagnosis(cluster, [source, "-n", "default"], { user: "kim" });
    assert.match(
      hops.find(({ name }) => name === "rights")?.says ?? "",
      /^logs in namespace "shop" may be read/,
      source,
    );
    assert.equal(exitCode, 0);
  }
  const { hops } = await runDiagnosis(cluster, ["*:web-*", "-n", "default"]);
  assert.match(hops.find(({ name }) => name === "rights")?.says ?? "", /^logs in the whole cluster may be read/);
});

test("D1 diagnose: the rights to a namespace that is not there are no logs to read", { timeout }, async () => {
  await using cluster = await startFakeCluster();
  cluster.world.addPod(webPod);
  const near = await runDiagnosis(cluster, ["web-1", "-n", "shp"]);
  assert.equal(near.findings[0]?.verdict, 'Namespace "shp" does not exist.');
  assert.deepEqual(near.findings[0]?.evidence, [{ from: "a name that is near", text: "shop" }]);
  assert.match(near.findings[0]?.next ?? "", /^kubectl kt diagnose web-1 -n shop /);
  assert.equal(near.hops.find(({ name }) => name === "rights")?.says, 'enough, but there is no namespace "shp"');
  const far = await runDiagnosis(cluster, ["web-1", "-n", "elsewhere"]);
  assert.match(far.findings[0]?.next ?? "", /^kubectl get namespaces /);
  assert.equal(far.findings[0]?.evidence[0]?.from, "there are");
});

test("D1 diagnose: of a namespace without any pod what there is instead is nothing, or in another namespace", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster();
  cluster.world.addNamespace("shop");
  const { findings } = await runDiagnosis(cluster, ["web-1"]);
  assert.deepEqual(findings[0]?.evidence, [{ from: "what there is instead", text: "nothing at all" }]);
  assert.match(findings[0]?.next ?? "", /^kubectl get pods -n shop --kubeconfig=\S+$/);
  cluster.world.addPod({ ...webPod, namespace: "other" });
  const elsewhere = await runDiagnosis(cluster, ["web-1"]);
  assert.deepEqual(elsewhere.findings[0]?.evidence, [{ from: "one that matches", text: 'in namespace "other"' }]);
  assert.match(elsewhere.findings[0]?.next ?? "", /^kubectl kt diagnose other:web-1 /);
});

test("D1 diagnose without the right to nodes says what it could not see, and stops for nothing", {
  timeout,
}, async () => {
  await using cluster = await startFakeCluster({ users: [{ name: "kim", rules: usualRules.podsAndLogs("shop") }] });
  cluster.world.addPod({ namespace: "shop", name: "web-1" }).container().writeLine("hi");
  const { hops, exitCode } = await runDiagnosis(cluster, ["web-1"], { user: "kim" });
  const node = hops.find(({ name }) => name === "node");
  assert.equal(node?.result, "unseen");
  assert.match(node.says, /user "kim" has no right to get nodes in the whole cluster/);
  assert.equal(hops.find(({ name }) => name === "kubelet")?.result, "ok");
  assert.equal(exitCode, 0);
});

test("D1 diagnose: where reviews are not answered the requests themselves decide", { timeout }, async () => {
  await using cluster = await startFakeCluster({ users: [{ name: "kim", rules: usualRules.podsWithoutLogs("shop") }] });
  cluster.world.addPod({ namespace: "shop", name: "web-1" }).container().writeLine("hi");
  cluster.faults.add({ matches: ({ path }) => path.includes("selfsubjectaccessreviews"), answer: notFound });
  const run = await runDiagnosis(cluster, ["web-1"], { user: "kim" });
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ["no-right-to-logs"],
  );
  assert.match(run.findings[0]?.verdict ?? "", /may see pods, but not read their logs/);
});

async function notFound({
  reply,
}: {
  readonly reply: { head(status: number, headers: object): Promise<void>; end(): Promise<void> };
}): Promise<boolean> {
  await reply.head(404, {});
  await reply.end();
  return true;
}
