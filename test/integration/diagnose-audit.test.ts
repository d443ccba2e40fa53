import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { assertSchema, type JsonSchema } from "../support/json-schema.ts";
import { recordingIo } from "../support/recording-io.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../docs/diagnose-audit.schema.json", import.meta.url), "utf8"),
) as JsonSchema;

interface Rule {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Grant {
  readonly name: string;
  readonly rule: Rule;
  readonly subjects: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
  /** Where the binding counts; absent: everywhere. */
  readonly namespace?: string;
}

/** A ClusterRole and a binding of it. */
function grant({ world }: FakeCluster, { name, rule, subjects, namespace }: Grant): void {
  const rules = [{ apiGroups: [""], ...rule }];
  world.store.put(world.resource("ClusterRole"), { metadata: { name }, rules });
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name };
  if (namespace === undefined)
    world.store.put(world.resource("ClusterRoleBinding"), { metadata: { name }, roleRef, subjects });
  else world.store.put(world.resource("RoleBinding"), { metadata: { name, namespace }, roleRef, subjects });
}

const jane = [{ kind: "User", name: "jane" }];

async function audit(
  cluster: FakeCluster,
  ...words: readonly string[]
): Promise<{ exitCode: number; out: string; err: string }> {
  const io = recordingIo();
  const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
  const exitCode = await main(["diagnose", "--kubeconfig", kubeconfig, "--no-config", ...words], io);
  return { exitCode, out: io.out(), err: io.err() };
}

interface Row {
  readonly subject: { readonly name: string };
  readonly namespace?: string;
  readonly resourceNames?: readonly string[];
}

async function rowsOf(cluster: FakeCluster, ...words: readonly string[]): Promise<readonly Row[]> {
  const { out } = await audit(cluster, ...words, "-o", "json");
  const document = JSON.parse(out) as { readonly rows: readonly Row[] };
  assertSchema(document, schema);
  return document.rows;
}

const rules: readonly (readonly [title: string, rule: Rule, isGranted: boolean])[] = [
  ["get of nodes/proxy", { verbs: ["get"], resources: ["nodes/proxy"] }, true],
  ["every verb", { verbs: ["*"], resources: ["nodes/proxy"] }, true],
  ["every resource", { verbs: ["get"], resources: ["*"] }, true],
  ["proxy of every resource", { verbs: ["get"], resources: ["*/proxy"] }, true],
  ["every group", { verbs: ["get"], resources: ["nodes/proxy"], apiGroups: ["*"] }, true],
  ["nodes without their subresources", { verbs: ["get"], resources: ["nodes"] }, false],
  ["another subresource", { verbs: ["get"], resources: ["nodes/stats"] }, false],
  ["another verb", { verbs: ["create"], resources: ["nodes/proxy"] }, false],
  ["another group", { verbs: ["get"], resources: ["nodes/proxy"], apiGroups: ["metrics.k8s.io"] }, false],
];

for (const [title, rule, isGranted] of rules) {
  test(`D4 --audit nodes/proxy: a role with ${title} ${isGranted ? "lets read" : "does not"}`, async () => {
    await using cluster = await startFakeCluster();
    grant(cluster, { name: "reader", rule, subjects: jane });
    assert.deepEqual(
      (await rowsOf(cluster, "--audit", "nodes/proxy")).map(({ subject }) => subject.name),
      isGranted ? ["jane"] : [],
    );
  });
}

const widths = [
  { columns: 80, titles: ["SUBJECT", "WHERE", "ROLE"] },
  { columns: 100, titles: ["SUBJECT", "WHERE", "THROUGH", "ROLE"] },
  { columns: 200, titles: ["SUBJECT", "WHERE", "VERBS", "THROUGH", "ROLE"] },
];

for (const { columns, titles } of widths) {
  test(`D4 --audit: on a terminal of ${columns} columns the table fits, with the role whole`, async () => {
    await using cluster = await startFakeCluster();
    const rule = { verbs: ["get", "list", "watch", "delete", "patch"], resources: ["nodes/proxy"] };
    grant(cluster, { name: "system:node-logs", rule, subjects: jane });
    const io = recordingIo({ isTerminal: true });
    const wide = { ...io, stdout: { ...io.stdout, columns } };
    const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
    await main(
      ["diagnose", "--kubeconfig", kubeconfig, "--no-config", "--color=never", "--audit", "nodes/proxy"],
      wide,
    );
    const [head = "", row = ""] = io.out().split("\n");
    assert.deepEqual(head.trim().split(/ +/), titles);
    assert.ok(row.length <= columns, row);
    assert.match(row, /^User jane .* ClusterRole\/system:node-logs$/);
  });
}

test("D4 --audit: subjects, bindings and roles as a table, and what the right means", async () => {
  await using cluster = await startFakeCluster();
  const rule = { verbs: ["get"], resources: ["nodes/proxy"] };
  grant(cluster, {
    name: "node-logs",
    rule,
    subjects: [...jane, { kind: "ServiceAccount", name: "agent", namespace: "monitoring" }],
  });
  const { exitCode, out } = await audit(cluster, "--audit", "nodes/proxy");
  assert.equal(exitCode, 0);
  assert.equal(
    out,
    [
      "SUBJECT                          WHERE          VERBS  THROUGH                       ROLE",
      "User jane                        whole cluster  get    ClusterRoleBinding/node-logs  ClusterRole/node-logs",
      "ServiceAccount monitoring/agent  whole cluster  get    ClusterRoleBinding/node-logs  ClusterRole/node-logs",
      "",
      "2 subjects may get nodes/proxy by RBAC; members of the group system:masters may do everything besides.",
      "Who may get nodes/proxy reads logs of nodes and of every container, and may run commands in containers through the kubelet.",
      "",
    ].join("\n"),
  );
});

test("D4 --audit pods/log: bindings of the namespace and of the cluster, those of others with -A only; names that limit it", async () => {
  await using cluster = await startFakeCluster();
  const rule = { verbs: ["get", "list"], resources: ["pods/log"] };
  grant(cluster, { name: "everywhere", rule, subjects: jane });
  grant(cluster, {
    name: "here",
    rule: { ...rule, resourceNames: ["web-1"] },
    subjects: [{ kind: "User", name: "kim" }],
    namespace: "shop",
  });
  grant(cluster, { name: "there", rule, subjects: [{ kind: "User", name: "lee" }], namespace: "batch" });
  const here = await rowsOf(cluster, "--audit", "pods/log");
  assert.deepEqual(
    here.map(({ subject, namespace, resourceNames }) => [subject.name, namespace, resourceNames]),
    [
      ["jane", undefined, undefined],
      ["kim", "shop", ["web-1"]],
    ],
  );
  assert.deepEqual(
    (await rowsOf(cluster, "--audit", "pods/log", "-A")).map(({ subject }) => subject.name),
    ["jane", "lee", "kim"],
  );
});

for (const [kind, name] of [
  ["Group", "system:authenticated"],
  ["Group", "system:unauthenticated"],
  ["User", "system:anonymous"],
] as const) {
  test(`D4 --audit: a right of ${name} is a finding, with exit code 10`, async () => {
    await using cluster = await startFakeCluster();
    grant(cluster, { name: "open", rule: { verbs: ["get"], resources: ["pods/log"] }, subjects: [{ kind, name }] });
    const { exitCode, out } = await audit(cluster, "--audit", "pods/log");
    assert.equal(exitCode, 10);
    assert.match(out, /✗ ClusterRoleBinding open lets in everybody/);
  });
}

test("D4 --audit: what may not be looked at is told, and nothing at all is a failure with the right that is missing", async () => {
  const bindings = { verbs: ["list"], resources: ["roles", "rolebindings"], namespaces: ["shop"] };
  await using cluster = await startFakeCluster({ users: [{ name: "kim", rules: [bindings] }] });
  const io = recordingIo();
  const kubeconfig = cluster.kubeconfig("kim", { namespace: "shop" });
  assert.equal(await main(["diagnose", "--kubeconfig", kubeconfig, "--audit", "pods/log"], io), 0);
  assert.match(
    io.out(),
    /\? Not all could be looked at, so there may be more: cannot list clusterroles: user "kim" has no right/,
  );
  const other = recordingIo();
  assert.equal(await main(["diagnose", "--kubeconfig", kubeconfig, "--audit", "nodes/proxy"], other), 1);
  assert.match(other.err(), /cannot list clusterroles/);
});

test("D4 --audit with a source, and of what is no right to read, is a usage error", async () => {
  await using cluster = await startFakeCluster();
  assert.equal((await audit(cluster, "web-1", "--audit", "pods/log")).exitCode, 2);
  const { exitCode, err } = await audit(cluster, "--audit", "secrets");
  assert.equal(exitCode, 2);
  assert.match(err, /--audit "secrets" is none of nodes\/proxy, pods\/log/);
});
