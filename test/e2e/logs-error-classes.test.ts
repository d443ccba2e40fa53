import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import { exitCodeOf, type KtErrorCode } from "../../src/errors/exit-code.ts";
import { addExampleWorkloads } from "../support/example-workloads.ts";
import { runExecutable, runShell, startExecutable } from "../support/executable.ts";
import { failWith } from "../support/faults.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

// Each class of error by the executable, and what is said to it: some need a cluster that is broken in a certain way, so
// that this runs on the fake alone. `logs-errors.test.ts` has what a real cluster shows as well.

let cluster: FakeCluster;
let scratch: ScratchFolder;
let stopExamples: () => void;
/** Of an administrator, by its path and as the flag in hints. */
let admin: string;
let weak: string;
let otherAuthority: string;
let gzip: string;

before(async () => {
  scratch = scratchFolder();
  cluster = await startFakeCluster();
  stopExamples = addExampleWorkloads(cluster.world);
  admin = cluster.kubeconfig("admin", { namespace: "shop" });
  cluster.users.add({ name: "weak", rules: usualRules.podsWithoutLogs("shop") });
  weak = cluster.kubeconfig("weak", { namespace: "shop" });
  otherAuthority = scratch.write("other.crt", createCertificateAuthority("other", Date.now()).certPem);
  gzip = join(scratch.path, "broken.gz");
  writeFileSync(gzip, gzipSync("a line\n").fill(0xff, 12));
  // A node that is there for the API server only.
  cluster.world.addNode("node-9");
  cluster.world.addPod({ namespace: "shop", name: "cut-off", containers: ["main"], nodeName: "node-9" });
  cluster.world.kubelet("node-9").state = "refused";
  cluster.world.addPod({ namespace: "shop", name: "unknown", containers: ["main"] });
  const message = "the server could not find the requested resource ( pods/log unknown)";
  cluster.faults.add(failWith(404, "NotFound", message, { path: /\/unknown\/log$/ }));
});
after(async () => {
  stopExamples();
  await cluster.close();
  scratch[Symbol.dispose]();
});

/** One class of error. */
interface ErrorClass {
  readonly code: KtErrorCode;
  readonly title: string;
  readonly words: () => readonly string[];
  readonly message: RegExp;
  /** Absent where there is nothing useful to say. */
  readonly hint?: RegExp;
}

const as = (kubeconfig: string, ...words: readonly string[]): string[] => ["--kubeconfig", kubeconfig, ...words];

const classes: readonly ErrorClass[] = [
  {
    code: "KT_UNSUPPORTED",
    title: "a feature gate that is off, told once for all containers",
    words: () => as(admin, "deploy/web", "--stream", "stderr", "--backend", "api"),
    message: /^kubectl kt: error: this cluster cannot give one stream of a log apart: [^\n]*\n {2}hint: [^\n]*\n$/,
    hint: /--backend files/,
  },
  {
    code: "KT_USAGE",
    title: "an option that does not exist, with the one that was meant",
    words: () => as(admin, "web", "--tial", "5"),
    message: /--tial/,
    hint: /--tail/,
  },
  {
    code: "KT_KUBECONFIG",
    title: "a context that the kubeconfig does not have; the hint asks the same kubeconfig",
    words: () => as(admin, "web", "--context", "nosuch"),
    message: /context "nosuch" is not in the kubeconfig/,
    hint: /kubectl config get-contexts --kubeconfig=\S+$/m,
  },
  {
    code: "KT_CREDENTIALS",
    title: "an exec plugin that is not installed",
    words: () => as(kubeconfigWith({ exec: execPlugin("kt-no-such-plugin") }), "web"),
    message: /kt-no-such-plugin/,
    hint: /./,
  },
  {
    code: "KT_UNREACHABLE",
    title: "a server that is not there; the hint asks the same server",
    words: () => as(admin, "web", "--server", "https://127.0.0.1:1"),
    message: /cannot reach the API server https:\/\/127\.0\.0\.1:1 of context "admin": nothing listens there/,
    hint: /kubectl cluster-info --kubeconfig=\S+ --server=https:\/\/127\.0\.0\.1:1 {4}\(is the cluster running/,
  },
  {
    code: "KT_TLS",
    title: "a certificate of another authority",
    words: () => as(admin, "web", "--certificate-authority", otherAuthority),
    message: /certificate/,
    hint: /./,
  },
  {
    code: "KT_UNAUTHORIZED",
    title: "a token that is not accepted, and never shown",
    words: () => as(kubeconfigWith({ token: "wrong-secret" }), "web"),
    message: /the API server does not accept the credentials \(401/,
    hint: /kubectl auth whoami --kubeconfig=\S+ {4}\(then log in again/,
  },
  {
    code: "KT_FORBIDDEN",
    title: "a right that is missing: verb, resource, user, namespace, and the role that grants it, for those who may",
    words: () => as(weak, "deploy/web"),
    message: /user "weak" has no right to get pods\/log in namespace "shop" \(403\)/,
    hint: /someone with more rights can run: kubectl create role (\S+) --verb=get,list,watch --resource=pods,pods\/log -n shop && kubectl create rolebinding \S+ --role=\1 --user=weak -n shop$/m,
  },
  {
    code: "KT_NOT_FOUND",
    title: "a workload that does not exist, with the near name as a command for the same cluster",
    words: () => as(admin, "deploy/wbe"),
    message: /deployment "wbe" does not exist in namespace "shop"/,
    hint: /Did you mean web\? kubectl kt logs deploy\/web --kubeconfig=\S+$/m,
  },
  {
    code: "KT_NO_SUCH_CONTAINER",
    title: "a container that does not exist, with those that do",
    words: () => as(admin, "deploy/api/prxy"),
    message: /deploy\/api\/prxy has no container prxy/,
    hint: /Its containers are: server, proxy/,
  },
  {
    code: "KT_NOT_STARTED",
    title: "a container that has not started, with the waiting reason",
    words: () => as(admin, "odd:noimage"),
    message: /odd\/noimage\/noimage: has not started: ErrImageNeverPull: .*is not present/,
    hint: /kubectl kt diagnose noimage -n odd --kubeconfig=\S+$/m,
  },
  {
    code: "KT_NO_PREVIOUS",
    title: "an instance before the first",
    words: () => as(admin, "db-0", "--previous"),
    message: /shop\/db-0\/db: has no previous instance/,
    hint: /kubectl get pod db-0 -n shop -o wide --kubeconfig=\S+$/m,
  },
  {
    code: "KT_KUBELET_UNREACHABLE",
    title: "a kubelet that does not listen",
    words: () => as(admin, "cut-off"),
    message: /the API server cannot reach the kubelet of node "[^"]+" \(dial tcp .*connection refused\)/,
    hint: /kubectl describe node \S+ --kubeconfig=\S+$/m,
  },
  {
    code: "KT_KUBELET_UNAWARE",
    title: "a kubelet that does not know the pod",
    words: () => as(admin, "unknown"),
    message:
      /shop\/unknown\/main: cannot get log: the kubelet of node "[^"]+" does not know the pod; it was started a moment ago/,
    hint: /kubectl kt diagnose unknown -n shop --kubeconfig=\S+$/m,
  },
  {
    code: "KT_CAPTURE",
    title: "a saved log that is not there",
    words: () => ["--file", "/nonexistent/web.log"],
    message: /\/nonexistent\/web\.log: there is no such file/,
    hint: /ls -la \/nonexistent\/web\.log/,
  },
  {
    code: "KT_CAPTURE",
    title: "a compressed log that is broken",
    words: () => ["--file", gzip],
    message: /broken/,
    hint: /gzip -t|ls -la/,
  },
  {
    code: "KT_OUTPUT",
    title: "a folder that cannot be made",
    words: () => as(admin, "db-0", "-o", "dir=/dev/null/logs"),
    message: /cannot write to \/dev\/null\/logs: a part of its path is a file/,
  },
  {
    code: "KT_WORKLOAD_FAILED",
    title: "a Job that failed, where the run shall end as it does",
    words: () => as(admin, "batch:job/broken", "-f", "--exit-on-complete"),
    message: /job.*broken.*failed/i,
    hint: /kubectl describe job broken -n batch --kubeconfig=\S+$/m,
  },
  {
    code: "KT_INCOMPLETE",
    title: "one source of two that does not exist",
    words: () => as(admin, "db-0", "deploy/nosuch"),
    message: /deploy\/nosuch: deployment "nosuch" does not exist/,
    hint: /./,
  },
  {
    code: "KT_NO_MATCH",
    title: "a label that no pod has this value of, with the values there are",
    words: () => as(admin, "-l", "app=apii"),
    message: /no pod in namespace "shop" is selected by -l app=apii/,
    hint: /Did you mean app=api\? Values of the label app: api, collector, db, web/,
  },
  {
    code: "KT_NO_MATCH",
    title: "a label that no pod has",
    words: () => as(admin, "-l", "ap=api"),
    message: /is selected by -l ap=api/,
    hint: /Did you mean app\? No pod has a label ap; there are: app/,
  },
  {
    code: "KT_TIMEOUT",
    title: "a time that is up",
    words: () => as(admin, "db-0", "-f", "--timeout", "300ms"),
    message: /300ms|time/,
  },
];

for (const { code, title, words, message, hint } of classes) {
  test(`L31 ${code} (exit code ${exitCodeOf[code]}): ${title}`, async () => {
    const { exitCode, err } = await runExecutable(["logs", ...words()]);
    assert.equal(exitCode, exitCodeOf[code], err);
    assert.match(err, /^kubectl kt: error: /m);
    assert.match(err, message);
    if (hint !== undefined) assert.match(err.replace(/^(?! {2}hint: ).*\n/gm, ""), hint);
    assert.doesNotMatch(err, /\n\s+at |node:internal|\.m?[jt]s:\d|wrong-secret/);
  });
}

test("L31 KT_UNAUTHORIZED: told after one request; the hint asks with the token that was given, never shown", async () => {
  const words = as(kubeconfigWith({ token: "x" }), "web", "--token=wrong-secret", "-v=6");
  const { err } = await runExecutable(["logs", ...words]);
  assert.equal(err.match(/ 401 in /g)?.length, 1, err);
  assert.match(err, /hint: kubectl auth whoami --kubeconfig=\S+ --token=TOKEN {4}\(then log in again/);
  assert.doesNotMatch(err, /wrong-secret/);
});

test("L31 KT_API: an answer that nobody expects is told with its status and the API server's words", async () => {
  const heal = cluster.faults.add(failWith(418, "Teapot", "short and stout", { path: /\/pods\/db-1$/ }));
  const { exitCode, err } = await runExecutable(["logs", ...as(admin, "db-1")]);
  heal();
  assert.equal(exitCode, 1, err);
  assert.match(err, /^kubectl kt: error: .*short and stout \(418\)/m);
});

test("L31 every class of error is in this table, but defects of our own, and what waits for a busy server", () => {
  const tested = new Set<KtErrorCode>(["KT_API", "KT_INTERNAL", "KT_BUSY", ...classes.map(({ code }) => code)]);
  assert.deepEqual(
    Object.keys(exitCodeOf).filter((code) => !tested.has(code as KtErrorCode)),
    [],
  );
});

for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const) {
  test(`L31 exit code ${exitCode} of ${signal} comes before 3: a follow in which one source is missing`, async () => {
    const run = startExecutable(["logs", ...as(admin, "db-0", "deploy/nosuch", "-f")]);
    await run.until((out, err) => out.includes("\n") && /deploy\/nosuch/.test(err));
    run.child.kill(signal);
    assert.equal((await run.finished).exitCode, exitCode);
  });
}

test("L31 exit code 141 of a reader that is gone comes before 3", async () => {
  const { out } = await runShell(
    `kt logs --kubeconfig '${admin}' db-0 deploy/nosuch -f | head -n 1; echo "$\{PIPESTATUS[0]}"`,
  );
  assert.match(out, /\n141\n$/);
});

test("L31 exit code 2 comes before everything: a bad option beside a server that is not there", async () => {
  const { exitCode } = await runExecutable(["logs", "web", "--tail", "x", "--server", "https://127.0.0.1:1"]);
  assert.equal(exitCode, 2);
});

test("L31 exit code 0 of --until-match comes before 3, and 3 before 4 of --fail-on-empty", async () => {
  const matched = await runExecutable(["logs", ...as(admin, "db-0", "deploy/nosuch", "--until-match", "db")]);
  assert.equal(matched.exitCode, 0, matched.err);
  const empty = await runExecutable([
    "logs",
    ...as(admin, "db-0", "deploy/nosuch", "-g", "no such line", "--fail-on-empty"),
  ]);
  assert.equal(empty.exitCode, 3, empty.err);
});

function kubeconfigWith(user: object): string {
  return scratch.write(
    `kubeconfig-${Object.keys(user)[0]}`,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "x",
      contexts: [{ name: "x", context: { cluster: "x", user: "x", namespace: "shop" } }],
      clusters: [{ name: "x", cluster: { server: cluster.url, "insecure-skip-tls-verify": true } }],
      users: [{ name: "x", user }],
    }),
  );
}

function execPlugin(command: string): object {
  return { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never" };
}
