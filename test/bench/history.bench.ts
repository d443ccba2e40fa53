/**
 * 12 finished logs of 8.8 MB each from real kubelets, to their last line: from the nodes' files, from the log API, and with
 * `kubectl logs`. First all of them must give the same lines with the same timestamps. Needs what `one-kubelet.bench.ts` needs.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { benchOnRealCluster, kubectlKt } from "../support/real-bench.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { type Contestant, runSideBySide } from "../support/side-by-side.ts";

const pods = 12;
const lines = 40_000;
/** With the runtime's own 40 bytes for each line 8.8 MB, which is less than one log file. */
const lineBytes = 180;
const rounds = 3;

await benchOnRealCluster(compare);

async function compare(cluster: E2eCluster): Promise<void> {
  using folder = scratchFolder();
  const { namespace } = cluster;
  const names = Array.from({ length: pods }, (_, index) => `log-${index}`);
  for (const name of names) await cluster.addWriter({ name, lines, lineBytes, linesPerSecond: 0, then: "sleep" });
  for (const name of names) await cluster.writerDone(name);
  const env = { KUBECONFIG: cluster.kubeconfig };
  const file = join(folder.path, "out.txt");
  const ours = (backend: string): string =>
    `${kubectlKt} logs 'log-*' -n ${namespace} --backend ${backend} --timestamps --prefix=false > ${file}`;
  const kubectl = `for pod in ${names.join(" ")}; do kubectl logs $pod -n ${namespace} --timestamps; done > ${file}`;
  const scripts = { "kubectl-kt": ours("auto"), "kubectl-kt --backend api": ours("api"), "kubectl logs": kubectl };
  const sums = Object.values(scripts).map((script) => {
    const words = ["-c", `${script} && LC_ALL=C sort ${file} | cksum`];
    return execFileSync("bash", words, { env: { ...process.env, ...env }, encoding: "utf8" }).trim();
  });
  if (new Set(sums).size !== 1) throw new Error(`they do not give the same lines: ${sums.join(", ")}`);
  process.stdout.write(`all give the same lines: ${sums[0]}\n`);
  const contestants = Object.entries(scripts).map(([name, script]): Contestant => {
    return { name, script: `${script} && [ $(wc -l < ${file}) = ${pods * lines} ]`, env, rounds };
  });
  await runSideBySide(contestants);
}
