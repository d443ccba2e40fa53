import type { Selection } from "../../src/targets/selection.ts";
import { ManualClock } from "./manual-clock.ts";
import { MemoryClient } from "./memory-client.ts";
import { controller, ownerObject, podObject } from "./pod-objects.ts";
import { type Resolved, resolveText } from "./target-resolving.ts";

/** An empty cluster with the namespaces `shop` and `db`, and what follows a selection in it. */
export interface FollowSetUp {
  readonly client: MemoryClient;
  readonly clock: ManualClock;
  readonly follow: (selection: Selection | string) => Promise<Resolved>;
}

/** Makes a new {@link FollowSetUp}. */
export function followSetUp(): FollowSetUp {
  const client = new MemoryClient();
  const clock = new ManualClock();
  client.putDocument("/api", { versions: [] });
  client.putDocument("/apis", { groups: [] });
  for (const name of ["shop", "db"]) client.put("namespaces", { metadata: { name } });
  return { client, clock, follow: (selection) => resolveText(client, selection, { follow: true, clock }) };
}

/** A Deployment `web` with one ReplicaSet and one pod, all with these labels. */
export function putDeployment(
  client: MemoryClient,
  labels: Readonly<Record<string, string>>,
  replicaSet: string = "web-1",
  phase: "Running" | "Succeeded" = "Running",
): void {
  const ofDeployment = controller("apps/v1", "Deployment", "web");
  const owner = controller("apps/v1", "ReplicaSet", replicaSet);
  client.put("replicasets.apps", ownerObject("ReplicaSet", replicaSet, {}, ofDeployment));
  client.put("pods", podObject(`${replicaSet}-a`, { labels, phase, owner }));
  client.put("deployments.apps", ownerObject("Deployment", "web", { spec: { selector: { matchLabels: labels } } }));
}
