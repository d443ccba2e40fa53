import { type FakeCluster, startFakeCluster } from "./server/fake-cluster.ts";
import { operateShop } from "./shop-operations.ts";
import { letPeopleShop } from "./shop-traffic.ts";
import { addShop } from "./shop.ts";
import { Simulation } from "./simulation.ts";

/** How a demonstration goes; everything has a usual value. */
export interface DemoOptions {
  /** The same seed tells the same story. Absent: 1. */
  readonly seed?: number;
  /** When the present is, in milliseconds since 1970. Absent: now. */
  readonly startMs?: number;
  /** How much has already happened at the start. Absent: three minutes. */
  readonly historyMs?: number;
}

/** A running demonstration. */
export interface DemoCluster extends AsyncDisposable {
  readonly url: string;
  /** Path of a kubeconfig with the context `demo` and the namespace `shop`; deleted by `close`. */
  readonly kubeconfigPath: string;
  /** The cluster behind it, to change at will. */
  readonly cluster: FakeCluster;
  close(): Promise<void>;
}

const tickMs = 40;

/** As the kubelet's default, so that a demonstration can go on for days. */
const maxLogBytes = 10 * 1024 * 1024;

/**
 * Starts a cluster in which a small shop is at work: several Deployments, a StatefulSet, a DaemonSet and a
 * CronJob, whose pods write JSON, logfmt, klog, access logs and stack traces; one crashes again and again,
 * one is rolled out anew every minute. It goes on until `close`.
 */
export async function startDemoCluster(options: DemoOptions = {}): Promise<DemoCluster> {
  const { seed = 1, startMs = Date.now(), historyMs = 180_000 } = options;
  const simulation = new Simulation(startMs - historyMs, seed);
  const user = { name: "demo", rules: [{ verbs: ["*"], resources: ["*"], apiGroups: ["*"] }] };
  const cluster = await startFakeCluster({ clock: simulation, seed, maxLogBytes, users: [user] });
  const shop = addShop(cluster.world);
  operateShop(simulation, cluster.world, shop);
  letPeopleShop(simulation, shop);
  simulation.advanceTo(startMs);

  const begunMs = performance.now();
  const timer = setInterval(() => simulation.advanceTo(startMs + performance.now() - begunMs), tickMs);
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await cluster.close();
  };
  return {
    url: cluster.url,
    kubeconfigPath: cluster.kubeconfig("demo", { namespace: "shop" }),
    cluster,
    close,
    [Symbol.asyncDispose]: close,
  };
}
