import { klogLine } from "./line-formats.ts";
import type { Container } from "./server/world/container.ts";
import type { Pod } from "./server/world/pod.ts";
import type { World } from "./server/world/world.ts";

// What is said of a pod besides its own lines, in the words of Kubernetes 1.36 and containerd 2: events, and entries in the
// journal of its node.

/** The start of a pod's containers. */
export function tellStart(world: World, pod: Pod): void {
  const { name, namespace, uid } = pod;
  const place = `${namespace}/${name}`;
  world.addEvent(pod, {
    type: "Normal",
    reason: "Scheduled",
    message: `Successfully assigned ${place} to ${nodeOf(pod)}`,
  });
  const sandbox = sandboxOf(pod);
  const node = nodeOf(pod);
  sayAsContainerd(world, node, "info", `RunPodSandbox for name:"${name}" uid:"${uid}" namespace:"${namespace}"`);
  sayAsContainerd(world, node, "info", `RunPodSandbox for name:"${name}" uid:"${uid}" returns sandbox id "${sandbox}"`);
  for (const container of pod.containers) if (container.role === "regular") tellContainerStart(world, pod, container);
  const started = `"Observed pod startup duration" pod="${place}"`;
  sayAsKubelet(world, node, "I", "pod_startup_latency_tracker.go:104", started);
}

/** The start of one container. */
export function tellContainerStart(world: World, pod: Pod, { name, image, current }: Container): void {
  const id = (current?.containerId ?? "").replace("containerd://", "");
  const event = { type: "Normal", container: name } as const;
  const pulled = `Container image "${image}" already present on machine`;
  world.addEvent(pod, { ...event, reason: "Pulled", message: pulled });
  world.addEvent(pod, { ...event, reason: "Created", message: `Container created: ${name}` });
  world.addEvent(pod, { ...event, reason: "Started", message: "Container started" });
  const node = nodeOf(pod);
  sayAsContainerd(
    world,
    node,
    "info",
    `CreateContainer within sandbox "${sandboxOf(pod)}" returns container id "${id}"`,
  );
  sayAsContainerd(world, node, "info", `StartContainer for "${id}" returns successfully`);
}

/** That the kubelet waits before it starts a container again. */
export function tellBackOff(world: World, pod: Pod, { name }: Container, seconds: number): void {
  const place = `${pod.namespace}/${pod.name}`;
  const whole = `${pod.name}_${pod.namespace}(${pod.uid})`;
  world.addEvent(pod, {
    reason: "BackOff",
    container: name,
    message: `Back-off restarting failed container ${name} in pod ${whole}`,
  });
  const why = `failed to \\"StartContainer\\" for \\"${name}\\" with CrashLoopBackOff: \\"back-off ${seconds}s restarting failed container=${name} pod=${whole}\\"`;
  const failed = `"Error syncing pod, skipping" err="${why}" pod="${place}" podUID="${pod.uid}"`;
  sayAsKubelet(world, nodeOf(pod), "E", "pod_workers.go:1324", failed);
}

/** Writes what a node's kubelet says, in klog's form, into its journal. @param message With the quotes and values of klog. */
export function sayAsKubelet(
  world: World,
  nodeName: string,
  severity: "I" | "W" | "E",
  place: string,
  message: string,
): void {
  const line = klogLine(world.clock.nowMs(), severity, place, message, kubeletProcessId);
  world.kubelet(nodeName).journal.write("kubelet", line);
}

/** Writes what a node's containerd says, in logrus' form, into its journal. */
export function sayAsContainerd(
  world: World,
  nodeName: string,
  level: "info" | "warning" | "error",
  message: string,
): void {
  const at = new Date(world.clock.nowMs()).toISOString();
  const quoted = message.replaceAll('"', '\\"');
  const line = `time="${at}" level=${level} msg="${quoted}"`;
  world.kubelet(nodeName).journal.write("containerd", line, { by: "containerd[164]" });
}

/** As the journal has it, too. */
const kubeletProcessId = 178;

/** ID of a pod's sandbox: any that is always the same for the pod. */
function sandboxOf({ uid }: Pod): string {
  return uid.replaceAll("-", "").repeat(2);
}

function nodeOf({ nodeName }: Pod): string {
  return nodeName ?? "";
}
