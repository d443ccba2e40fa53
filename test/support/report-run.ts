import { readFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { assertSchema, type JsonSchema } from "./json-schema.ts";
import { recordingIo } from "./recording-io.ts";
import { readReportFolder, type WrittenFolder } from "./report-folder.ts";
import type { ScratchFolder } from "./scratch-folder.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../docs/diagnose-report.schema.json", import.meta.url), "utf8"),
) as JsonSchema;

/** What a run said, and the report that it wrote. */
export interface ReportRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  readonly report: WrittenFolder;
}

/** Runs `diagnose --report` inside this process; its folder is `out` in the scratch folder. */
export async function runReport(
  cluster: FakeCluster,
  scratch: ScratchFolder,
  words: readonly string[],
  { user = "admin", folder = "out" }: { readonly user?: string; readonly folder?: string } = {},
): Promise<ReportRun> {
  const io = recordingIo();
  const path = cluster.kubeconfig(user, { namespace: "shop" });
  const to = join(scratch.path, folder);
  const exitCode = await main(["diagnose", "--kubeconfig", path, "--no-config", "--report", to, ...words], io);
  const report = readReportFolder(to);
  assertSchema(report.json, schema);
  return { exitCode, out: io.out(), err: io.err(), report };
}
