import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { parseYamlDocuments } from "../../src/text/yaml.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { runShell } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { readReportFolder } from "../support/report-folder.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const docs = readFileSync(new URL("../../docs/ci-reports.md", import.meta.url), "utf8");
const [github = "", gitlab = ""] = [...docs.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);

interface Workflow {
  readonly jobs: {
    readonly deploy: {
      readonly steps: readonly { readonly run?: string; readonly with?: { readonly path: string } }[];
    };
  };
}

interface Pipeline {
  readonly deploy: {
    readonly script: readonly string[];
    readonly artifacts: { readonly paths: readonly string[]; readonly reports: { readonly junit: string } };
  };
}

/** The one of the commands that is ours. */
function ownCommand(commands: readonly (string | undefined)[]): string {
  const found = commands.filter((command) => command?.startsWith("kubectl kt ") === true);
  assert.equal(found.length, 1);
  return found[0]?.replace("kubectl kt ", "") ?? "";
}

suite("workflows of docs/ci-reports.md", { timeout: 170_000 }, () => {
  let cluster: E2eCluster;

  before(async () => {
    cluster = await openE2eCluster();
  });
  after(() => cluster[Symbol.asyncDispose]());

  test("D6 GitHub Actions: the step for a rollout that is well, and the artifact that it keeps", async () => {
    using own = scratchFolder();
    const summary = own.write("summary.md", "");
    const { steps } = (parseYamlDocuments(github)[0] as Workflow).jobs.deploy;
    const command = ownCommand(steps.map(({ run }) => run));
    const script = `cd '${own.path}' && GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY='${summary}' KUBECONFIG='${cluster.kubeconfig}' kt ${command}`;
    const { exitCode, out, err } = await runShell(script);
    assert.equal(exitCode, 0, `${out} ${err}`);
    assert.match(out, /^::group::Logs of deploy\/web\n/);
    assert.match(out, /^deploy\/web: it is rolled out: \d of \d replicas are available\.\n\n::group::Diagnosis/m);
    assert.match(readFileSync(summary, "utf8"), /^# ✓ deploy\/web: well\n/);
    const path = steps.find(({ with: upload }) => upload !== undefined)?.with?.path ?? "";
    assert.ok(readReportFolder(join(own.path, path)).paths.includes("report.md"));
  });

  test("D6 GitLab: the script for a rollout that is well, its artifacts and its JUnit report", async () => {
    using own = scratchFolder();
    const { script, artifacts } = (parseYamlDocuments(gitlab)[0] as Pipeline).deploy;
    const command = ownCommand(script);
    const shell = `cd '${own.path}' && GITLAB_CI=true KUBECONFIG='${cluster.kubeconfig}' kt ${command}`;
    const { exitCode, out, err } = await runShell(shell);
    assert.equal(exitCode, 0, `${out} ${err}`);
    assert.match(out, /section_start:\d+:kubectl_kt_1\[collapsed=true\]\r\u001b\[0KLogs of deploy\/web\n/);
    assert.match(readFileSync(join(own.path, artifacts.reports.junit), "utf8"), /<testsuites name="kubectl-kt"/);
    for (const path of artifacts.paths) assert.ok(readReportFolder(join(own.path, path)).paths.length > 0);
  });
});
