import type { KubeClient } from "../../kube/client.ts";
import { parseTimeWindow, type TimeWindow, type TimeWindowFlags } from "../../time/time-window.ts";
import type { TimeZone } from "../../time/time-zone.ts";

/** The window of a cluster. */
export type WindowOf = (cluster: Pick<KubeClient, "serverNowMs">) => TimeWindow;

/**
 * What the flags mean in each cluster: times that count from now do so by its own clock, which must be known when its window is asked
 * for first; all others are the same everywhere.
 */
export function windowsOfClusters(flags: TimeWindowFlags, zone: TimeZone): WindowOf {
  const known = new Map<Pick<KubeClient, "serverNowMs">, TimeWindow>();
  return (cluster) => {
    const window = known.get(cluster) ?? parseTimeWindow(flags, { nowMs: () => cluster.serverNowMs(), zone });
    known.set(cluster, window);
    return window;
  };
}
