import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, suite, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { type Finished, runExecutable, runOnTerminal, runShell } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";

const docs = readFileSync(new URL("../../docs/diagnose.md", import.meta.url), "utf8");

suite("diagnose", { timeout: 170_000 }, () => {
  let cluster: E2eCluster;

  before(async () => {
    cluster = await openE2eCluster();
  });
  after(() => cluster[Symbol.asyncDispose]());

  async function run(words: readonly string[], kubeconfig = cluster.kubeconfig): Promise<Finished> {
    return await runExecutable(["diagnose", "--kubeconfig", kubeconfig, ...words], { timeoutMs: 30_000 });
  }

  for (const line of [...docs.matchAll(/^ {4}kubectl kt (diagnose.*)$/gm)].map(([, found = ""]) => found)) {
    test(`D2 docs/diagnose.md: kubectl kt ${line}`, async () => {
      const command = line.replace("web-1", "db-0").replace("db-0/proxy", "db-0/db").replace(" 5m", " 1s -q -n shop");
      const { exitCode, out, err } = await runShell(
        `set -o pipefail; kt ${command.replace("diagnose", `diagnose --kubeconfig '${cluster.kubeconfig}'`)}`,
      );
      assert.ok(exitCode === 0 || exitCode === 10, `${exitCode} ${out} ${err}`);
      assert.equal(err, "");
    });
  }

  test("D2 docs/diagnose.md: what it shows of a diagnosis is what comes out", async () => {
    const [, shown = ""] = /^\$ kubectl kt diagnose noimage -n odd\n([\s\S]*?)\n```$/m.exec(docs) ?? [];
    const { exitCode, out } = await run(["noimage", "-n", "odd"]);
    assert.equal(exitCode, 10);
    const verdict = shown.split("\n").find((line) => line.startsWith("✗")) ?? "";
    assert.ok(out.includes(verdict), out);
    const hops = (text: string): readonly string[] =>
      [...text.matchAll(/^ {2}(\S [a-z-]+) /gm)].map(([, hop = ""]) => hop);
    assert.deepEqual(hops(out), hops(shown));
    const fields = (text: string): readonly string[] =>
      [...text.matchAll(/^ {4} {0,2}(because|fix|next) .*$/gm)].map(([, name = ""]) => name);
    assert.deepEqual(fields(out), fields(shown));
  });

  test("D4 a node: its kubelet, and the switch that keeps it from answering queries of its logs", async () => {
    const answered = await run(["node/node-1"]);
    assert.equal(answered.exitCode, 0, answered.out);
    assert.match(answered.out, /✓ node-log-query {2}queries are answered/);
    const off = await run(["node-3"]);
    assert.equal(off.exitCode, 0, off.out);
    assert.match(
      off.out,
      /! The kubelet of node node-3 does not answer queries of its logs: enableSystemLogQuery is off\./,
    );
  });

  test("D4 who may read logs of nodes: the administrators among them", async () => {
    const { exitCode, out } = await run(["--audit", "nodes/proxy"]);
    assert.equal(exitCode, 0, out);
    assert.match(out, /may get nodes\/proxy by RBAC; members of the group system:masters may do everything besides\./);
  });

  test("D3 a follow that nothing cuts, watched for two seconds", async () => {
    const { exitCode, out, err } = await run(["db-0", "-n", "shop", "--observe", "2s"]);
    assert.equal(exitCode, 0, out);
    assert.match(out, /✓ stream {7}not cut within \d\.\d s/);
    assert.match(err, /watching a follow of container db of pod db-0 for 2 s/);
  });

  test("D1 a Deployment that is well is told so, with exit code 0", async () => {
    const { exitCode, out, err } = await run(["deploy/web", "-n", "shop"]);
    assert.equal(exitCode, 0, out);
    assert.match(out, /^deploy\/web \(context \S+, namespace shop\)\n/);
    assert.match(out, /\n {2}✓ source {7}3 pods with 3 containers in shop/);
    assert.match(out, /\nno problems(, \d+ notes?)?, in \d\.\d s\n$/);
    assert.equal(err, "");
  });

  test("D1 pending: the scheduler's reason, and exit code 10", async () => {
    const { exitCode, out } = await run(["pending", "-n", "odd"]);
    assert.equal(exitCode, 10);
    assert.match(
      out,
      /✗ No node takes the pod odd\/pending, so it has not started and has no log: 0\/3 nodes are available: 3 node\(s\) didn't match/,
    );
    assert.match(out, /because {4}3 node\(s\) do not have the labels of the pod's nodeSelector or node affinity/);
  });

  test("D1 a Job that failed: its exit code and the command for its log, which gives the reason", async () => {
    const { exitCode, out } = await run(["job/broken", "-n", "batch"]);
    assert.equal(exitCode, 10);
    assert.match(out, /has ended with exit code 3, /);
    const [, next = ""] = /next {7}kubectl kt (logs .*)/.exec(out) ?? [];
    const log = await runExecutable(next.split(" "));
    assert.match(log.out, /panic: no such table: users/);
  });

  test("D1 a pod that is not there: near names, and no stack of later hops", async () => {
    const { exitCode, out } = await run(["crahs", "-n", "odd"]);
    assert.equal(exitCode, 10);
    assert.match(out, /✗ No pod in namespace "odd" matches "crahs"\./);
    assert.match(out, /next {7}kubectl kt diagnose crash -n odd --kubeconfig=/);
  });

  test("D1 D3 pods without pods/log, and the role that grants it", async () => {
    const kubeconfig = await cluster.userKubeconfig("podsWithoutLogs", ["shop"]);
    const { exitCode, out } = await run(["db-0"], kubeconfig);
    assert.equal(exitCode, 10);
    assert.match(out, /may see pods, but not read their logs in namespace "shop"/);
    assert.match(
      out,
      /next {7}kubectl create role \S+ --verb=get,list,watch --resource=pods,pods\/log -n shop && kubectl create rolebinding/,
    );
  });

  test("D1 with rights to pods and logs alone everything that matters is seen", async () => {
    const kubeconfig = await cluster.userKubeconfig("podsAndLogs", ["shop"]);
    const { exitCode, out } = await run(["db-0"], kubeconfig);
    assert.equal(exitCode, 0, out);
    assert.match(out, /\? node {9}user ".*" has no right to get nodes in the whole cluster/);
    assert.match(out, /✓ log {10}db: last line \d+s ago/);
  });

  test("D1 a context that does not exist is a finding, and no failure", async () => {
    const { exitCode, out, err } = await run(["db-0", "--context", "nowhere"]);
    assert.equal(exitCode, 10);
    assert.match(out, /✗ Context "nowhere" is not in the kubeconfig/);
    assert.equal(err, "");
  });

  test("L31 what cannot be understood is exit code 2 and a hint", async () => {
    const { exitCode, out, err } = await run(["db-0", "-o", "yaml"]);
    assert.equal(exitCode, 2);
    assert.equal(out, "");
    assert.match(err, /--output "yaml" is none of text, json, markdown/);
  });

  test("D2 on a terminal it is coloured and fits its width; in a pipe it is neither", async () => {
    const words = ["diagnose", "--kubeconfig", cluster.kubeconfig, "noimage", "-n", "odd"];
    const terminal = await runOnTerminal(words);
    assert.match(terminal.out, /\u001b\[/);
    const piped = await run(["noimage", "-n", "odd"]);
    assert.doesNotMatch(piped.out, /\u001b/);
  });
});
