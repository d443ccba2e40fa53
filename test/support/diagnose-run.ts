import assert from "node:assert/strict";
import { main } from "../../src/cli/main.ts";
import { type FakeCluster, type KubeconfigOptions, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { recordingIo } from "./recording-io.ts";

/** A finding as `-o json` prints it. */
export interface PrintedFinding {
  readonly code: string;
  readonly level: "broken" | "problem" | "note";
  readonly hop: string;
  readonly verdict: string;
  readonly evidence: readonly { readonly from: string; readonly text: string }[];
  readonly causes: readonly { readonly text: string; readonly check?: string; readonly fix?: string }[];
  readonly next?: string;
}

/** A hop as `-o json` prints it. */
export interface PrintedHop {
  readonly name: string;
  readonly result: string;
  readonly says: string;
  readonly durationMs: number;
  readonly findings: readonly PrintedFinding[];
}

/** What a diagnosis said. */
export interface DiagnoseRun {
  readonly exitCode: number;
  readonly hops: readonly PrintedHop[];
  readonly findings: readonly PrintedFinding[];
  readonly durationMs: number;
  /** Everything as it was printed. */
  readonly out: string;
}

/** How a diagnosis is run. */
export interface DiagnoseRunOptions {
  /** Absent: admin. */
  readonly user?: string;
  readonly kubeconfig?: KubeconfigOptions;
  /** A kubeconfig file in the place of one of the cluster's. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly nowMs?: () => number;
}

/** A cluster with a user `jane` who may read the pods of `shop` and their logs. */
export async function startDiagnoseCluster(): Promise<FakeCluster> {
  return await startFakeCluster({ users: [{ name: "jane", rules: usualRules.podsAndLogs("shop") }] });
}

/** Runs a diagnosis inside this process. */
export async function runDiagnosis(
  cluster: FakeCluster,
  words: readonly string[],
  { user = "admin", kubeconfig, file, env = {}, nowMs }: DiagnoseRunOptions = {},
): Promise<DiagnoseRun> {
  const io = recordingIo({ env, ...(nowMs === undefined ? {} : { nowMs }) });
  const path = file ?? cluster.kubeconfig(user, { namespace: "shop", ...kubeconfig });
  const exitCode = await main(["diagnose", "--kubeconfig", path, "--no-config", "-o", "json", ...words], io);
  assert.notEqual(io.out(), "", io.err());
  const report = JSON.parse(io.out()) as { readonly hops: readonly PrintedHop[]; readonly durationMs: number };
  const findings = report.hops.flatMap((hop) => hop.findings);
  return { exitCode, hops: report.hops, findings, durationMs: report.durationMs, out: io.out() };
}
