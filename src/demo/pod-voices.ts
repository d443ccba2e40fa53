import type { Container } from "./server/world/container.ts";
import type { Pod } from "./server/world/pod.ts";
import type { World } from "./server/world/world.ts";

// What is said of a pod besides its own lines, in the words of Kubernetes 1.36 and containerd 2: events, and entries in the
// journal of its node.

/** The start of a pod's containers. */
export function tellStart(world: World, pod: Pod): void {
  const { name, namespace, uid, nodeName } = pod;
  const place = `${namespace}/${name}`;
  world.addEvent(pod, {
    type: "Normal",
    reason: "Scheduled",
    message: `Successfully assigned ${place} to ${nodeName ?? ""}`,
  });
  const sandbox = sandboxOf(pod);
  containerd(world, pod, "info", `RunPodSandbox for name:"${name}" uid:"${uid}" namespace:"${namespace}"`);
  containerd(world, pod, "info", `RunPodSandbox for name:"${name}" uid:"${uid}" returns sandbox id "${sandbox}"`);
  for (const container of pod.containers) if (container.role === "regular") tellContainerStart(world, pod, container);
  kubelet(world, pod, "I", "pod_startup_latency_tracker.go:104", "Observed pod startup duration", `pod="${place}"`);
}

/** The start of one container. */
export function tellContainerStart(world: World, pod: Pod, { name, image, current }: Container): void {
  const id = (current?.containerId ?? "").replace("containerd://", "");
  const event = { type: "Normal", container: name } as const;
  const pulled = `Container image "${image}" already present on machine`;
  world.addEvent(pod, { ...event, reason: "Pulled", message: pulled });
  world.addEvent(pod, { ...event, reason: "Created", message: `Container created: ${name}` });
  world.addEvent(pod, { ...event, reason: "Started", message: "Container started" });
  containerd(world, pod, "info", `CreateContainer within sandbox "${sandboxOf(pod)}" returns container id "${id}"`);
  containerd(world, pod, "info", `StartContainer for "${id}" returns successfully`);
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
  const values = `err="${why}" pod="${place}" podUID="${pod.uid}"`;
  kubelet(world, pod, "E", "pod_workers.go:1324", "Error syncing pod, skipping", values);
}

/** Writes what a kubelet says about a pod, in klog's form, into its node's journal. */
export function kubelet(
  world: World,
  { nodeName }: Pick<Pod, "nodeName">,
  ...[severity, place, message, values]: readonly [
    severity: "I" | "W" | "E",
    place: string,
    message: string,
    values: string,
  ]
): void {
  const [date = "", time = ""] = new Date(world.clock.nowMs()).toISOString().split("T");
  const [, month, day] = date.split("-");
  const line = `${severity}${month}${day} ${time.slice(0, 12)}000     178 ${place}] "${message}" ${values}`;
  world.kubelet(nodeName ?? "").journal.write("kubelet", line);
}

/** Writes what containerd says, in logrus' form, into the journal of a pod's node. */
export function containerd(
  world: World,
  { nodeName }: Pick<Pod, "nodeName">,
  level: "info" | "warning" | "error",
  message: string,
): void {
  const at = new Date(world.clock.nowMs()).toISOString();
  const quoted = message.replaceAll('"', '\\"');
  world
    .kubelet(nodeName ?? "")
    .journal.write("containerd", `time="${at}" level=${level} msg="${quoted}"`, { by: "containerd[164]" });
}

/** ID of a pod's sandbox: any that is always the same for the pod. */
function sandboxOf({ uid }: Pod): string {
  return uid.replaceAll("-", "").repeat(2);
}
