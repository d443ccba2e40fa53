import { join } from "node:path";
import type { E2eCluster } from "./e2e-cluster.ts";
import { openRealE2eCluster } from "./real-e2e-cluster.ts";
import { describeMachine, isOnPath } from "./side-by-side.ts";

/** The executable that is measured. */
export const kubectlKt: string = join(import.meta.dirname, "../../bin/kubectl-kt");

/**
 * Measures on the real cluster that `KUBECONFIG` names, in a namespace of its own that is removed behind it; says so where there is
 * none, or no kubectl.
 */
export async function benchOnRealCluster(measure: (cluster: E2eCluster) => Promise<void>): Promise<void> {
  const kubeconfig = process.env["KUBECONFIG"];
  if (kubeconfig === undefined || kubeconfig === "") {
    process.stdout.write("KUBECONFIG names no cluster: left out\n");
    return;
  }
  if (!isOnPath("kubectl")) return;
  await using cluster = await openRealE2eCluster(kubeconfig);
  process.stdout.write(`${describeMachine()}\n`);
  await measure(cluster);
}
