import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { main } from "../../src/cli/main.ts";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { webPod } from "../support/diagnose-rows.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { slowHeaders } from "../support/faults.ts";
import { assertSchema, type JsonSchema } from "../support/json-schema.ts";
import { recordingIo, type RecordingIo } from "../support/recording-io.ts";
import { readReportFolder, type WrittenFolder } from "../support/report-folder.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../docs/diagnose-report.schema.json", import.meta.url), "utf8"),
) as JsonSchema;

interface InterruptedRun {
  readonly exitCode: number;
  readonly io: RecordingIo;
  readonly report: WrittenFolder;
}

/** Runs `diagnose --report` and sends the signal as soon as what it is sent for holds. */
async function runUntil(
  cluster: FakeCluster,
  words: readonly string[],
  { signal, when }: { readonly signal: "SIGINT" | "SIGTERM"; readonly when: (io: RecordingIo) => boolean },
): Promise<InterruptedRun> {
  using scratch = scratchFolder();
  const folder = join(scratch.path, "out");
  const io = recordingIo();
  const path = cluster.kubeconfig("admin", { namespace: "shop" });
  const running = main(["diagnose", "--kubeconfig", path, "--no-config", "--report", folder, ...words], io);
  while (!when(io)) await delay(5);
  io.signal(signal);
  const exitCode = await running;
  const report = readReportFolder(folder);
  assertSchema(report.json, schema);
  const texts = new Map(report.paths.map((file) => [file, report.text(file)]));
  return { exitCode, io, report: { ...report, text: (file) => texts.get(file) ?? "" } };
}

/** A pod that is not ready, and has written a line. */
function addUnready({ world }: FakeCluster): void {
  const pod = world.addPod(webPod);
  pod.container().writeLine('level=error msg="no database"');
  pod.show({ status: { conditions: [{ type: "Ready", status: "False" }] } });
}

const isWaiting = (io: RecordingIo): boolean => /0 of 1 pod is ready/.test(io.err());

suite("D5 D6 interrupted", { timeout: 120_000, concurrency: 4 }, () => {
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const) {
    test(`D5 D6 ${signal} while waiting: the report has what is known, and says that it was interrupted`, async () => {
      await using cluster = await startDiagnoseCluster();
      addUnready(cluster);
      const { exitCode, io, report } = await runUntil(cluster, ["web-1", "--wait"], { signal, when: isWaiting });
      assert.equal(exitCode, code, io.err());
      assert.match(io.err(), /interrupted: what is known is written to .*out/);
      const page = report.text("report.md");
      assert.match(
        page,
        new RegExp(`^# ✗ web-1: interrupted\n\nInterrupted \\(${signal}\\): this is what was known by then`),
      );
      const waited = `web-1: waiting was interrupted (${signal}) after \\d+ s: 0 of 1 pod is ready or complete\\.`;
      assert.match(report.text("wait.txt"), new RegExp(`${waited.replace("(", "\\(").replace(")", "\\)")}\n$`));
      assert.equal((report.json as unknown as { readonly interrupted?: boolean }).interrupted, true);
      assert.equal(report.json.result, "problem");
      assert.match(report.text("logs/shop/web-1/main.current.log"), /no database/);
      assert.match(report.text("junit.xml"), /<failure type="wait" message="Interrupted/);
      assert.match(io.out(), /^web-1: waiting was interrupted/m);
    });
  }

  test("D5 D6 SIGTERM while waiting for an API server that has gone silent: a report of the waiting alone, within seconds", async () => {
    await using cluster = await startDiagnoseCluster();
    addUnready(cluster);
    const goSilent = (io: RecordingIo): boolean => {
      if (!isWaiting(io)) return false;
      cluster.faults.add(slowHeaders(60_000, { path: /^/ }));
      return true;
    };
    const beganMs = performance.now();
    const { exitCode, report } = await runUntil(cluster, ["web-1", "--wait"], { signal: "SIGTERM", when: goSilent });
    assert.equal(exitCode, 143);
    assert.ok(performance.now() - beganMs < 50_000, "it did not wait for the API server");
    assert.match(report.text("report.md"), /0 of 1 pod is ready or complete\..*\nThere was no time to diagnose it\./);
  });

  test("D5 SIGTERM while a log hangs: the rest is in the report, with what is wrong and what there was no time for", async () => {
    await using cluster = await startDiagnoseCluster();
    const { world, faults } = cluster;
    const pod = world.addPod(webPod);
    pod.container().writeLine("FATAL no database");
    pod.container().exit({ exitCode: 3 });
    faults.add(slowHeaders(60_000, { path: /\/log$/, query: /tailLines=\d{5}/ }));
    const hasBegun = (): boolean => cluster.requests.some(({ query }) => Number(query.get("tailLines")) > 9999);
    const { exitCode, io, report } = await runUntil(cluster, ["web-1"], { signal: "SIGTERM", when: hasBegun });
    assert.equal(exitCode, 143, io.err());
    const page = report.text("report.md");
    assert.match(page, /^# ✗ web-1: not well\n\nInterrupted \(SIGTERM\)/);
    assert.match(page, /exit code 3/);
    assert.match(page, /- logs\/shop\/web-1\/main\.current\.log: not read to its end: there was no time/);
    assert.ok(report.paths.includes("pods/shop/web-1.json"), String(report.paths));
  });

  test("D6 a second signal ends at once, and without a report the first does", async () => {
    await using cluster = await startDiagnoseCluster();
    addUnready(cluster);
    const path = cluster.kubeconfig("admin", { namespace: "shop" });
    const io = recordingIo();
    const running = main(["diagnose", "--wait", "web-1", "--kubeconfig", path, "--no-config"], io);
    while (!isWaiting(io)) await delay(5);
    io.signal("SIGINT");
    assert.equal(await running, 130);
    assert.doesNotMatch(io.out(), /interrupted|kubeconfig/);
    using scratch = scratchFolder();
    const other = recordingIo();
    const words = ["diagnose", "--wait", "web-1", "--report", join(scratch.path, "out"), "--kubeconfig", path];
    const second = main([...words, "--no-config"], other);
    while (!isWaiting(other)) await delay(5);
    cluster.faults.add(slowHeaders(60_000, { path: /^/ }));
    other.signal("SIGTERM");
    await delay(400);
    other.signal("SIGTERM");
    assert.deepEqual(other.deaths, ["SIGTERM"]);
    assert.equal(await second, 143);
  });

  test("D6 --timeout with --report: the report has what was known when the time was up", async () => {
    await using cluster = await startDiagnoseCluster();
    addUnready(cluster);
    using scratch = scratchFolder();
    const folder = join(scratch.path, "out");
    const path = cluster.kubeconfig("admin", { namespace: "shop" });
    const io = recordingIo();
    const words = ["diagnose", "--wait", "web-1", "--timeout", "1s", "--report", folder, "--kubeconfig", path];
    assert.equal(await main([...words, "--no-config"], io), 5, io.err());
    assert.ok(readdirSync(folder).includes("wait.txt"));
    const page = readFileSync(join(folder, "report.md"), "utf8");
    assert.match(page, /^# ✗ web-1: not well\n\nweb-1 was not done within 1 s: 0 of 1 pod is ready or complete\./);
  });
});
