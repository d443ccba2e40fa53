import type { KubeClient } from "../../kube/client.ts";
import { lastTimeOf } from "../../events/kube-event.ts";
import type { KubeEvent, KubeObject, Pod } from "../../kube/objects.ts";
import { parseTimestamp, sentenceTimestamp } from "../../time/timestamp.ts";
import { look } from "../look.ts";
import type { Masker } from "../masking/masker.ts";

/** An event as a line of the list. */
export interface ListedEvent {
  readonly event: KubeEvent;
  /** Without secrets. */
  readonly text: string;
}

/** How events are looked for. */
export interface EventLooking {
  readonly client: KubeClient;
  readonly masker: Masker;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** What the cluster has told of pods and of what owns them, oldest first. @returns with them, why some are not there. */
export async function listEvents(
  pods: readonly Pod[],
  looking: EventLooking,
): Promise<{ readonly events: readonly ListedEvent[]; readonly notices: readonly string[] }> {
  const { client, masker, limitMs, signal } = looking;
  const ofNamespaces = Map.groupBy(pods, ({ metadata }) => metadata.namespace ?? "");
  const notices: string[] = [];
  const events = await Promise.all(
    [...ofNamespaces].map(async ([namespace, some]) => {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`;
      const [uids, list] = await Promise.all([
        relatedUids(some, looking),
        look("events", limitMs, signal, (within) => client.list<KubeEvent>(path, { signal: within })),
      ]);
      if (list.isSeen) return list.value.items.filter(({ involvedObject }) => uids.has(involvedObject?.uid ?? ""));
      notices.push(masker.text(`no events of namespace ${namespace}: ${list.error.message}`));
      return [];
    }),
  );
  const oldestFirst = events.flat().toSorted((a, b) => secondsOf(a) - secondsOf(b));
  return { events: oldestFirst.map((event) => ({ event, text: masker.text(textOf(event)) })), notices };
}

/** The pods, and what owns them: a ReplicaSet and its Deployment, a Job and its CronJob. */
async function relatedUids(
  pods: readonly Pod[],
  { client, limitMs, signal }: EventLooking,
): Promise<ReadonlySet<string>> {
  const uids = new Set(pods.map(({ metadata }) => metadata.uid ?? ""));
  const owners = new Map<string, string>();
  for (const { metadata } of pods) {
    for (const { uid, apiVersion, kind, name } of metadata.ownerReferences ?? []) {
      uids.add(uid);
      const resource = ownedOwners[kind];
      if (resource === undefined) continue;
      owners.set(uid, `/apis/${apiVersion}/namespaces/${metadata.namespace}/${resource}/${encodeURIComponent(name)}`);
    }
  }
  await Promise.all(
    [...owners.values()].map(async (path) => {
      const owner = await look("the owner", limitMs, signal, (within) =>
        client.get<KubeObject>(path, { signal: within }),
      );
      if (owner.isSeen) for (const { uid } of owner.value.metadata.ownerReferences ?? []) uids.add(uid);
    }),
  );
  return uids;
}

/** Owners of pods that have owners themselves. */
const ownedOwners: Readonly<Record<string, string | undefined>> = { ReplicaSet: "replicasets", Job: "jobs" };

/** The first time that an event came, in milliseconds since 1970; NaN where it tells none. */
export function firstTimeMs({ firstTimestamp, eventTime, metadata }: KubeEvent): number {
  return Date.parse(firstTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "");
}

function secondsOf(event: KubeEvent): number {
  return lastTimeOf(event)?.seconds ?? 0;
}

function textOf(event: KubeEvent): string {
  const { type = "", reason = "", message = "", count = 1, involvedObject, firstTimestamp } = event;
  const last = lastTimeOf(event);
  const first = parseTimestamp(firstTimestamp ?? "");
  const times = count > 1 && first !== undefined ? ` (${count} times since ${sentenceTimestamp(first)})` : "";
  const object = `${involvedObject?.kind ?? ""}/${involvedObject?.name ?? ""}`;
  const at = last === undefined ? "no time" : sentenceTimestamp(last);
  return `${at} ${type} ${reason} ${object}: ${message.replaceAll(/\s*\n\s*/g, " ")}${times}`;
}
