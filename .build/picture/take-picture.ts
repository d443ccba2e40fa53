import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startDemoCluster } from "../../src/demo/demo-cluster.ts";
import { failedRollout } from "../../src/demo/scenarios/failed-rollout.ts";
import { type StyledLine, styledLines } from "./styled-text.ts";
import { terminalPicture } from "./terminal-picture.ts";

const root = join(import.meta.dirname, "..", "..");
const columns = 118;
const nowMs = Date.parse("2026-11-21T10:00:00Z");

/** What is run for the picture. */
const commands = [
  "logs deploy/web/server deploy/cart --fields level,msg,path,product --timestamps=short --tail 6",
  "logs deploy/checkout/checkout --diff rollout",
  "diagnose deploy/checkout",
] as const;

/**
 * Runs the built executable on the demonstration with a rollout that fails, and draws what a terminal would show. Time stands still and the
 * seed is always the same, so that each run gives the same bytes.
 * @returns the picture as SVG.
 * @throws what a command fails with.
 */
export async function takePicture(): Promise<string> {
  await using demo = await startDemoCluster({ scenario: failedRollout, startMs: nowMs, isStill: true });
  const lines: StyledLine[] = [];
  for (const command of commands) {
    const output = await outputOf(command, demo.kubeconfigPath);
    if (lines.length > 0) lines.push([]);
    lines.push(...styledLines(`\u001b[1m$ kubectl kt ${command}\u001b[0m\n${output}`, columns));
  }
  return terminalPicture(
    lines,
    columns,
    "kubectl kt shows the logs of a shop, what its new version says, and why it does not start",
  );
}

/** What a command prints, on standard output and standard error, with what differs from run to run in a fixed form. */
async function outputOf(command: string, kubeconfigPath: string): Promise<string> {
  const { PATH } = process.env;
  const env = {
    ...{ PATH, KUBECONFIG: kubeconfigPath, FORCE_COLOR: "1", TERM: "xterm", TZ: "UTC", LANG: "C.UTF-8" },
    ...{ KUBECTL_KT_NO_CONFIG: "true", KT_PICTURE_MS: String(nowMs) },
    NODE_OPTIONS: `--import ${join(import.meta.dirname, "fixed-clock.ts")}`,
  };
  const shell = `exec '${join(root, "bin", "kubectl-kt")}' ${command} --color always 2>&1`;
  const run = promisify(execFile)("bash", ["-c", shell], { env, encoding: "utf8" });
  // A diagnosis that finds something ends with 10.
  const { stdout } = await run.catch((error: { readonly code: number; readonly stdout: string }) => {
    if (error.code === 10) return error;
    throw new Error(`kubectl kt ${command}: ${error.stdout}`);
  });
  return stdout
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:6443")
    .replaceAll(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "5f0c9e1a-7d42-4b7e-9c1d-2a6b8e3f4d50");
}
