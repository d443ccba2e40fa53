import assert from "node:assert/strict";
import { test } from "node:test";
import { allScenarios } from "../../src/demo/scenarios/all-scenarios.ts";
import { type Finished, runExecutable, runShell, startExecutable } from "../support/executable.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** What a command must show in a scenario, by how it begins. */
interface Telling {
  readonly begins: string;
  readonly exitCode: number;
  /** What stands on standard output. */
  readonly out: readonly RegExp[];
  readonly err?: RegExp;
}

const tellings: Readonly<Record<string, readonly Telling[]>> = {
  "failed-rollout": [
    {
      begins: "diagnose deploy/checkout",
      exitCode: 10,
      out: [
        /^✗ Container "checkout" of pod shop\/checkout-\S+ ends again and again .* exit code 1 /m,
        /last line of the log of container "checkout": .*PAYMENT_URL is not set/,
      ],
    },
    {
      begins: "logs deploy/checkout/checkout --diff rollout",
      exitCode: 0,
      out: [/^\+ new +\d+ +fatal .* PAYMENT_URL is not set/m, /^\+ new +\d+ +info .* checkout <num> starts$/m],
    },
    { begins: "logs deploy/checkout --level fatal", exitCode: 0, out: [/FATAL +PAYMENT_URL is not set/i] },
    {
      begins: "logs deploy/checkout/checkout -e order",
      exitCode: 0,
      out: [/kubelet \| .*CrashLoopBackOff/, /events \| \[Warning\] BackOff/, /checkout \| .*PAYMENT_URL is not set/],
    },
    {
      begins: "diagnose deploy/checkout --wait",
      exitCode: 10,
      out: [/^deploy\/checkout: it exceeded its progress deadline: 1 of 2 replicas are updated, 2 available\.$/m],
    },
    {
      begins: "diagnose deploy/checkout --report",
      exitCode: 10,
      out: [/"checkout" of pod shop\/checkout-\S+ ends again/],
    },
  ],
  "crash-loop": [
    {
      begins: "diagnose deploy/mailer",
      exitCode: 10,
      out: [/^✗ Container "mailer" of pod shop\/mailer-\S+ ends again and again .* exit code 2 \(.*panic/m],
    },
    { begins: "logs deploy/mailer --previous", exitCode: 0, out: [/mail=4711\npanic: runtime error/] },
    {
      begins: "logs deploy/mailer --instances all -g panic",
      exitCode: 0,
      out: [/Z panic: runtime error.*\n.*SIGSEGV.*\n.*\n.*Z goroutine 34 \[running\]:/],
    },
    {
      begins: "logs deploy/mailer --instances all --grep-before",
      exitCode: 0,
      out: [/^ts=\S+ level=info msg="begin of mail" mail=4711\npanic: /m],
    },
    {
      begins: "logs deploy/mailer --with-node",
      exitCode: 0,
      out: [
        /containerd \| .*StartContainer/,
        /kubelet \| .*CrashLoopBackOff/,
        /events \| .*BackOff/,
        /mailer \| panic/,
      ],
    },
    { begins: "files deploy/mailer", exitCode: 0, out: [/^shop +mailer-\S+ +mailer +node-2 +\d\.log +current /m] },
  ],
  "noisy-neighbour": [
    { begins: "logs ns/shop --since 1m --count-by pod", exitCode: 0, out: [/^search-\S+ +\d{4,} +[6-9]\d\.\d%$/m] },
    {
      begins: "logs deploy/search --since 1m",
      exitCode: 0,
      out: [/^ *\d{4,} +100\.0% +debug .* posting list scanned$/m],
    },
    { begins: "logs ns/shop --exclude-pod", exitCode: 0, out: [/^(?!.*search-).*(?:error|warn|ERROR|W\d{4})/im] },
    { begins: "files deploy/search", exitCode: 0, out: [/ rotated /, / compressed /, / current /] },
    { begins: "logs deploy/search --history", exitCode: 0, out: [/^(?:.*cache grows beyond its limit.*\n){2}$/] },
    { begins: "diagnose node/node-2", exitCode: 10, out: [/^✗ Node node-2 is short of memory \(MemoryPressure\)/m] },
    {
      begins: "node-logs node-2 --query kubelet",
      exitCode: 0,
      out: [/attempting to reclaim" resourceName="memory"/, /pod is evicted successfully" pod="shop\/cart-/],
    },
  ],
  "sick-node": [
    {
      begins: "diagnose sts/db",
      exitCode: 10,
      out: [/^✗ The container runtime of node node-3 is down /m, /✓ log +db-1: /, /- log +db-0: not reached/],
    },
    {
      begins: "diagnose node/node-3",
      exitCode: 10,
      out: [/the runtime hangs, for a full disk mostly/, /is short of disk space or inodes \(DiskPressure\)/],
    },
    {
      begins: "logs sts/db --tail",
      exitCode: 3,
      out: [/^(?:db-1 \| .*\n){5}$/],
      err: /^kubectl kt: error: shop\/db-0\/postgres: /,
    },
    { begins: "node-logs node-3", exitCode: 0, out: [/^containerd \| .*no space left on device/m, /^kubelet \| /m] },
    { begins: "logs db-0 --backend files", exitCode: 0, out: [/^(?:.*checkpoint complete|.*deadlock).*\n/] },
    { begins: "logs node/node-3 --dry-run", exitCode: 0, out: [/ db-0 /, / web-\S+ /] },
  ],
};

for (const [name, { commands }] of allScenarios) {
  test(`P4 demo: ${name}: each command that is advertised tells what went wrong`, async () => {
    using own = scratchFolder();
    const demo = startExecutable(["demo", name], { env: { TMPDIR: own.path } });
    await demo.until((out) => out.includes("Ctrl-C here ends the cluster."));
    const shown = [...demo.out().matchAll(/^ {2}kubectl kt (.*)$/gm)].map(([, line = ""]) => line);
    assert.deepEqual(
      shown,
      commands.map(({ line }) => line),
    );
    const [, kubeconfig = ""] = /^ {2}export KUBECONFIG=(\S+)$/m.exec(demo.out()) ?? [];
    const left = [...(tellings[name] ?? [])];
    for (const line of shown) {
      const { begins = "", exitCode, out = [], err } = left.shift() ?? {};
      assert.ok(begins !== "" && line.startsWith(begins), line);
      const run: Finished = await runShell(`cd '${own.path}' && kt ${line}`, { env: { KUBECONFIG: kubeconfig } });
      const told = `${line}\n${run.out}${run.err}`;
      assert.equal(run.exitCode, exitCode, told);
      for (const pattern of out) assert.ok(pattern.test(run.out), `${String(pattern)} ${told}`);
      if (err !== undefined) assert.match(run.err, err);
    }
    assert.deepEqual(left, []);
    demo.child.kill("SIGINT");
    assert.equal((await demo.finished).exitCode, 0);
  });
}

test("P4 demo: --run shows the commands and what they print, and ends with 0", async () => {
  const { exitCode, out, err } = await runExecutable(["demo", "crash-loop", "--run"]);
  assert.equal(exitCode, 0, err);
  const lines = [...out.matchAll(/^\$ kubectl kt (.*)$/gm)].map(([, line]) => line);
  assert.deepEqual(
    lines,
    allScenarios.get("crash-loop")?.commands.map(({ line }) => line),
  );
  assert.match(out, /^\$ kubectl kt diagnose deploy\/mailer\ndeploy\/mailer \(context demo, namespace shop\)\n/m);
});

test("P4 demo: --run leaves out what would leave files behind, and its own defaults", async () => {
  using own = scratchFolder();
  const env = { TMPDIR: own.path, KUBECTL_KT_NAMESPACE: "elsewhere" };
  const { exitCode, out, err } = await runExecutable(["demo", "failed-rollout", "--run"], { env, cwd: own.path });
  assert.equal(exitCode, 0, err);
  assert.match(out, /PAYMENT_URL/);
  assert.doesNotMatch(out, /--report/);
  assert.deepEqual(own.names(), []);
});

test("P4 demo: Ctrl-C in the middle of --run ends it with 0 and leaves nothing behind", async () => {
  using own = scratchFolder();
  const running = startExecutable(["demo", "sick-node", "--run"], { env: { TMPDIR: own.path } });
  await running.until((out) => out.includes("$ kubectl kt diagnose node/"));
  running.child.kill("SIGINT");
  assert.equal((await running.finished).exitCode, 0);
  assert.deepEqual(own.names(), []);
});

test("P4 demo: --for ends a scenario by itself", async () => {
  const { exitCode, out, err } = await runExecutable(["demo", "sick-node", "--for", "1s"]);
  assert.deepEqual([exitCode, err], [0, ""]);
  assert.match(out, /^In another terminal:$/m);
});

test("P4 demo: --list names every scenario with what is wrong", async () => {
  const { exitCode, out } = await runExecutable(["demo", "--list"]);
  assert.equal(exitCode, 0);
  assert.deepEqual(
    [...out.matchAll(/^(\S+) {2,}\S.*$/gm)].map(([, name]) => name),
    [...allScenarios.keys()],
  );
});

for (const [words, message] of [
  [["crash-lop"], /"crash-lop" is none of failed-rollout.*\n.*did you mean kubectl kt demo crash-loop\?/],
  [["crash-loop", "sick-node"], /shows one scenario at a time/],
  [["--list", "crash-loop"], /--list shows all scenarios, and takes no "crash-loop"/],
  [["--run"], /--run runs the commands of a scenario\n.*kubectl kt demo --list shows all/],
  [["crash-loop", "--run", "--for", "5s"], /--run ends with its last command, and takes no --for/],
] as const) {
  test(`P4 demo: ${words.join(" ")} is refused`, async () => {
    const { exitCode, err } = await runExecutable(["demo", ...words]);
    assert.equal(exitCode, 2);
    assert.match(err, message);
  });
}
