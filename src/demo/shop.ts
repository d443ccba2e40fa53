import type { ApiObject } from "./server/world/api-object.ts";
import { Deployment } from "./server/world/deployment.ts";
import type { Pod } from "./server/world/pod.ts";
import { addCronJob, addDaemonSet, addService, addStatefulSet } from "./server/world/workloads.ts";
import type { World } from "./server/world/world.ts";

/** The workloads of a small web shop, in the namespaces `shop` and `batch`. */
export interface Shop {
  /** Containers `server` (JSON) and `proxy` (access log). */
  readonly web: Deployment;
  /** One container `cart` (logfmt). */
  readonly cart: Deployment;
  /** Container `checkout` (JSON and stack traces), an init container `wait-for-db` and a sidecar `tracing`. */
  readonly checkout: Deployment;
  /** Crashes again and again. */
  readonly mailer: Deployment;
  /** A StatefulSet: `db-0`, `db-1`. */
  readonly db: readonly Pod[];
  /** A DaemonSet (klog). */
  readonly collector: readonly Pod[];
  readonly report: ApiObject;
}

/** Puts the shop into a world. Nothing writes a line yet. */
export function addShop(world: World): Shop {
  const namespace = "shop";
  for (const [index, zone] of ["zone-a", "zone-b", "zone-c"].entries()) {
    world.addNode(`node-${index + 1}`, {
      "topology.kubernetes.io/zone": zone,
      "topology.kubernetes.io/region": "demo",
    });
  }
  const labels = (app: string, tier: string): Readonly<Record<string, string>> => ({ app, tier });
  const web = new Deployment(world, {
    namespace,
    name: "web",
    replicas: 3,
    labels: labels("web", "front"),
    containers: ["server", "proxy"],
    annotations: { "kubectl.kubernetes.io/default-container": "server" },
  });
  const cart = new Deployment(world, {
    namespace,
    name: "cart",
    replicas: 2,
    labels: labels("cart", "back"),
    containers: ["cart"],
  });
  const checkout = new Deployment(world, {
    namespace,
    name: "checkout",
    replicas: 2,
    labels: labels("checkout", "back"),
    initContainers: ["wait-for-db"],
    sidecars: ["tracing"],
    containers: ["checkout"],
  });
  const mailer = new Deployment(world, {
    namespace,
    name: "mailer",
    labels: labels("mailer", "back"),
    containers: ["mailer"],
  });
  const db = addStatefulSet(world, {
    namespace,
    name: "db",
    replicas: 2,
    labels: labels("db", "data"),
    containers: ["postgres"],
  });
  const collector = addDaemonSet(world, { namespace, name: "collector", containers: ["collector"] });
  for (const name of ["web", "cart", "checkout", "db"]) addService(world, { namespace, name, selector: { app: name } });
  const report = addCronJob(world, { namespace: "batch", name: "report" });
  return { web, cart, checkout, mailer, db: db.pods, collector: collector.pods, report };
}
