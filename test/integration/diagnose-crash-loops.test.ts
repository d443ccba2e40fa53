import assert from "node:assert/strict";
import { test } from "node:test";
import { runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";
import { crash, type PodRow, testPodRows, webPod } from "../support/diagnose-rows.ts";

const rows: readonly PodRow[] = [
  {
    title: "a crash loop, with the meaning of the exit code and the command for the run that ended",
    arrange: ({ world }) => crash(world.addPod(webPod), 127),
    code: "crash-loop",
    level: "problem",
    verdict:
      /^Container "main" of pod shop\/web-1 ends again and again \(1 restart\), the last time with exit code 127 \(the command was not found\), \d+s ago\.$/,
    causes: [/the command, or one that it calls, is not in the image/],
    next: /^kubectl kt logs web-1 -n shop -c main --previous --tail 50/,
  },
  {
    title: "a crash loop by a signal: what it means, and the causes that fit",
    arrange: ({ world }) => crash(world.addPod(webPod), 139),
    code: "crash-loop",
    verdict: /exit code 139 \(SIGSEGV: it reached for memory that is not its own\)/,
    causes: [/a defect of the program/, /an image for another processor/],
  },
  {
    title: "a crash loop by a liveness probe, which the events tell",
    arrange: ({ world }) => {
      const pod = crash(world.addPod(webPod), 137);
      world.addEvent(pod, {
        reason: "Unhealthy",
        container: "main",
        message: "Liveness probe failed: HTTP probe failed with statuscode: 500",
      });
      world.addEvent(pod, {
        reason: "Killing",
        container: "main",
        message: "Container main failed liveness probe, will be restarted",
      });
    },
    code: "crash-loop",
    verdict: /exit code 137 \(SIGKILL: it was killed, without a chance to write why\)/,
    causes: [/because its probe failed: Liveness probe failed: HTTP probe failed with statuscode: 500/],
  },
  {
    title: "a loop of a program that ends well",
    arrange: ({ world }) => crash(world.addPod(webPod), 0),
    code: "crash-loop",
    verdict: /the last time with exit code 0 \(it ended well\)/,
    causes: [/its program ends when its work is done, but the pod's restartPolicy is Always/],
  },
  {
    title: "the same loop in the moment in which the program runs",
    arrange: ({ world }) => {
      const container = world.addPod(webPod).container();
      for (let run = 1; run <= 2; run++) {
        container.writeLine("working");
        container.restart({ exitCode: 0 });
      }
    },
    code: "crash-loop",
    level: "problem",
    verdict:
      /^Container "main" of pod shop\/web-1 ends again and again \(2 restarts\), the last time with exit code 0 \(it ended well\), \d+s ago\.$/,
    causes: [/its program ends when its work is done, but the pod's restartPolicy is Always/],
    next: /^kubectl kt logs web-1 -n shop -c main --previous --tail 50/,
  },
  {
    title: "the same loop in the moment in which the program has just ended",
    arrange: ({ world }) => {
      const container = world.addPod(webPod).container();
      container.restart({ exitCode: 0 });
      container.writeLine("working");
      container.exit({ exitCode: 0 });
    },
    code: "crash-loop",
    level: "problem",
    verdict:
      /^Container "main" of pod shop\/web-1 ends again and again \(1 restart\), the last time with exit code 0 \(it ended well\), \d+s ago\.$/,
    next: /^kubectl kt logs web-1 -n shop -c main --tail 50/,
  },
  {
    title: "a loop of a program that ends well because its probe fails",
    arrange: ({ world }) => {
      const pod = crash(world.addPod(webPod), 0);
      const message = "Container main failed liveness probe, will be restarted";
      world.addEvent(pod, { reason: "Killing", container: "main", message });
    },
    code: "crash-loop",
    verdict: /the last time with exit code 0 \(it ended well\)/,
    causes: [/the kubelet restarted it because its probe failed/],
  },
];

testPodRows(rows);

test("D1 diagnose: of a stack trace the beginning is evidence", async () => {
  await using cluster = await startDiagnoseCluster();
  const container = cluster.world.addPod(webPod).container();
  container.restart({ exitCode: 2 });
  container.writeLine("starting");
  const trace = ["", "goroutine 1 [running]:", "main.main()", "\t/src/mailer/main.go:40 +0x1d2"];
  for (const line of ["panic: no password=hunter2hunter2 at all", ...trace]) container.writeLine(line);
  container.exit({ exitCode: 2 });
  container.wait("CrashLoopBackOff", "back-off 10s");
  const { findings } = await runDiagnosis(cluster, ["web-1"]);
  const [found] = findings.filter(({ code }) => code === "crash-loop");
  assert.deepEqual(found?.evidence.at(-1), {
    from: 'last error of the log of container "main"',
    text: "panic: no password=[masked] at all",
  });
});

const moments = { waits: true, "has just ended": false } as const;

for (const [moment, isWaiting] of Object.entries(moments)) {
  test(`D1 diagnose: the last line of the run that failed is evidence, without its secrets, while it ${moment}`, async () => {
    await using cluster = await startDiagnoseCluster();
    const container = cluster.world.addPod(webPod).container();
    container.restart({ exitCode: 3 });
    container.writeLine("starting");
    container.writeLine("FATAL: no database at db:5432 password=hunter2hunter2");
    container.exit({ exitCode: 3 });
    if (isWaiting) container.wait("CrashLoopBackOff", "back-off 10s");
    const { findings, out } = await runDiagnosis(cluster, ["web-1"]);
    const [found] = findings.filter(({ code }) => code === "crash-loop");
    assert.match(
      found?.verdict ?? "",
      /ends again and again \(1 restart\), the last time with exit code 3, \d+s ago\.$/,
    );
    assert.deepEqual(found?.evidence.at(-1), {
      from: 'last line of the log of container "main"',
      text: "FATAL: no database at db:5432 password=[masked]",
    });
    assert.doesNotMatch(out, /hunter2/);
  });
}
