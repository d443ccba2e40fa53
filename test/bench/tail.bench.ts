/**
 * The last 100,000 lines of 20 containers, of each and of all together, from the fake API server over TLS: what it takes
 * to know which they are, in time and in memory, against a read of the whole.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBenchServer } from "../support/bench-server.ts";
import { describeMachine, runSideBySide } from "../support/side-by-side.ts";

const kubectlKt = join(import.meta.dirname, "../../bin/kubectl-kt");
const folder = mkdtempSync(join(tmpdir(), "kubectl-kt-bench-"));
await using server = await startBenchServer({ containers: 20, lines: 110_000 });
try {
  process.stdout.write(`${describeMachine()}\n`);
  const env = { KUBECONFIG: server.kubeconfig, TMPDIR: folder };
  const logs = `${kubectlKt} logs -l app=bench --prefix`;
  const into = `> ${join(folder, "out.txt")}`;
  await runSideBySide([
    { name: "the whole", script: `${logs} ${into}`, env, rounds: 5 },
    { name: "--tail 100000", script: `${logs} --tail 100000 ${into}`, env, rounds: 5 },
    { name: "--tail-each 100000", script: `${logs} --tail-each 100000 ${into}`, env, rounds: 5 },
    { name: "--tail 4000", script: `${logs} --tail 4000 ${into}`, env, rounds: 5 },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
