import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { waiting, webPod } from "../support/diagnose-rows.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { recordingIo } from "../support/recording-io.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

interface CiRun {
  readonly exitCode: number;
  readonly out: string;
  /** What was added to the job's summary. */
  readonly summary: string;
}

/** Waits for a pod whose image cannot be pulled, with a report, in the environment of a CI job. */
async function runJob(env: Readonly<Record<string, string>>, words: readonly string[] = []): Promise<CiRun> {
  await using cluster = await startDiagnoseCluster();
  using scratch = scratchFolder();
  const summary = scratch.write("summary.md", "of another step\n");
  cluster.world
    .addPod({ ...webPod, name: "web-0" })
    .container()
    .writeLine("::error::from the log ##[error]of the older form");
  waiting(
    cluster.world.addPod({ ...webPod, isStarted: false }),
    "ImagePullBackOff",
    "50% of https://u:hunter2@registry ##[warning]here\n  ::add-mask::web",
  );
  const path = cluster.kubeconfig("admin", { namespace: "shop" });
  const io = recordingIo({ env: { ...env, GITHUB_STEP_SUMMARY: summary } });
  const all = ["--wait", "web-*", "--report", join(scratch.path, "out"), "--kubeconfig", path, "--no-config", ...words];
  const exitCode = await main(["diagnose", ...all], io);
  assert.ok(!io.out().includes("hunter2"));
  if (env["GITHUB_ACTIONS"] === "true") {
    // How the runner finds commands: `::` first behind blanks, else `##[` anywhere.
    const told = `${io.out()}\n${io.err()}`.split("\n").filter((line) => /^\s*::|##\[/.test(line));
    for (const line of told) assert.match(line, /^::(?:group|endgroup|error title=[^\n]*)::/);
  }
  return { exitCode, out: io.out(), summary: readFileSync(summary, "utf8") };
}

suite("D6 CI jobs", { timeout: 60_000 }, () => {
  test("D6 GitHub Actions: logs and diagnosis are groups, what is wrong an annotation, the answer the summary", async () => {
    const { exitCode, out, summary } = await runJob({ GITHUB_ACTIONS: "true", CI: "true" });
    assert.equal(exitCode, 10);
    assert.match(out, /^::group::Logs of web-\*\n/);
    assert.match(
      out,
      /^::endgroup::\nweb-\* will not be done: the image of container main of pod web-1 cannot be pulled/m,
    );
    assert.match(
      out,
      /^::group::Diagnosis of web-\*\nweb-\* \(context [\s\S]*\n1 problem.*\n::endgroup::\n::error title=/m,
    );
    assert.match(
      out,
      /^::error title=container main of pod shop\/web-1::The image [^\n]*%0ANext: docker manifest inspect /m,
    );
    assert.deepEqual(out.match(/^::error/gm)?.length, 1, "a line of a log is no command");
    assert.match(summary, /^of another step\n# ✗ web-\\\*: not well\n\n/);
    assert.match(summary, /\(`wait\.txt:\d`\)/);
    assert.ok(!summary.includes("hunter2"));
  });

  test("D6 GitLab: logs and diagnosis are sections that are folded, what is wrong stands behind them", async () => {
    const { exitCode, out, summary } = await runJob({ GITLAB_CI: "true", CI: "true" });
    assert.equal(exitCode, 10);
    assert.match(out, /^\u001b\[0Ksection_start:\d+:kubectl_kt_1\[collapsed=true\]\r\u001b\[0KLogs of web-\*\n/);
    assert.match(out, /\u001b\[0Ksection_end:\d+:kubectl_kt_1\r\u001b\[0K\nweb-\* will not be done/);
    assert.match(out, /section_start:\d+:kubectl_kt_2\[collapsed=true\]\r\u001b\[0KDiagnosis of web-\*\n/);
    assert.match(
      out,
      /section_end:\d+:kubectl_kt_2\r\u001b\[0K\n✗ The image .* cannot be had \(ImagePullBackOff\)[^\n]*\n$/,
    );
    assert.equal(summary, "of another step\n");
  });

  for (const [title, env] of [
    ["other CI systems", { CI: "true" }],
    ["no CI at all", {}],
  ] as const) {
    test(`D6 ${title}: plain text, without marks of others`, async () => {
      const { exitCode, out, summary } = await runJob(env);
      assert.equal(exitCode, 10);
      assert.doesNotMatch(out, /^::|section_/m);
      assert.equal(summary, "of another step\n");
    });
  }

  test("D6 GitHub Actions: -o json stays one document, and the summary comes all the same", async () => {
    const { out, summary } = await runJob({ GITHUB_ACTIONS: "true" }, ["-o", "json"]);
    assert.equal((JSON.parse(out) as { readonly kind: string }).kind, "Diagnosis");
    assert.match(summary, /# ✗ web-\\\*: not well/);
  });

  test("D6 GitHub Actions: an error that ends the run is no command either, whatever name it has in it", async () => {
    await using cluster = await startDiagnoseCluster();
    const io = recordingIo({ env: { GITHUB_ACTIONS: "true" } });
    const path = cluster.kubeconfig("admin", { namespace: "shop" });
    const words = ["--report", "/proc/x\n::add-mask::web ##[error]y"];
    assert.equal(await main(["diagnose", "--kubeconfig", path, "--no-config", "web-1", ...words], io), 1);
    assert.match(io.err(), /^kubectl kt: error: [^]*\n: :add-mask::web # #\[error\]y/);
  });

  test("D6 GitHub Actions: a plain diagnosis is as everywhere", async () => {
    await using cluster = await startDiagnoseCluster();
    cluster.world.addPod(webPod);
    const io = recordingIo({ env: { GITHUB_ACTIONS: "true" } });
    const path = cluster.kubeconfig("admin", { namespace: "shop" });
    await main(["diagnose", "--kubeconfig", path, "--no-config", "web-1"], io);
    assert.doesNotMatch(io.out(), /^::/m);
  });
});
