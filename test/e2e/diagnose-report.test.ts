import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { runExecutable, runShell } from "../support/executable.ts";
import { assertSchema, type JsonSchema } from "../support/json-schema.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { lineAt, readReportFolder } from "../support/report-folder.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

const docs = readFileSync(new URL("../../docs/ci-reports.md", import.meta.url), "utf8");
const schema = JSON.parse(
  readFileSync(new URL("../../docs/diagnose-report.schema.json", import.meta.url), "utf8"),
) as JsonSchema;

suite("diagnose --report", { timeout: 170_000 }, () => {
  let cluster: E2eCluster;
  let scratch: ScratchFolder;

  before(async () => {
    cluster = await openE2eCluster();
    scratch = scratchFolder();
  });
  after(async () => {
    scratch[Symbol.dispose]();
    await cluster[Symbol.asyncDispose]();
  });

  test("D5 a Job that failed: the answer with its last words, and each claim where it says", async () => {
    const folder = join(scratch.path, "broken");
    const words = ["diagnose", "job/broken", "-n", "batch", "--kubeconfig", cluster.kubeconfig, "--report", folder];
    const { exitCode, out, err } = await runExecutable(words, { timeoutMs: 60_000 });
    assert.equal(exitCode, 10, err);
    assert.match(out, /\d problems?/);
    const report = readReportFolder(folder);
    assertSchema(report.json, schema);
    const [answer = ""] = report.text("report.md").split("\n## ");
    assert.match(answer, /^# ✗ job\/broken: not well\n\njob\/broken is not well: /);
    assert.match(answer, /has ended with exit code 3/);
    assert.match(answer, /Since \S+ \(\S+ before this report\): /);
    assert.match(answer, /\npanic: no such table: users\n/);
    assert.match(answer, /Next:\n\n```sh\nkubectl kt logs broken-/);
    const { answer: claims, findings, telling } = report.json;
    for (const place of [...claims, ...findings].flatMap(({ places }) => places)) {
      assert.notEqual(lineAt(report, place), "", JSON.stringify(place));
    }
    for (const { place, lines } of telling)
      assert.ok(lineAt(report, place).endsWith(lines[0] ?? "?"), String(lines[0]));
  });

  test("D5 the folder of a report can be read as saved logs", async () => {
    const folder = join(scratch.path, "broken");
    const { exitCode, out } = await runExecutable(["logs", "--file", folder, "-g", "^panic", "-o", "json"]);
    assert.equal(exitCode, 0);
    assert.match(out, /"pod":"broken-[^"]+".*"message":"panic: no such table: users"/);
  });

  test("D6 --wait for a Job that has failed ends at once with 10, and for what is not there with 5", async () => {
    const words = ["diagnose", "--wait", "--kubeconfig", cluster.kubeconfig];
    const failed = await runExecutable([...words, "job/broken", "-n", "batch"], { timeoutMs: 60_000 });
    assert.equal(failed.exitCode, 10, failed.err);
    assert.match(failed.out, /^job\/broken: it failed/m);
    const late = await runExecutable([...words, "deploy/nobody", "-n", "batch", "--timeout", "1s"], {
      timeoutMs: 60_000,
    });
    assert.equal(late.exitCode, 5, late.err);
    assert.match(late.out, /^deploy\/nobody was not done within 1 s: it is not there yet\.\n/m);
  });

  // Each waits for pods of its own.
  suite("diagnose --wait", { concurrency: true }, () => {
    test("D6 --wait ends at once where an image cannot be had, and for a crash loop beyond --max-restarts", async () => {
      await cluster.addCrashLoop("crash", 1);
      const words = ["diagnose", "--wait", "--kubeconfig", cluster.kubeconfig];
      const image = await runExecutable([...words, "noimage", "-n", "odd"], { timeoutMs: 60_000 });
      assert.equal(image.exitCode, 10, image.err);
      assert.match(
        image.out,
        /^noimage will not be done: the image of container noimage of pod noimage cannot be pulled \(/m,
      );
      const own = [...words, "crash", "-n", cluster.namespace, "--max-restarts", "0"];
      const crash = await runExecutable(own, { timeoutMs: 60_000 });
      assert.equal(crash.exitCode, 10, crash.err + crash.out);
      assert.match(
        crash.out,
        /^crash will not be done: container main of pod crash was restarted \d+ times?, the last time after exit code \d\./m,
      );
    });

    test("D6 --wait for a Deployment that is rolled out ends with 0", async () => {
      await cluster.addWriters({ name: "rolling", replicas: 2, linesPerSecond: 5 });
      const words = [
        "diagnose",
        "--wait",
        "deploy/rolling",
        "-n",
        cluster.namespace,
        "--kubeconfig",
        cluster.kubeconfig,
      ];
      const { exitCode, out, err } = await runExecutable([...words, "--timeout", "2m"], { timeoutMs: 150_000 });
      assert.equal(exitCode, 0, out + err);
      assert.match(out, /^deploy\/rolling: it is rolled out: 2 of 2 replicas are available\.$/m);
    });

    test("D6 --wait for pods chosen by their labels is told by their Deployment, and ends with its progress deadline", async () => {
      await cluster.addHalfRolledOut("stuck", { before: ["one"], after: ["two"] });
      const words = ["diagnose", "--wait", "-l", "app=stuck", "-n", cluster.namespace, "--timeout", "2m"];
      const { exitCode, out, err } = await runExecutable([...words, "--kubeconfig", cluster.kubeconfig], {
        timeoutMs: 150_000,
      });
      assert.equal(exitCode, 10, out + err);
      assert.match(
        out,
        /^-l app=stuck: deployment\/stuck: it exceeded its progress deadline: 1 of 2 replicas are updated, /m,
      );
    });
  });

  for (const [source, done] of [
    ["statefulset/db", /^statefulset\/db: it is rolled out: 2 of 2 replicas are ready\.$/m],
    ["ds/collector", /^ds\/collector: it is rolled out: 3 of 3 pods are available\.$/m],
  ] as const) {
    test(`D6 --wait for ${source} that is rolled out ends with 0`, async () => {
      const words = ["diagnose", "--wait", source, "-n", "shop", "--timeout", "1m", "--kubeconfig", cluster.kubeconfig];
      const { exitCode, out, err } = await runExecutable(words, { timeoutMs: 90_000 });
      assert.equal(exitCode, 0, out + err);
      assert.match(out, done);
    });
  }

  for (const line of [...docs.matchAll(/(?:^ {4}|`)kubectl kt (diagnose [^`\n]*)/gm)].map(([, found = ""]) => found)) {
    if (!line.includes("--report")) continue;
    test(`D5 docs/ci-reports.md: kubectl kt ${line}`, async () => {
      using own = scratchFolder();
      const kt = `kt diagnose --kubeconfig '${cluster.kubeconfig}' -n shop`;
      const ready = line.includes("--diff") ? `${kt} deploy/web --report last-good/ >before.txt && ` : "";
      const script = `cd '${own.path}' && ${ready}${line.replace("diagnose", kt)}`;
      const { exitCode, out, err } = await runShell(script);
      assert.equal(exitCode, 0, `${out} ${err}`);
      assert.match(readReportFolder(join(own.path, "out")).text("report.md"), /^# ✓ deploy\/web: well\n/);
    });
  }
});
