import { logfmtLine } from "../line-formats.ts";
import { sayAsKubelet, tellStart } from "../pod-voices.ts";
import { objectTime } from "../server/world/clock.ts";
import { Deployment } from "../server/world/deployment.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** Where the pod comes that is added to the shop. */
const nodeName = "node-2";

/** A workload whose lines drown all others, on a node whose memory it uses up. */
export const noisyNeighbour: Scenario = {
  story:
    "search was left in debug mode. Its lines drown everybody else's, its log files are rotated within minutes, and it uses up the memory of node-2, from where other pods are evicted.",
  maxLogBytes: 1024 * 1024,
  commands: [
    { line: "logs ns/shop --since 1m --count-by pod", shows: "Who writes how much" },
    { line: "logs deploy/search --since 1m --patterns", shows: "What it says all the time" },
    {
      line: "logs ns/shop --exclude-pod 'search-*' --level warn --tail 20",
      shows: "Warnings and errors of everybody else",
    },
    { line: "files deploy/search", shows: "Its log files on the node, and how far back they reach" },
    {
      line: "logs deploy/search --history --level warn",
      shows: "What it warned of, rotated and compressed files included",
    },
    { line: `diagnose node/${nodeName}`, shows: "The node is short of memory" },
    {
      line: `node-logs ${nodeName} --query kubelet -g evict --since 10m`,
      shows: "Which pods the kubelet evicted for it",
    },
  ],
  play: (stage) => {
    const { simulation, world, shop } = stage;
    const search = new Deployment(world, {
      namespace: "shop",
      name: "search",
      labels: { app: "search", tier: "back" },
      containers: ["search"],
    });
    const [noisy] = search.pods;
    if (noisy === undefined) return;
    tellStart(world, noisy);
    let number = 0;
    const say = (level: string, msg: string, more: Readonly<Record<string, number>> = {}): void =>
      noisy.container().writeLine(logfmtLine(simulation.nowMs(), { level, msg, ...more }));
    simulation.often(12, () =>
      say("debug", "posting list scanned", { shard: (number += 1) % 16, postings: 100 + (number % 900) }),
    );
    simulation.after(90_000, () => say("warn", "cache grows beyond its limit", { limit_mib: 512 }));
    simulation.after(200_000, () => say("warn", "cache grows beyond its limit", { limit_mib: 1024 }));
    simulation.after(240_000, () => evict(stage));
    simulation.often(3_000, () => shop.cart.publish());
  },
};

/** The node runs out of memory, and its kubelet evicts the shop's cart there. */
function evict({ world, shop }: Stage): void {
  const reclaiming = '"Eviction manager: attempting to reclaim" resourceName="memory"';
  sayAsKubelet(world, nodeName, "W", "eviction_manager.go:377", reclaiming);
  world.setNodeConditions(nodeName, {
    ...{ type: "MemoryPressure", status: "True", reason: "KubeletHasInsufficientMemory" },
    message: "kubelet has insufficient memory available",
    lastTransitionTime: objectTime(world.clock),
  });
  const pod = shop.cart.pods.find((one) => one.nodeName === nodeName);
  if (pod === undefined) return;
  const message =
    "The node was low on resource: memory. Threshold quantity: 100Mi, available: 62Mi. Container cart was using 180Mi, request is 128Mi, has larger consumption of memory.";
  const evicted = `"Eviction manager: pod is evicted successfully" pod="${pod.namespace}/${pod.name}" podUID="${pod.uid}"`;
  sayAsKubelet(world, nodeName, "I", "eviction_manager.go:614", evicted);
  world.addEvent(pod, { reason: "Evicted", message });
  pod.finish({ exitCode: 137 });
  pod.show({ status: { phase: "Failed", reason: "Evicted", message } });
  tellStart(world, shop.cart.replace(pod));
}
