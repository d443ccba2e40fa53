import { type FakeCluster, startFakeCluster } from "./server/fake-cluster.ts";
import { keepHouse } from "./node-housekeeping.ts";
import { type Scenario, scenarioHistoryMs } from "./scenarios/scenario.ts";
import { migrateTables, openShop, operateShop, sendMails } from "./shop-operations.ts";
import { letPeopleShop } from "./shop-traffic.ts";
import { addShop } from "./shop.ts";
import { Simulation } from "./simulation.ts";

/** How a demonstration goes; everything has a usual value. */
export interface DemoOptions {
  /** The same seed tells the same story. Absent: 1. */
  readonly seed?: number;
  /** What goes wrong. Absent: the shop is lively, with crashes and rollouts. */
  readonly scenario?: Scenario | undefined;
  /** When the present is, in milliseconds since 1970. Absent: now. */
  readonly startMs?: number;
  /** Whether time stands still from the start on. Absent: it goes on. */
  readonly isStill?: boolean;
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
const historyMs = 180_000;

/** As the kubelet's default, so that a demonstration can go on for days. */
const usualLogBytes = 10 * 1024 * 1024;

/**
 * Starts a cluster in which a small shop is at work: several Deployments, a StatefulSet, a DaemonSet, a CronJob and
 * a Job, whose pods write JSON, logfmt, klog, access logs and stack traces. Without a scenario one crashes again and
 * again, one is rolled out anew every minute. It goes on until `close`.
 */
export async function startDemoCluster(options: DemoOptions = {}): Promise<DemoCluster> {
  const { seed = 1, startMs = Date.now(), scenario } = options;
  const simulation = new Simulation(startMs - (scenario === undefined ? historyMs : scenarioHistoryMs), seed);
  const user = { name: "demo", rules: [{ verbs: ["*"], resources: ["*"], apiGroups: ["*"] }] };
  const cluster = await startFakeCluster({
    clock: simulation,
    seed,
    maxLogBytes: scenario?.maxLogBytes ?? usualLogBytes,
    users: [user],
  });
  const { world } = cluster;
  const shop = addShop(world);
  keepHouse(simulation, world);
  openShop(simulation, world, shop);
  if (scenario === undefined) {
    operateShop(simulation, shop);
    migrateTables(simulation, world);
  } else {
    sendMails(simulation, shop);
  }
  letPeopleShop(simulation, shop);
  scenario?.play({ simulation, world, shop });
  simulation.advanceTo(startMs);

  const begunMs = performance.now();
  const goOn = (): void => simulation.advanceTo(startMs + performance.now() - begunMs);
  const timer = options.isStill === true ? undefined : setInterval(goOn, tickMs);
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
