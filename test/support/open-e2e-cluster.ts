import type { E2eCluster } from "./e2e-cluster.ts";
import { type FakeE2eClusterOptions, openFakeE2eCluster } from "./fake-e2e-cluster.ts";
import { openRealE2eCluster } from "./real-e2e-cluster.ts";

/**
 * Opens the cluster of `KT_TEST_KUBECONFIG`, or a fake one.
 * @param options of the fake one; a real one is as it is.
 */
export async function openE2eCluster(options: FakeE2eClusterOptions = {}): Promise<E2eCluster> {
  const kubeconfig = process.env["KT_TEST_KUBECONFIG"];
  return kubeconfig ? openRealE2eCluster(kubeconfig) : openFakeE2eCluster(options);
}
