import { hasCode, KtError } from "../errors/kt-error.ts";
import type { KubeClient } from "../kube/client.ts";
import { stateOf } from "../targets/pods/containers.ts";
import { isGlob } from "../targets/grammar/name-pattern.ts";
import { parseSource, type SourceExpression } from "../targets/grammar/source-expression.ts";
import { findBuiltInType } from "../targets/kinds/built-in-types.ts";
import type { Selection } from "../targets/selection.ts";
import type { Hop, Subject } from "./diagnosis.ts";
import { hopsNotReached, isBroken } from "./hop.ts";
import { lookAtNode, type NodeFacts } from "./nodes/node-facts.ts";
import { choosePods } from "./pods/choose-pods.ts";
import { type LogProbe, probeLog } from "./pods/log-probe.ts";
import { type ChosenPod, lookAtPods, type PodLooking } from "./pods/look-at-pods.ts";
import { containerSubject } from "./pods/pod-facts.ts";
import { lookAtEmptyWorkload } from "./pods/empty-workload.ts";
import { shortFinding } from "./pods/short-workload.ts";
import { keepingKinds, lookAtWorkload } from "./pods/workload-view.ts";
import { hasNoPods, missingNamespace, sourceHop } from "./pods/source-hop.ts";
import { podHops, type SeenPods, walkPods, walkPodsWithoutLogs } from "./pods/walk-pods.ts";
import { mayBeAllowed, rightsHop, rightsToReview } from "./rights/rights-hop.ts";
import { type ReviewedRight, reviewRights } from "./rights/access-review.ts";
import { inBetweenHop } from "./streams/in-between-hop.ts";
import { observeStream } from "./streams/observe-stream.ts";
import { streamHop } from "./streams/stream-hop.ts";
import type { WalkContext } from "./walk-context.ts";

/** Walks from the rights to the log files of the pods that a selection means. */
export async function diagnoseSource(
  client: KubeClient,
  selection: Selection,
  context: WalkContext,
): Promise<readonly Hop[]> {
  const { budget, signal, target } = context;
  const place = placeOf(client, selection);
  const started = performance.now();
  const [reviews, chosen] = await Promise.all([
    reviewRights(client, rightsToReview(place.namespace, place.pod), budget.limitMs(requestMs), signal),
    choosePods(selection, { ...context, client, limitMs: budget.limitMs(choosingMs) }),
  ]);
  const { pods } = chosen;
  const isNamespaceMissing = !pods.isSeen && missingNamespace(pods.error) !== undefined;
  const durationMs = performance.now() - started;
  const rights = { user: context.user, namespace: place.namespace, reviews, durationMs, isNamespaceMissing };
  const about: Subject = { kind: "Source", name: target };
  const [source = "", ...others] = selection.sources ?? [];
  const looking = { client, namespace: place.namespace, limitMs: budget.limitMs(requestMs), signal };
  if (!pods.isSeen) {
    const { error } = pods;
    const isRefused = hasCode(error, "KT_FORBIDDEN");
    const log = isRefused ? await probeNamed(client, place, context) : undefined;
    const podsRefusal = isRefused ? error : undefined;
    const hop = rightsHop({ ...rights, podsRefusal, logsRefusal: log && refusalOf(log) });
    if (isRefused) return [hop, ...hopsNotReached(about, ["source", ...podHops])];
    const empty = hasNoPods(error) ? await lookAtEmptyWorkload(source, looking) : undefined;
    const found = sourceHop(target, chosen, { namespace: place.namespace, empty, short: undefined });
    return [hop, found, ...hopsNotReached(about, podHops)];
  }
  const [seen, view] = await Promise.all([
    lookAtAll(pods.value, { client, reviews, context }),
    source === "" || others.length > 0 ? undefined : lookAtWorkload(source, looking, keepingKinds),
  ]);
  const short = view && shortFinding(about, view);
  const probes = seen.pods.flatMap(({ logs }) => [...logs.values()]);
  const logsRefusal = probes.map(refusalOf).find((refusal) => refusal !== undefined);
  const hop = rightsHop({ ...rights, podsRefusal: undefined, logsRefusal });
  const hops = [hop, sourceHop(target, chosen, { namespace: place.namespace, empty: undefined, short })];
  if (isBroken([hop])) return [...hops, ...walkPodsWithoutLogs(seen)];
  const walked = walkPods(seen);
  const observed = await observeFirst(client, seen.pods, context);
  return [...hops, ...walked, ...(observed === undefined ? inBetweenHop(client, probes) : [observed])];
}

/** Watches a follow of the first container that runs and can be read; undefined where none is to be, or none can be. */
async function observeFirst(
  client: KubeClient,
  pods: SeenPods["pods"],
  { observeMs, clock, signal, onObserve }: WalkContext,
): Promise<Hop | undefined> {
  if (observeMs === undefined) return undefined;
  for (const { pod, containers, logs } of pods) {
    const isReadable = (name: string): boolean => ["line", "empty"].includes(logs.get(name)?.kind ?? "");
    const container = containers.find((name) => stateOf(pod, name) === "running" && isReadable(name));
    if (container === undefined) continue;
    const about = containerSubject(pod, container);
    onObserve?.(about);
    const { namespace = "", name } = pod.metadata;
    const observation = { client, namespace, pod: name, container, forMs: observeMs, clock, signal };
    return streamHop(about, await observeStream(observation));
  }
  return undefined;
}

/** The rights to logs of the namespace alone, where no pod is asked for. */
export async function diagnoseRights(client: KubeClient, { budget, signal, user }: WalkContext): Promise<Hop> {
  const { namespace } = client;
  const started = performance.now();
  const reviews = await reviewRights(client, rightsToReview(namespace, undefined), budget.limitMs(requestMs), signal);
  const durationMs = performance.now() - started;
  const maySee = mayBeAllowed(reviews, "get", "pods");
  const podsRefusal = maySee ? undefined : new KtError("KT_FORBIDDEN", "denied by the review");
  return rightsHop({
    user,
    namespace,
    reviews,
    podsRefusal,
    logsRefusal: undefined,
    durationMs,
    isNamespaceMissing: false,
  });
}

/** Of a large cluster all pods are many pages. */
const choosingMs = 6000;
/** Any other request; a kubelet that hangs is waited for so long. */
const requestMs = 3500;

interface Place {
  /** Undefined: several, or all. */
  readonly namespace: string | undefined;
  /** The only pod that is meant, as far as the words alone tell. */
  readonly pod: string | undefined;
  readonly container: string | undefined;
}

function placeOf(client: KubeClient, { sources = [], namespaces = [], allNamespaces }: Selection): Place {
  const [first, ...others] = sources.map((text) => parseSource(text));
  const [namespace = client.namespace] = namespaces;
  const isOne = others.length === 0;
  const isPod = first?.form === "pods" || (first?.form === "typed" && /^(?:po|pods?)$/.test(first.type ?? ""));
  const pod = isOne && isPod && /^[a-z0-9.-]+$/.test(first.name) ? first.name : undefined;
  const container = pod === undefined ? undefined : first?.container;
  const usual = allNamespaces === true ? undefined : namespace;
  return { namespace: isOne && first !== undefined ? namespaceOf(first, usual) : usual, pod, container };
}

/** Where the pods of a source are; undefined where that is no single namespace. */
function namespaceOf(source: SourceExpression, usual: string | undefined): string | undefined {
  const kind = source.form === "typed" ? findBuiltInType(source.type ?? "")?.kind : undefined;
  if (kind === "Node") return undefined;
  const named = kind === "Namespace" ? source.name : source.namespace;
  if (named === undefined) return usual;
  return isGlob(named) ? undefined : named;
}

/** A log may be read without the right to see its pod; nobody can tell the containers then. */
async function probeNamed(
  client: KubeClient,
  { namespace, pod, container }: Place,
  { budget, signal }: WalkContext,
): Promise<LogProbe | undefined> {
  if (namespace === undefined || pod === undefined) return undefined;
  return await probeLog({
    client,
    pod: { metadata: { name: pod, namespace } },
    container,
    isPrevious: false,
    limitMs: budget.limitMs(requestMs),
    signal,
  });
}

/** What a log was refused with for want of a right; `none` where any other answer came. */
function refusalOf(probe: LogProbe): KtError | "none" | undefined {
  if (probe.kind !== "failed") return "none";
  const { error } = probe;
  if (error.code === "KT_FORBIDDEN") return error;
  return error.code === "KT_TIMEOUT" || error.code === "KT_UNREACHABLE" ? undefined : "none";
}

async function lookAtAll(
  chosen: readonly ChosenPod[],
  {
    client,
    reviews,
    context,
  }: { readonly client: KubeClient; readonly reviews: readonly ReviewedRight[]; readonly context: WalkContext },
): Promise<SeenPods> {
  const { budget, signal } = context;
  const mayProxy = reviews.some(({ right, answer }) => right.resource === "nodes/proxy" && answer === "allowed");
  const mayLogs = mayBeAllowed(reviews, "get", "pods/log");
  const limitMs = (): number => budget.limitMs(requestMs);
  const looking: PodLooking = { client, mayProxy, limitMs, signal };
  const names = new Set(chosen.flatMap(({ pod }) => (pod.spec.nodeName === undefined ? [] : [pod.spec.nodeName])));
  const [pods, nodes] = await Promise.all([
    lookAtPods(chosen, looking),
    Promise.all(
      [...names].map(async (name): Promise<[string, NodeFacts]> => {
        return [name, await lookAtNode(name, { client, mayProxy: mayProxy && mayLogs, limitMs: limitMs(), signal })];
      }),
    ),
  ]);
  return { pods, nodes: new Map(nodes) };
}
