import { hasCode, KtError } from "../errors/kt-error.ts";
import type { KubeClient } from "../kube/client.ts";
import { stateOf } from "../targets/pods/containers.ts";
import { isGlob } from "../targets/grammar/name-pattern.ts";
import { parseSource, type SourceExpression } from "../targets/grammar/source-expression.ts";
import { findBuiltInType } from "../targets/kinds/built-in-types.ts";
import type { Selection, TargetNotice } from "../targets/selection.ts";
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
  const [reviews, ofOthers, chosen] = await Promise.all([
    reviewRights(client, rightsToReview(place.namespace, place.pod), budget.limitMs(requestMs), signal),
    reviewEach(client, place.others, context),
    choosePods(selection, { ...context, client, limitMs: budget.limitMs(choosingMs) }),
  ]);
  const { pods } = chosen;
  const isNamespaceMissing = !pods.isSeen && missingNamespace(pods.error) !== undefined;
  const durationMs = performance.now() - started;
  const rights = { user: context.user, namespace: place.namespace, reviews, durationMs, isNamespaceMissing };
  const several = place.others.length === 0 ? undefined : [{ namespace: place.namespace ?? "", reviews }, ...ofOthers];
  const about: Subject = { kind: "Source", name: target };
  const [source = "", ...others] = selection.sources ?? [];
  const looking = { client, namespace: place.namespace, limitMs: budget.limitMs(requestMs), signal };
  if (!pods.isSeen) {
    const { error } = pods;
    const isRefused = hasCode(error, "KT_FORBIDDEN");
    const log = isRefused ? await probeNamed(client, place, context) : undefined;
    const podsRefusal = isRefused ? error : undefined;
    const inSeveral = several && rightsHops(several, [], { user: context.user, durationMs });
    const hops = inSeveral ?? [rightsHop({ ...rights, podsRefusal, logsRefusal: log && refusalOf(log) })];
    if (isRefused) return [...hops, ...hopsNotReached(about, ["source", ...podHops])];
    const empty = hasNoPods(error) ? await lookAtEmptyWorkload(source, looking) : undefined;
    const found = sourceHop(target, chosen, { namespace: place.namespace, empty, short: undefined });
    return [...hops, found, ...hopsNotReached(about, podHops)];
  }
  const [seen, view] = await Promise.all([
    lookAtAll(pods.value, { client, reviews, context }),
    source === "" || others.length > 0 ? undefined : lookAtWorkload(source, looking, keepingKinds),
  ]);
  const short = view && shortFinding(about, view);
  const probes = seen.pods.flatMap(({ logs }) => [...logs.values()]);
  const logsRefusal = probes.map(refusalOf).find((refusal) => refusal !== undefined);
  const judged =
    several === undefined
      ? [rightsHop({ ...rights, podsRefusal: undefined, logsRefusal })]
      : rightsHops(several, seen.pods, { user: context.user, durationMs });
  // What may not be seen of several namespaces is told with the rights.
  const isTold = ({ code }: TargetNotice): boolean =>
    code === "KT_FORBIDDEN" && several !== undefined && isBroken(judged);
  const told = { ...chosen, notices: chosen.notices.filter((notice) => !isTold(notice)) };
  const hops = [...judged, sourceHop(target, told, { namespace: place.namespace, empty: undefined, short })];
  const unreadable = new Set(judged.flatMap((hop) => (isBroken([hop]) ? [hop.about.name] : [])));
  const isReadable = ({ pod }: SeenPods["pods"][number]): boolean =>
    several === undefined ? unreadable.size === 0 : !unreadable.has(pod.metadata.namespace ?? "");
  const readable = { ...seen, pods: seen.pods.filter(isReadable) };
  hops.push(...walkPodsWithoutLogs({ ...seen, pods: seen.pods.filter((one) => !isReadable(one)) }));
  if (readable.pods.length === 0) return hops;
  const walked = walkPods(readable);
  const observed = await observeFirst(client, readable.pods, context);
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

/** The rights in one of several namespaces. */
interface NamespaceReviews {
  readonly namespace: string;
  readonly reviews: readonly ReviewedRight[];
}

async function reviewEach(
  client: KubeClient,
  namespaces: readonly string[],
  { budget, signal }: WalkContext,
): Promise<readonly NamespaceReviews[]> {
  return await Promise.all(
    namespaces.map(async (namespace) => {
      const rights = rightsToReview(namespace, undefined);
      return { namespace, reviews: await reviewRights(client, rights, budget.limitMs(requestMs), signal) };
    }),
  );
}

/** A hop for each of several namespaces: of what was refused in which of them the reviews tell, of logs the requests. */
function rightsHops(
  several: readonly NamespaceReviews[],
  pods: SeenPods["pods"],
  { user, durationMs }: { readonly user: string | undefined; readonly durationMs: number },
): readonly Hop[] {
  return several.map(({ namespace, reviews }) => {
    const own = pods.filter(({ pod }) => pod.metadata.namespace === namespace);
    const logsRefusal = own
      .flatMap(({ logs }) => [...logs.values()])
      .map(refusalOf)
      .find((refusal) => refusal !== undefined);
    const maySee = own.length > 0 || mayBeAllowed(reviews, "get", "pods") || mayBeAllowed(reviews, "list", "pods");
    const podsRefusal = maySee ? undefined : new KtError("KT_FORBIDDEN", "denied by the review");
    const facts = { user, namespace, reviews, podsRefusal, logsRefusal, durationMs, isNamespaceMissing: false };
    return { ...rightsHop(facts), about: { kind: "Namespace", name: namespace } };
  });
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
  /** Those besides the first, where `-n` names several and each source is looked for in all of them. */
  readonly others: readonly string[];
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
  const usual = allNamespaces === true || namespaces.some(isGlob) ? undefined : namespace;
  const isAnywhere = sources.every((text) => {
    const source = parseSource(text);
    return namespaceOf(source, namespace) === namespace && source.namespace === undefined;
  });
  return {
    namespace: isOne && first !== undefined ? namespaceOf(first, usual) : usual,
    others: usual === undefined || !isAnywhere ? [] : [...new Set(namespaces.slice(1))],
    ...{ pod, container },
  };
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
