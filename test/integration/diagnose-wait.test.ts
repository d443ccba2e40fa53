import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { Deployment } from "../../src/demo/server/world/deployment.ts";
import type { Pod } from "../../src/demo/server/world/pod.ts";
import { secretResource } from "../../src/demo/server/world/resource.ts";
import { addJob, finishJob } from "../../src/demo/server/world/workloads.ts";
import { waiting, webPod } from "../support/diagnose-rows.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { recordingIo, type RecordingIo } from "../support/recording-io.ts";
import { lineAt, readReportFolder } from "../support/report-folder.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

async function runWait(
  cluster: FakeCluster,
  words: readonly string[],
  { user = "admin", env = {} }: { readonly user?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<{ readonly exitCode: number; readonly io: RecordingIo }> {
  const io = recordingIo({ env });
  const path = cluster.kubeconfig(user, { namespace: "shop" });
  const exitCode = await main(["diagnose", "--wait", "--kubeconfig", path, "--no-config", ...words], io);
  return { exitCode, io };
}

/** A ready pod with a variable from a Secret. */
function withSecret({ world }: FakeCluster): Pod {
  world.store.put(secretResource, {
    metadata: { name: "db", namespace: "shop" },
    data: { key: Buffer.from("swordfish-7731").toString("base64") },
  });
  const pod = world.addPod(webPod);
  const env = [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "key" } } }];
  pod.show({ spec: { containers: [{ name: "main", image: "a", env }] } });
  return pod;
}

suite("D6 wait", { timeout: 120_000, concurrency: 4 }, () => {
  test("D6 wait: what is done already is diagnosed at once, and is well", async () => {
    await using cluster = await startDiagnoseCluster();
    const pod = cluster.world.addPod(webPod);
    pod.show({ spec: { containers: [{ name: "main", image: "a", readinessProbe: { periodSeconds: 5 } }] } });
    pod.container().writeLine("hello");
    const { exitCode, io } = await runWait(cluster, ["web-1"]);
    assert.equal(exitCode, 0, io.err());
    assert.doesNotMatch(io.err(), /only just begun/, "its readiness probe has said that it is well");
    assert.match(io.out(), /^(web-1 main \| hello\n)?web-1: 1 of 1 pod is ready or complete\.\n\nweb-1 \(context /);
  });

  test("D6 wait: pods chosen by labels or patterns are waited for by the workloads that own them", async () => {
    await using cluster = await startDiagnoseCluster();
    const deployment = new Deployment(cluster.world, { namespace: "shop", name: "web", replicas: 2 });
    deployment.beginRollout();
    deployment.rollNext();
    const states: readonly (readonly [words: readonly string[], user: string, exitCode: number, text: RegExp])[] = [
      [
        ["-l", "app=web"],
        "admin",
        5,
        /^-l app=web was not done within 1 s: deployment\/web: 1 of 2 replicas are updated\./m,
      ],
      [["web-*"], "admin", 5, /^web-\* was not done within 1 s: deployment\/web: 1 of 2 replicas are updated\./m],
      [["deploy/web"], "admin", 5, /^deploy\/web was not done within 1 s: 1 of 2 replicas are updated\./m],
      [[deployment.pods[0]?.name ?? ""], "admin", 0, /: 1 of 1 pod is ready or complete\.$/m],
      [["-l", "app=web"], "jane", 0, /^-l app=web: 2 of 2 pods are ready or complete\.$/m],
    ];
    for (const [words, user, expected, text] of states) {
      const { exitCode, io } = await runWait(cluster, [...words, "--timeout", "1s"], { user });
      assert.equal(exitCode, expected, io.err() + io.out());
      assert.match(io.out(), text);
      assert.doesNotMatch(io.err(), /no pod yet/, "nothing is said before anybody has looked");
    }
    deployment.rollNext();
    const job = addJob(cluster.world, { namespace: "shop", name: "migrate", labels: { app: "web" } });
    const working = await runWait(cluster, ["-l", "app=web", "--timeout", "1s"]);
    assert.match(
      working.io.out(),
      /^-l app=web was not done within 1 s: job\/migrate: 0 of 1 completions, 1 pod at work\./m,
    );
    finishJob(cluster.world, job, 1);
    const failed = await runWait(cluster, ["-l", "app=web", "--timeout", "30s"]);
    assert.equal(failed.exitCode, 10);
    assert.match(failed.io.out(), /^-l app=web: job\/migrate: it failed\.$/m);
  });

  test("D6 wait: of several sources each is waited for in its own way", async () => {
    await using cluster = await startDiagnoseCluster();
    assert.equal(new Deployment(cluster.world, { namespace: "shop", name: "web" }).pods.length, 1);
    cluster.world.addPod({ ...webPod, name: "alone", isStarted: false });
    const words = ["deploy/web", "deploy/api", "alone", "--timeout", "1s"];
    const { exitCode, io } = await runWait(cluster, words);
    assert.equal(exitCode, 5, io.err() + io.out());
    const states = ["deployment/api: it is not there yet", "other pods: 0 of 1 pod is ready or complete"];
    assert.ok(io.out().includes(`was not done within 1 s: ${states.join("; ")}.`), io.out());
    const late = await runWait(cluster, ["deploy/web", "later", "--timeout", "1s"]);
    assert.equal(late.exitCode, 5, late.io.err());
    assert.match(late.io.out(), /was not done within 1 s: pod later: not there yet\./);
    const both = await runWait(cluster, ["deploy/web", "alone", "--timeout", "1s"]);
    assert.match(both.io.out(), /was not done within 1 s: other pods: 0 of 1 pod is ready or complete\./);
  });

  test("D6 wait: a pod that comes later is waited for, with its log", async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addNamespace("shop");
    const running = runWait(cluster, ["web-1", "--timeout", "3s"]);
    const pod = cluster.world.addPod({ ...webPod, isStarted: false });
    pod.container().start();
    pod.container().writeLine("password=hunter2 started");
    const { exitCode, io } = await running;
    assert.equal(exitCode, 0, io.err() + io.out());
    assert.match(io.out(), /^web-1 main \| password=\[masked\] started$/m);
    assert.ok(!io.out().includes("hunter2"));
  });

  test("D6 wait: what is available and then crashes twice has failed, whatever its Deployment says", async () => {
    await using cluster = await startDiagnoseCluster();
    const deployment = new Deployment(cluster.world, { namespace: "shop", name: "web" });
    const container = deployment.pods[0]?.container();
    const io = recordingIo();
    const path = cluster.kubeconfig("admin", { namespace: "shop" });
    const running = main(["diagnose", "--wait", "deploy/web", "--kubeconfig", path, "--no-config"], io);
    const told = async (text: string): Promise<void> => {
      while (!io.err().includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await told("1 of 1 replicas are available; container main of pod web-");
    container?.restart({ exitCode: 3 });
    await told("ended with exit code 3, and has to stay up");
    container?.restart({ exitCode: 3 });
    assert.equal(await running, 10);
    assert.match(
      io.out(),
      /^deploy\/web will not be done: container main of pod web-\S+ ended again, with exit code 3\.$/m,
    );
    assert.match(io.out(), /ends again and again \(2 restarts\)/);
  });

  test("D6 wait: what crashed and has not stayed up for long when the time is up has failed, and is not slow", async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addPod(webPod).container().restart({ exitCode: 3 });
    const { exitCode, io } = await runWait(cluster, ["web-1", "--timeout", "1s"]);
    assert.equal(exitCode, 10);
    assert.match(
      io.out(),
      /^web-1 does not stay up: 1 of 1 pod is ready or complete; container main of pod web-1 ended with exit code 3, /m,
    );
  });

  test("D6 wait: values of Secrets are masked in the logs", async () => {
    await using cluster = await startDiagnoseCluster();
    withSecret(cluster).container().writeLine("with swordfish-7731 again");
    const { exitCode, io } = await runWait(cluster, ["web-1", "--timeout", "2s"]);
    assert.equal(exitCode, 0, io.err() + io.out());
    assert.match(io.out(), /^web-1 main \| with \[masked\] again$/m);
    assert.doesNotMatch(io.err(), /were not read/);
  });

  test("D6 wait: values of Secrets are masked in the outcome, the steps and the diagnosis, also without a report", async () => {
    await using cluster = await startDiagnoseCluster();
    waiting(withSecret(cluster), "ImagePullBackOff", "cannot pull swordfish-7731");
    const { exitCode, io } = await runWait(cluster, ["web-1", "--timeout", "30s"]);
    assert.equal(exitCode, 10);
    assert.match(io.out(), /^web-1 will not be done: .*: cannot pull \[masked\]\)\.\n/m);
    assert.ok((io.out().match(/cannot pull \[masked\]/g)?.length ?? 0) >= 2, "in the outcome, and in the diagnosis");
    assert.ok(![io.out(), io.err()].some((text) => text.includes("swordfish")), io.out() + io.err());
  });

  const unread: readonly (readonly [title: string, verbs: readonly string[], notice: RegExp])[] = [
    [
      "without the right to read Secrets",
      ["get", "list", "watch"],
      /the values of 1 of the 1 Secrets of pod web-1 were not read: in its log only what shows by its form is masked/,
    ],
    [
      "without the right to read one pod by its name",
      ["list", "watch"],
      /which Secrets pod web-1 refers to is not known \(.*\): in its log only what shows by its form is masked/,
    ],
  ];
  for (const [title, verbs, notice] of unread) {
    test(`D6 wait: ${title}, it is told once that values of Secrets are not masked`, async () => {
      const rules = [
        { verbs, resources: ["pods"] },
        { verbs: ["get"], resources: ["pods/log"] },
      ];
      await using cluster = await startFakeCluster({ users: [{ name: "joe", rules }] });
      withSecret(cluster).container().writeLine("password=hunter2 again");
      const { io } = await runWait(cluster, ["web-*", "--timeout", "2s"], { user: "joe" });
      assert.match(io.out(), /^web-1 main \| password=\[masked\] again$/m, io.err());
      assert.match(io.err(), notice);
      assert.equal(io.err().match(/only what shows by its form/g)?.length, 1, io.err());
    });
  }

  test("D6 wait: when nobody reads the logs any more, nobody waits", async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addPod(webPod).container().writeLine("hello");
    cluster.world.addPod({ ...webPod, name: "web-2", isStarted: false });
    const closed = Object.assign(new Error("broken pipe"), { code: "EPIPE" });
    const io = recordingIo({ write: () => Promise.reject(closed) });
    const words = [
      "web-1",
      "web-2",
      "--timeout",
      "40s",
      "--kubeconfig",
      cluster.kubeconfig("admin", { namespace: "shop" }),
    ];
    assert.equal(await main(["diagnose", "--wait", "--no-config", ...words], io), 141);
    assert.ok(!io.err().includes("not done within"), io.err());
  });

  test("D6 wait: an image that cannot be pulled ends it at once, and the report says so", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    const pod = cluster.world.addPod({ ...webPod, isStarted: false });
    waiting(pod, "ImagePullBackOff", "Back-off pulling https://u:hunter2@registry/x");
    const folder = join(scratch.path, "out");
    const { exitCode, io } = await runWait(cluster, ["web-1", "--report", folder]);
    assert.equal(exitCode, 10);
    const text =
      "web-1 will not be done: the image of container main of pod web-1 cannot be pulled (ImagePullBackOff: Back-off pulling https://u:[masked]@registry/x).";
    assert.ok(io.out().startsWith(`${text}\n\n`), io.out());
    const report = readReportFolder(folder);
    const [claim] = report.json.answer;
    assert.equal(claim?.text, text);
    assert.ok(claim?.places.every((place) => lineAt(report, place).endsWith(text)));
    assert.ok(!report.all.includes("hunter2"));
  });

  test("D6 wait: --max-restarts decides what a crash loop is", async () => {
    await using cluster = await startDiagnoseCluster();
    const container = cluster.world.addPod(webPod).container();
    container.restart({ exitCode: 3 });
    container.exit({ exitCode: 3 });
    container.wait("CrashLoopBackOff", "back-off");
    const { exitCode, io } = await runWait(cluster, ["web-1", "--max-restarts", "0"]);
    assert.equal(exitCode, 10);
    assert.match(
      io.out(),
      /^web-1 will not be done: container main of pod web-1 was restarted 1 time, the last time after exit code 3\.\n/m,
    );
  });

  test("D6 wait: when the time is up the exit code is 5, and the diagnosis comes all the same", async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addPod({ ...webPod, nodeName: null, isStarted: false });
    const { exitCode, io } = await runWait(cluster, ["web-1", "--timeout", "1s"]);
    assert.equal(exitCode, 5);
    assert.match(io.out(), /^web-1 was not done within 1 s: 0 of 1 pod is ready or complete\.\n\nweb-1 \(context /);
    assert.match(io.err(), /waiting for web-1: 0 of 1 pod is ready or complete/);
  });

  test("D6 wait: with -o json the logs go to standard error", async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addPod(webPod).container().writeLine("hello");
    const { exitCode, io } = await runWait(cluster, ["web-1", "-o", "json", "--timeout", "2s"]);
    assert.equal(exitCode, 0);
    assert.equal((JSON.parse(io.out()) as { readonly kind: string }).kind, "Diagnosis");
  });

  test("D6 wait: Ctrl-C ends it", async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addPod({ ...webPod, nodeName: null, isStarted: false });
    const io = recordingIo();
    const path = cluster.kubeconfig("admin", { namespace: "shop" });
    const running = main(["diagnose", "--wait", "--kubeconfig", path, "--no-config", "web-1"], io);
    while (!io.err().includes("waiting for")) await new Promise((resolve) => setTimeout(resolve, 20));
    io.signal("SIGINT");
    assert.equal(await running, 130);
  });

  const wrong: readonly (readonly [title: string, words: readonly string[], message: RegExp])[] = [
    ["--wait without a source", ["--wait"], /--wait needs to know what to wait for/],
    ["--timeout without --wait", ["web-1", "--timeout", "5m"], /--timeout is about waiting, and nothing is waited for/],
    ["--max-restarts without --wait", ["web-1", "--max-restarts", "1"], /--max-restarts is about waiting/],
  ];
  for (const [title, words, message] of wrong) {
    test(`D6 wait: ${title} is a mistake`, async () => {
      const io = recordingIo();
      assert.equal(await main(["diagnose", "--no-config", ...words], io), 2);
      assert.match(io.err(), message);
    });
  }
});
