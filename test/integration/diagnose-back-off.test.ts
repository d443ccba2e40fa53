import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import type { PodSpec } from "../../src/demo/server/world/pod.ts";
import { webPod } from "../support/diagnose-rows.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { recordingIo } from "../support/recording-io.ts";
import { readReportFolder } from "../support/report-folder.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** A loop: which container ends again and again, and how. */
interface Loop {
  readonly container: string;
  readonly exitCode: number;
  readonly pod?: Partial<PodSpec>;
}

/** Everything that is said of a loop in a CI job, without ages and without the name of the instance that is read. */
async function saidOf(
  { container, exitCode, pod: spec = {} }: Loop,
  isWaiting: boolean,
  words: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  await using cluster = await startDiagnoseCluster();
  using scratch = scratchFolder();
  const pod = cluster.world.addPod({ ...webPod, ...spec });
  const looping = pod.container(container);
  if (spec.isStarted === false) looping.start();
  for (let run = 0; run < 3; run++) {
    looping.writeLine("ERROR no database");
    looping.restart({ exitCode });
  }
  looping.writeLine("ERROR no database");
  looping.exit({ exitCode });
  if (isWaiting) looping.wait("CrashLoopBackOff", "back-off 40s restarting failed container");
  const folder = join(scratch.path, "out");
  const io = recordingIo({ env: { GITHUB_ACTIONS: "true" } });
  const path = cluster.kubeconfig("admin", { namespace: "shop" });
  const all = ["diagnose", "web-1", "--report", folder, "--kubeconfig", path, "--no-config", ...words];
  const code = await main(all, io);
  const report = readReportFolder(folder);
  const plain = (text: string): string =>
    text
      .replaceAll(/\b\d+[smhd]\b/g, "AGE")
      .replaceAll(" --previous", "")
      .replaceAll(path, "KUBECONFIG");
  return {
    code,
    annotations: plain(io.out()).match(/^::error .*$/gm),
    waited: plain(io.out()).match(/^web-1 will not be done: .*$/gm),
    findings: report.json.findings.map((found) => `${found.code}: ${plain(found.verdict)}`),
    next: plain(report.json.next ?? ""),
    failures: report.text("junit.xml").match(/<failure type="[^"]+"/g),
    telling: report.json.telling.map(({ lines }) => lines),
    page: report.text("report.md").split("\n", 1),
  };
}

suite("D1 D5 D6 back-off", { timeout: 120_000, concurrency: 2 }, () => {
  const loops: readonly (readonly [title: string, loop: Loop])[] = [
    ["of a container that fails", { container: "main", exitCode: 3 }],
    ["of a container that ends well and is started anew", { container: "main", exitCode: 0 }],
    [
      "of an init container",
      { container: "setup", exitCode: 3, pod: { initContainers: ["setup"], containers: ["main"], isStarted: false } },
    ],
    [
      "of a sidecar",
      { container: "mesh", exitCode: 3, pod: { sidecars: ["mesh"], containers: ["main"], isStarted: false } },
    ],
    [
      "of a sidecar that ends well",
      { container: "mesh", exitCode: 0, pod: { sidecars: ["mesh"], containers: ["main"], isStarted: false } },
    ],
  ];
  for (const [title, loop] of loops) {
    test(`D1 D5 a crash loop ${title} is told the same whether its back-off shows as CrashLoopBackOff or as an end`, async () => {
      const shown = await saidOf(loop, true, []);
      const hidden = await saidOf(loop, false, []);
      assert.deepEqual(hidden, shown);
      assert.equal(hidden["code"], 10);
      assert.match(String(hidden["findings"]), /^crash-loop: .* ends again and again \(3 restarts\)/);
      assert.match(String(hidden["annotations"]), /^::error title=container/);
    });

    test(`D6 --wait ends in the same way for a crash loop ${title}`, async () => {
      const shown = await saidOf(loop, true, ["--wait"]);
      const hidden = await saidOf(loop, false, ["--wait"]);
      assert.deepEqual(hidden, shown);
      assert.equal(hidden["code"], 10);
      assert.match(String(hidden["waited"]), /was restarted 3 times, the last time after exit code \d\./);
    });
  }
});
