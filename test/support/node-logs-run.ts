import { main } from "../../src/cli/main.ts";
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { type RecordingIo, recordingIo } from "./recording-io.ts";

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

/** A follow that goes on. */
export interface NodeLogsFollow {
  readonly io: RecordingIo;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
  /** Waits until `line NUMBER` has come. */
  readonly comes: (line: number) => Promise<void>;
}

/** Begins to follow logs of node-1 with these words, in this process; a signal of its `io` ends it. */
export function followNodeLogs(cluster: FakeCluster, ...words: readonly string[]): NodeLogsFollow {
  const io = recordingIo();
  const all = ["node-logs", "--kubeconfig", cluster.kubeconfig(), "node-1", "-f", ...words];
  const comes = async (line: number): Promise<void> => {
    while (!io.out().includes(`line ${line}\n`)) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return { io, ended: main(all, io), comes };
}
