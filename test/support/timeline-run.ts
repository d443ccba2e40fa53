import { main } from "../../src/cli/main.ts";
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { recordingIo } from "./recording-io.ts";

/** A fake cluster whose kubelets answer queries of their journals, which have entries of no pod. */
export async function startWithTimelines(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const cluster = await startFakeCluster(options);
  for (const node of options.nodeNames ?? ["node-1", "node-2", "node-3"]) {
    const kubelet = cluster.world.kubelet(node);
    kubelet.hasLogQuery = true;
    for (const service of ["kubelet", "containerd"]) kubelet.journal.write(service, "of no pod");
  }
  return cluster;
}

/** Runs `logs` with these words, in this process. */
export async function runTimeline(cluster: FakeCluster, words: readonly string[], user = "admin"): Promise<Result> {
  const io = recordingIo();
  const kubeconfig = cluster.kubeconfig(user, { namespace: "shop" });
  const code = await main(["logs", "--kubeconfig", kubeconfig, ...words], io);
  return { code, out: io.out(), err: io.err() };
}

/** What came of it. */
interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}
