import { main } from "../../src/cli/main.ts";
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { recordingIo } from "./recording-io.ts";

/** When it is in these clusters: 2026-11-21T10:00:00Z. */
export const startMs: number = Date.UTC(2026, 10, 21, 10);

/** A fake cluster whose kubelets answer queries of their journals. */
export async function startWithJournals(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const clock = { nowMs: () => startMs };
  const cluster = await startFakeCluster({ clock, ...options });
  for (const node of options.nodeNames ?? ["node-1", "node-2", "node-3"])
    cluster.world.kubelet(node).hasLogQuery = true;
  return cluster;
}

/** A line each second before now, numbered from 1 on; the last one is of this second. */
export function writeJournal(cluster: FakeCluster, node: string, count: number, service = "kubelet"): void {
  const { journal } = cluster.world.kubelet(node);
  for (let line = 1; line <= count; line++) {
    const at = new Date(startMs - (count - line) * 1000).toISOString();
    journal.write(service, `line ${line}`, { at });
  }
}

/** Runs `node-logs` with these words, in this process. */
export async function runNodeLogs(
  cluster: FakeCluster,
  ...words: readonly string[]
): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo({ nowMs: () => startMs });
  const code = await main(["node-logs", "--kubeconfig", cluster.kubeconfig(), ...words], io);
  return { code, out: io.out(), err: io.err() };
}
