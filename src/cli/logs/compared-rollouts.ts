import { hasCode, KtError } from "../../errors/kt-error.ts";
import type { KubeObject, OwnerReference, Pod } from "../../kube/objects.ts";
import { guessOwner } from "../../targets/owners/owner-guess.ts";
import type { Target } from "../../targets/target.ts";
import type { Comparison, ComparisonContext } from "./comparison.ts";

/**
 * The containers of the current revision of each Deployment, StatefulSet and DaemonSet, and of the newest revision before it
 * that has pods (`--diff rollout`). Revisions are in the order of their numbers, or where these may not be read in that of
 * their pods' creation.
 * @throws KtError KT_NO_PREVIOUS when there are no pods of an earlier one.
 */
export async function compareRollouts(
  all: readonly Target[],
  { signal, notices }: ComparisonContext,
): Promise<Comparison> {
  const workloads = await findWorkloads(all, signal);
  const sides = new Map<string, "now" | "before">();
  const single: Workload[] = [];
  for (const workload of workloads.values()) {
    const [now, before] = newestFirst([...workload.revisions.values()]);
    if (now === undefined || before === undefined) {
      single.push(workload);
      continue;
    }
    for (const uid of now.podUids) sides.set(uid, "now");
    for (const uid of before.podUids) sides.set(uid, "before");
  }
  if (sides.size === 0) throw nothingBefore(single, all);
  for (const { name } of single) {
    notices.notice({ level: "info", message: `${name} is left out: it has pods of one revision only` });
  }
  return {
    targets: all.filter(({ pod }) => sides.has(pod.uid)),
    // What joins a follow is of the revision that is being rolled out, or of a later one.
    sideOf: ({ podUid = "" }) => sides.get(podUid) ?? "now",
  };
}

/** What owns the pods of several revisions. */
interface Workload {
  /** For messages: `deployment shop/web`. */
  readonly name: string;
  /** By the name of the ReplicaSet or ControllerRevision. */
  readonly revisions: Map<string, Revision>;
}

interface Revision {
  readonly number: number | undefined;
  readonly podUids: Set<string>;
  /** The creation of its oldest pod, in milliseconds since 1970. */
  createdMs: number;
}

/** By their numbers, unless one of them is not known: numbers and times cannot be compared. */
function newestFirst(revisions: readonly Revision[]): readonly Revision[] {
  const areNumbered = revisions.every(({ number }) => number !== undefined);
  const orderOf = ({ number = 0, createdMs }: Revision): number => (areNumbered ? number : createdMs);
  return revisions.toSorted((a, b) => orderOf(b) - orderOf(a));
}

async function findWorkloads(all: readonly Target[], signal: AbortSignal): Promise<ReadonlyMap<string, Workload>> {
  const workloads = new Map<string, Workload>();
  /** Of each object that names a revision: asked for once, for all of its pods at the same time. */
  const asked = new Map<string, Promise<KubeObject | undefined>>();
  const places = all.map(async (target) => {
    const pod = target.pods.current(target.pod);
    const place = pod === undefined ? undefined : placeOf(pod);
    if (pod === undefined || place === undefined) return undefined;
    const { namespace } = target.pod;
    const path = `/apis/apps/v1/namespaces/${namespace}/${place.resource}/${place.revision}`;
    const key = `${target.client.context} ${path}`;
    const answer = asked.get(key) ?? objectAt(target, path, signal);
    asked.set(key, answer);
    const object = await answer;
    return { target, pod, owner: workloadOf(place, object, pod), revision: place.revision, object };
  });
  for (const place of await Promise.all(places)) {
    if (place?.owner === undefined) continue;
    const { target, pod, owner, revision: name, object } = place;
    // Not by the UID: of a workload that is known from names only there is none.
    const key = `${target.client.context} ${target.pod.namespace} ${owner.kind} ${owner.name}`;
    const workload = workloads.get(key) ?? {
      name: `${owner.kind.toLowerCase()} ${target.pod.namespace}/${owner.name}`,
      revisions: new Map<string, Revision>(),
    };
    workloads.set(key, workload);
    const createdMs = Date.parse(pod.metadata.creationTimestamp ?? "") || 0;
    const revision = workload.revisions.get(name) ?? { number: numberOf(object), podUids: new Set(), createdMs };
    workload.revisions.set(name, revision);
    revision.podUids.add(target.pod.uid);
    revision.createdMs = Math.min(revision.createdMs, createdMs);
  }
  return workloads;
}

/** Where the revision of a pod is written down. */
interface RevisionPlace {
  readonly resource: "replicasets" | "controllerrevisions";
  readonly revision: string;
  /** The pod's own controller. */
  readonly controller: OwnerReference;
}

function placeOf({ metadata }: Pod): RevisionPlace | undefined {
  const owner = controllerOf({ metadata });
  if (owner?.kind === "ReplicaSet") return { resource: "replicasets", revision: owner.name, controller: owner };
  const hash = metadata.labels?.["controller-revision-hash"];
  if (hash === undefined || owner === undefined) return undefined;
  // The label of a StatefulSet's pod is the whole name; a DaemonSet's is only its end.
  if (owner.kind === "StatefulSet") return { resource: "controllerrevisions", revision: hash, controller: owner };
  return owner.kind === "DaemonSet"
    ? { resource: "controllerrevisions", revision: `${owner.name}-${hash}`, controller: owner }
    : undefined;
}

/** Above a ReplicaSet that cannot be read stands what its name says. */
function workloadOf(
  { resource, controller }: RevisionPlace,
  object: KubeObject | undefined,
  pod: Pod,
): OwnerReference | undefined {
  if (resource === "controllerrevisions") return controller;
  return object === undefined
    ? guessOwner(controller, pod.metadata.labels?.["pod-template-hash"])
    : controllerOf(object);
}

function controllerOf(object: KubeObject | undefined): OwnerReference | undefined {
  return object?.metadata.ownerReferences?.find(({ controller }) => controller === true);
}

async function objectAt({ client }: Target, path: string, signal: AbortSignal): Promise<KubeObject | undefined> {
  try {
    return await client.get<KubeObject>(path, { signal });
  } catch (error) {
    // Without the right to read it the order of the pods says as much.
    if (hasCode(error, "KT_FORBIDDEN") || hasCode(error, "KT_NOT_FOUND")) return undefined;
    throw error;
  }
}

function numberOf(object: KubeObject | undefined): number | undefined {
  if (object === undefined) return undefined;
  const { revision } = object as { readonly revision?: unknown };
  const number = Number(object.metadata.annotations?.["deployment.kubernetes.io/revision"] ?? revision);
  return Number.isFinite(number) ? number : undefined;
}

function nothingBefore(single: readonly Workload[], all: readonly Target[]): KtError {
  const [workload] = single;
  const [target] = all;
  const where = target === undefined ? "" : ` -n ${target.pod.namespace}`;
  if (workload === undefined) {
    return new KtError("KT_NO_PREVIOUS", "no pod that was selected belongs to a Deployment, StatefulSet or DaemonSet", {
      hint: "--diff rollout compares revisions of these: kubectl kt logs deploy/web --diff rollout",
    });
  }
  const kind = workload.name.split(" ", 1)[0] ?? "";
  const name = workload.name.split("/").at(-1) ?? "";
  return new KtError(
    "KT_NO_PREVIOUS",
    `${workload.name} has pods of one revision only: those of the one before are gone, and their logs with them`,
    {
      hint: `before a rollout save them: kubectl kt logs ${kind}/${name}${where} -o json > before.json, then --diff before.json`,
    },
  );
}
