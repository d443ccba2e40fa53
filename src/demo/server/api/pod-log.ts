import { replyBody } from "../http/exchange.ts";
import type { ContainerLog } from "../logs/container-log.ts";
import { type PodLogOptions, parsePodLogOptions } from "../logs/log-options.ts";
import { LogReader } from "../logs/log-reader.ts";
import type { ReadOptions } from "../logs/piece-renderer.ts";
import type { Container } from "../world/container.ts";
import type { Pod } from "../world/pod.ts";
import { podFolder } from "./node-folders.ts";
import { kubeletFailure } from "./kubelet-failure.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { badRequest, notFound } from "./status.ts";

/**
 * Answers `pods/NAME/log`: first what the API server checks (kubernetes v1.36.3
 * pkg/registry/core/pod/strategy.go, LogLocation), then what the kubelet does
 * (pkg/kubelet/kubelet_pods.go, GetKubeletContainerLogs). The kubelet begins its answer before it looks
 * for the log, so that a log which is gone is told in a body with status 200.
 */
export async function servePodLog(cluster: ServedCluster, exchange: ResourceExchange): Promise<void> {
  const { request, reply, target, signal } = exchange;
  const options = parsePodLogOptions(request.query, target.name, cluster.hasSplitStreams);
  const pod = cluster.world.findPod(target.namespace, target.name);
  if (pod === undefined) throw notFound("", "pods", target.name);
  const container = containerOf(pod, options.container);
  if (pod.nodeName === null) {
    await reply.head(204, {});
    return reply.end();
  }
  await kubeletFailure(cluster.world.kubelet(pod.nodeName), exchange, container.name);

  const containerId = runningId(pod, container, options.previous);
  const log = container.instance(containerId)?.log;
  const headers = { "content-type": "text/plain" };
  if (log === undefined || container.lostLog === "runtime") {
    return replyBody(reply, 200, headers, Buffer.from(`unable to retrieve container logs for ${containerId}`));
  }
  if (container.lostLog === "file") {
    return replyBody(reply, 200, headers, Buffer.from(missingFile(pod, container)));
  }
  await reply.head(200, headers);
  const kubeletEnd = new AbortController();
  const stop = AbortSignal.any([signal, kubeletEnd.signal]);
  const read = toReadOptions(options, cluster.world.clock.nowMs());
  if (container.supply !== undefined) {
    await container.supply.read(read, (chunk) => reply.write(chunk), stop);
  } else {
    await readLog(
      cluster,
      { pod, container, log, read },
      (chunk) => reply.write(chunk),
      stop,
      () => kubeletEnd.abort(),
    );
  }
  await reply.end();
}

/** As a real kubelet of 1.36.3 says it. */
function missingFile(pod: Pod, { name, restartCount }: Container): string {
  const path = `/var/log/pods/${podFolder(pod)}/${name}/${restartCount}.log`;
  return `failed to try resolving symlinks in path "${path}": lstat ${path}: no such file or directory`;
}

interface Reading {
  readonly pod: Pod;
  readonly container: Container;
  readonly log: ContainerLog;
  readonly read: ReadOptions;
}

async function readLog(
  cluster: ServedCluster,
  { pod, container, log, read }: Reading,
  write: (chunk: Buffer) => Promise<void>,
  signal: AbortSignal,
  end: () => void,
): Promise<void> {
  const reader = new LogReader(log, read);
  const open = {
    namespace: pod.namespace,
    pod: pod.name,
    container: container.name,
    nodeName: pod.nodeName,
    isFollow: read.follow,
    skip: (pieces: number) => reader.skip(pieces),
    replay: () => reader.replay(),
    freeze: () => reader.freeze(),
    end,
  };
  cluster.openLogs.add(open);
  try {
    await reader.run(write, signal);
  } finally {
    cluster.openLogs.delete(open);
  }
}

/** kubernetes v1.36.3 pkg/registry/core/pod/strategy.go, validateContainer. */
function containerOf(pod: Pod, name: string | undefined): Container {
  const regular = pod.containers.filter(({ role }) => role === "regular");
  const [only] = regular;
  if (name === undefined) {
    if (only !== undefined && regular.length === 1) return only;
    const order = ["init", "sidecar", "regular", "ephemeral"];
    const names = [...pod.containers]
      .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
      .map((one) => one.name);
    throw badRequest(`a container name must be specified for pod ${pod.name}, choose one of: [${names.join(" ")}]`);
  }
  const found = pod.containers.find((container) => container.name === name);
  if (found === undefined) throw badRequest(`container ${name} is not valid for pod ${pod.name}`);
  return found;
}

/** Which run is meant (kubernetes v1.36.3 pkg/kubelet/kubelet_pods.go, validateContainerLogStatus). */
function runningId(pod: Pod, { name, state, lastState, current }: Container, previous: boolean): string {
  const about = `container "${name}" in pod "${pod.name}"`;
  const lastId = lastState.terminated?.containerID;
  if (previous) {
    if (lastId === undefined) throw badRequest(`previous terminated ${about} not found`);
    return lastId;
  }
  if (state.running !== undefined && current !== undefined) return current.containerId;
  if (state.terminated !== undefined) return state.terminated.containerID;
  if (lastId !== undefined) return lastId;
  const reason = state.waiting?.reason ?? "ContainerCreating";
  throw badRequest(`${about} is waiting to start: ${waitingWords[reason] ?? reason}`);
}

const waitingWords: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: "trying and failing to pull image",
};

/** `sinceSeconds` counts from the kubelet's own clock, in full precision. */
function toReadOptions(options: PodLogOptions, nowMs: number): ReadOptions {
  const { sinceSeconds, sinceTime, tailLines, limitBytes, timestamps, follow, stream } = options;
  const since = sinceSeconds === undefined ? sinceTime : instantOf(nowMs - sinceSeconds * 1000);
  return { since, tailLines, limitBytes, timestamps, follow, stream };
}

function instantOf(epochMs: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(epochMs / 1000);
  return { seconds, nanos: Math.floor((epochMs - seconds * 1000) * 1e6) };
}
