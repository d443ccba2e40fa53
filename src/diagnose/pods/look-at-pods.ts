import { findContainerStatus } from "../../kube/container-status.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeEvent, Pod } from "../../kube/objects.ts";
import { FileAccess } from "../../logfiles/file-access.ts";
import type { LogFileName } from "../../logfiles/log-file-name.ts";
import { look, type Look } from "../look.ts";
import { isReplaced } from "./replaced-pod.ts";
import { type LogProbe, probeLog } from "./log-probe.ts";
import { eventTimeMs, hasRun, kindOf, type PodFacts } from "./pod-facts.ts";

/** A pod, and those of its containers that were asked for. */
export interface ChosenPod {
  readonly pod: Pod;
  readonly containers: readonly string[];
}

/** How pods are looked at. */
export interface PodLooking {
  readonly client: KubeClient;
  /** Whether the right to `nodes/proxy` is there. */
  readonly mayProxy: boolean;
  /** For each request; those for logs have to wait for a kubelet that hangs. */
  readonly limitMs: () => number;
  readonly signal: AbortSignal;
}

/** So many containers' logs are tried: of a workload with hundreds of pods those that are unwell, then some of each node. */
export const mostTrials = 40;

/** Looks at pods, their events and their logs, all at the same time. */
export async function lookAtPods(found: readonly ChosenPod[], looking: PodLooking): Promise<readonly PodFacts[]> {
  const unwell = new Set(tellingFirst(found).slice(0, mostTrials).filter(isUnwell));
  const chosen = await Promise.all(found.map(async (one) => (unwell.has(one) ? await wholePod(one, looking) : one)));
  const pods = chosen.map(({ pod }) => pod);
  let left = mostTrials;
  const tried = new Map<Pod, readonly string[]>();
  for (const { pod, containers } of tellingFirst(chosen)) {
    const some = containers.filter((name) => hasRun(pod, name)).slice(0, left);
    left -= some.length;
    tried.set(pod, some);
  }
  return await Promise.all(
    chosen.map(async ({ pod, containers }) => {
      const names = tried.get(pod) ?? [];
      const [events, logs, previous] = await Promise.all([
        lookAtEvents(pod, looking),
        probeAll(pod, names, false, looking),
        probeAll(
          pod,
          names.filter((name) => hasPrevious(pod, name)),
          true,
          looking,
        ),
      ]);
      const nowMs = looking.client.serverNowMs();
      const files = await lookAtFiles(pod, logs, looking);
      const untried = containers.filter((name) => hasRun(pod, name) && !names.includes(name));
      return { pod, containers, events, logs, previous, untried, files, isReplaced: isReplaced(pod, pods), nowMs };
    }),
  );
}

function isUnwell({ pod }: ChosenPod): boolean {
  const { containerStatuses = [], conditions = [] } = pod.status ?? {};
  const isReady = conditions.find(({ type }) => type === "Ready")?.status === "True";
  const isLeaving = pod.metadata.deletionTimestamp !== undefined;
  return !isReady || isLeaving || containerStatuses.some(({ restartCount }) => restartCount > 0);
}

/** Of pods in lists only what reading logs takes was kept; what else explains a fault is asked for. */
async function wholePod(chosen: ChosenPod, { client, limitMs, signal }: PodLooking): Promise<ChosenPod> {
  const { namespace = "", name } = chosen.pod.metadata;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const whole = await look("the pod", limitMs(), signal, (within) => client.get<Pod>(path, { signal: within }));
  return whole.isSeen ? { ...chosen, pod: whole.value } : chosen;
}

/** Those first that are unwell, then one of each node, so that every kubelet is asked, then the others. */
function tellingFirst(chosen: readonly ChosenPod[]): readonly ChosenPod[] {
  const nodes = new Set<string>();
  const ranked = chosen.map((one) => {
    const { spec, status } = one.pod;
    const isReady = status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True");
    if (isReady !== true) return { one, rank: 0 };
    const isFirst = !nodes.has(spec.nodeName ?? "");
    nodes.add(spec.nodeName ?? "");
    return { one, rank: isFirst ? 1 : 2 };
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ one }) => one);
}

/**
 * Right behind an end the state is still `terminated`, that run is the one without `previous`, and the one before is
 * always deleted.
 */
function hasPrevious(pod: Pod, name: string): boolean {
  const status = findContainerStatus(pod, name);
  const isOver = status?.state?.terminated !== undefined;
  return !isOver && status?.lastState?.terminated !== undefined && kindOf(pod, name) !== "init";
}

async function probeAll(
  pod: Pod,
  names: readonly string[],
  isPrevious: boolean,
  { client, limitMs, signal }: PodLooking,
): Promise<ReadonlyMap<string, LogProbe>> {
  const probes = names.map(async (container): Promise<[string, LogProbe]> => {
    return [container, await probeLog({ client, pod, container, isPrevious, limitMs: limitMs(), signal })];
  });
  return new Map(await Promise.all(probes));
}

async function lookAtEvents(
  { metadata }: Pod,
  { client, limitMs, signal }: PodLooking,
): Promise<Look<readonly KubeEvent[]>> {
  const path = `/api/v1/namespaces/${encodeURIComponent(metadata.namespace ?? "")}/events`;
  const query = { fieldSelector: `involvedObject.uid=${metadata.uid ?? ""}` };
  return await look("events", limitMs(), signal, async (within) => {
    const { items } = await client.list<KubeEvent>(path, { query, signal: within });
    return items.toSorted((a, b) => eventTimeMs(a) - eventTimeMs(b));
  });
}

/** Only of logs that the API did not give: to ask for files looks like an attack to who watches for nodes/proxy. */
async function lookAtFiles(
  pod: Pod,
  logs: ReadonlyMap<string, LogProbe>,
  { client, mayProxy, limitMs, signal }: PodLooking,
): Promise<ReadonlyMap<string, Look<readonly LogFileName[]>> | undefined> {
  const missing = [...logs].filter(([, { kind }]) => kind === "message").map(([name]) => name);
  if (missing.length === 0 || !mayProxy) return undefined;
  const access = new FileAccess();
  const looks = missing.map(async (name): Promise<[string, Look<readonly LogFileName[]>]> => {
    const files = access.filesOf(client, pod, name);
    return [name, await look("the log files", limitMs(), signal, async (within) => (await files?.list(within)) ?? [])];
  });
  return new Map(await Promise.all(looks));
}
