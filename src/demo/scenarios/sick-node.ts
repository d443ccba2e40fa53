import { sayAsContainerd, sayAsKubelet } from "../pod-voices.ts";
import { objectTime } from "../server/world/clock.ts";
import type { Scenario, Stage } from "./scenario.ts";

const nodeName = "node-3";

/** A node whose container runtime hangs because its disk is full. */
export const sickNode: Scenario = {
  story:
    "The disk of node-3 is full. Its container runtime hangs, the node is not Ready any more, and the API has no logs of the pods there, db-0 and one of web among them.",
  commands: [
    { line: "diagnose sts/db", shows: "Why there are no logs of db-0, and that db-1 is well" },
    { line: `diagnose node/${nodeName}`, shows: "What is wrong with the node" },
    {
      line: "logs sts/db --tail 5",
      shows: "What can be read is read; what is missing is said, with exit code 3",
    },
    {
      line: `node-logs ${nodeName} --query kubelet,containerd --level warn --since 10m`,
      shows: "What the node's services say: no space left on the device",
    },
    {
      line: "logs db-0 --backend files --tail 5",
      shows: "The log nevertheless, from its file on the node",
    },
    { line: `logs node/${nodeName} --dry-run`, shows: "Whose logs are on that node" },
  ],
  play: (stage) => {
    const { simulation } = stage;
    simulation.after(200_000, () => warn(stage));
    simulation.after(240_000, () => hang(stage));
    simulation.often(12_000, () => complain(stage));
  },
};

function warn({ world }: Stage): void {
  const isFull =
    '"Disk usage on image filesystem is over the high threshold, trying to free bytes down to the low threshold" usage=91 highThreshold=85 amountToFree=4831838208 lowThreshold=80';
  const hasFailed =
    '"Image garbage collection failed multiple times in a row" err="wanted to free 4831838208 bytes, but freed 0 bytes space with errors in image deletion"';
  sayAsKubelet(world, nodeName, "I", "image_gc_manager.go:390", isFull);
  sayAsKubelet(world, nodeName, "E", "kubelet.go:1551", hasFailed);
}

function hang({ world }: Stage): void {
  const at = objectTime(world.clock);
  sayAsContainerd(
    world,
    nodeName,
    "error",
    "failed to write to /var/lib/containerd/io.containerd.metadata.v1.bolt/meta.db: no space left on device",
  );
  world.setNodeConditions(
    nodeName,
    {
      ...{ type: "Ready", status: "False", reason: "KubeletNotReady", lastTransitionTime: at },
      message: "container runtime is down, PLEG is not healthy: pleg was last seen active 3m12s ago; threshold is 3m0s",
    },
    {
      ...{ type: "DiskPressure", status: "True", reason: "KubeletHasDiskPressure", lastTransitionTime: at },
      message: "kubelet has disk pressure",
    },
  );
  for (const pod of world.podsOn(nodeName)) for (const container of pod.containers) container.lostLog = "runtime";
}

function complain({ world }: Stage): void {
  const hasTrouble = world
    .podsOn(nodeName)
    .some(({ containers }) => containers.some(({ lostLog }) => lostLog !== undefined));
  if (!hasTrouble) return;
  const unavailable =
    '"ListPodSandbox with filter from runtime service failed" err="rpc error: code = DeadlineExceeded desc = context deadline exceeded"';
  sayAsKubelet(world, nodeName, "E", "log.go:32", unavailable);
  sayAsContainerd(world, nodeName, "warning", "failed to sync checkpoint: no space left on device");
}
