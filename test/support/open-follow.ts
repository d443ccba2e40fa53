import { setTimeout as sleep } from "node:timers/promises";
import type { OpenLog } from "../../src/demo/server/api/served-cluster.ts";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";

/**
 * Waits until a container is followed, and returns the newest follow of it, to make it skip, replay, stand
 * still or end.
 */
export async function openFollow(cluster: FakeCluster, podName: string, containerName?: string): Promise<OpenLog> {
  for (;;) {
    const found = [...cluster.openLogs].findLast(
      ({ pod, container, isFollow }) =>
        isFollow && pod === podName && (containerName === undefined || container === containerName),
    );
    if (found !== undefined) return found;
    await sleep(5);
  }
}
