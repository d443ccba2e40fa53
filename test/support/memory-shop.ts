import { MemoryClient } from "./memory-client.ts";
import { controller, ownerObject, podObject } from "./pod-objects.ts";

/** A cluster with workloads of several kinds in the namespaces `shop` and `db`. */
export function memoryShop(): MemoryClient {
  const client = new MemoryClient();
  for (const name of ["shop", "db"]) client.put("namespaces", { metadata: { name } });
  const labels = { "topology.kubernetes.io/zone": "a", "kubernetes.io/os": "linux" };
  for (const name of ["node-1", "node-2"]) client.put("nodes", { metadata: { name, labels } });
  const selector = { selector: { matchLabels: { app: "web" } } };
  client.put("deployments.apps", ownerObject("Deployment", "web", { spec: selector }));
  client.put(
    "deployments.apps",
    ownerObject("Deployment", "empty", { spec: { selector: { matchLabels: { app: "none" } } } }),
  );
  client.put("replicasets.apps", {
    ...ownerObject("ReplicaSet", "web-6f48", { spec: selector }),
    metadata: {
      ...{ name: "web-6f48", namespace: "shop", uid: "ReplicaSet-web-6f48", labels: { app: "web" } },
      ownerReferences: [controller("apps/v1", "Deployment", "web")],
    },
  });
  for (const name of ["web-1", "web-0"]) {
    const owner = controller("apps/v1", "ReplicaSet", "web-6f48");
    client.put(
      "pods",
      podObject(name, { labels: { app: "web", "pod-template-hash": "6f48" }, owner, containers: ["app"] }),
    );
  }
  const parts = { init: ["setup"], sidecars: ["sidecar"], containers: ["main"], ephemeral: ["debugger"] };
  client.put("pods", podObject("mixed", parts));
  client.put("pods", podObject("db-0", { namespace: "db", node: "node-2", containers: ["db"] }));
  client.put("services", { metadata: { name: "web", namespace: "shop" }, spec: { selector: { app: "web" } } });
  client.put("services", { metadata: { name: "external", namespace: "shop" }, spec: {} });
  client.putDocument("/api", { versions: [] });
  client.putDocument("/apis", { groups: [] });
  return client;
}

/** Adds the custom kind Rollout, which has a scale. */
export function addRollouts(client: MemoryClient): void {
  const resource = { resource: "rollouts", responseKind: { kind: "Rollout" }, scope: "Namespaced", verbs: ["get"] };
  const more = { singularResource: "rollout", shortNames: ["ro"], subresources: [{ subresource: "scale" }] };
  const versions = [{ version: "v1", resources: [{ ...resource, ...more }] }];
  client.putDocument("/apis", { items: [{ metadata: { name: "argoproj.io" }, versions }] });
}
