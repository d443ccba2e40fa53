import assert from "node:assert/strict";
import type { Pod } from "../../src/demo/server/world/pod.ts";
import { builtInResources } from "../../src/demo/server/world/resource.ts";
import type { World } from "../../src/demo/server/world/world.ts";

/** How the start of a container is told. */
export interface ToldStart {
  /** ID of the pod's sandbox; absent: one of all `a`. */
  readonly sandbox?: string;
  /** Whether the sandbox is made as well. */
  readonly isNew?: boolean;
}

/**
 * Writes into the journals of the pod's node what containerd and the kubelet say when a container of it starts: of a new sandbox, which only the
 * second line assigns to the pod, of the container, which only its sandbox does, and one line of the kubelet.
 */
export function tellStart(world: World, pod: Pod, { sandbox = "a".repeat(64), isNew = false }: ToldStart = {}): void {
  const { journal } = world.kubelet(pod.nodeName ?? "");
  const { name, namespace, uid } = pod;
  const id = pod.container().current?.containerId.replace(/^.*\//, "") ?? "";
  const containerd = (text: string): void => journal.write("containerd", `level=info msg="${text}"`);
  if (isNew) {
    containerd(`connecting to shim ${sandbox}`);
    containerd(`RunPodSandbox for name:${name} uid:${uid} namespace:${namespace} returns sandbox id ${sandbox}`);
  }
  containerd(`CreateContainer within sandbox ${sandbox} returns container id ${id}`);
  containerd(`StartContainer for ${id}`);
  journal.write("kubelet", `"ContainerStarted" pod="${namespace}/${name}" podUID="${uid}"`);
}

/** Makes an event of a pod, or lets it come again. */
export function tellEvent(world: World, pod: Pod, reason: string, count = 1): void {
  const resource = builtInResources.find(({ kind }) => kind === "Event");
  assert.ok(resource !== undefined);
  const { name, namespace, uid } = pod;
  const at = new Date(world.clock.nowMs()).toISOString().replace(/\.\d+Z/, "Z");
  const event = {
    metadata: { name: `${name}.${reason}`, namespace },
    involvedObject: { kind: "Pod", name, namespace, uid },
    type: reason === "BackOff" ? "Warning" : "Normal",
    reason,
    message: `about ${name}`,
    count,
    firstTimestamp: at,
    lastTimestamp: at,
  };
  world.store.put(resource, event);
}
