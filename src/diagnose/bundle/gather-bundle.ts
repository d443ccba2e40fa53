import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { connect } from "../../kube/connect.ts";
import type { ConnectOptions } from "../../kube/connect-options.ts";
import type { Pod } from "../../kube/objects.ts";
import { resolveTargets } from "../../targets/resolve-targets.ts";
import type { ResolveOptions, Selection } from "../../targets/selection.ts";
import type { Target } from "../../targets/target.ts";
import { parseTimeWindow } from "../../time/time-window.ts";
import { localZone } from "../../time/time-zone.ts";
import type { Budget } from "../budget.ts";
import { type Diagnosis, findingsOf } from "../diagnosis.ts";
import { look } from "../look.ts";
import { maskedDiagnosis } from "../masking/masked-diagnosis.ts";
import { Masker } from "../masking/masker.ts";
import { knownSecretsOf } from "../masking/secret-values.ts";
import { type ListedEvent, listEvents } from "./event-list.ts";
import type { InstanceLog } from "./instance-log.ts";
import { nodeExcerpts } from "./node-excerpts.ts";
import { type FoundTarget, readInstances, type ReadInstance } from "./read-instances.ts";

/** Everything that a report is made of. What was recognised as a secret is masked in all but the objects of the API. */
export interface Bundle {
  readonly diagnosis: Diagnosis;
  /** As they are, with their secrets: what is written of them goes through {@link Bundle.masker}. */
  readonly pods: readonly Pod[];
  readonly instances: readonly ReadInstance[];
  /** Of each the text is masked; the event itself is as it is. */
  readonly events: readonly ListedEvent[];
  readonly nodes: readonly InstanceLog[];
  /** What could not be had, or was left out, and why. */
  readonly notices: readonly string[];
  readonly masker: Masker;
}

/** What a report is to be about. */
export interface BundleRequest {
  readonly connection: ConnectOptions;
  readonly selection: Selection;
  /** As with `--since`; undefined: as far as the logs reach. */
  readonly since: string | undefined;
  readonly limitBytes: number;
  /** Whether Secrets may be read so that their values can be masked. */
  readonly mayReadSecrets: boolean;
}

/** The surroundings in which a report is gathered. */
export interface BundleEnvironment extends Pick<ResolveOptions, "compilePattern" | "clock" | "signal"> {
  readonly random: () => number;
  /** What may be spent on it: what cannot be had in that time is told in it. Undefined: each part has its own time. */
  readonly budget: Budget | undefined;
}

/** Gathers what a report is made of. Whatever cannot be had is told in it. @throws KtError KT_USAGE; the signal's reason. */
export async function gatherBundle(
  diagnosis: Diagnosis,
  request: BundleRequest,
  environment: BundleEnvironment,
): Promise<Bundle> {
  if (diagnosis.hops.some(({ name, result }) => name === "rights" && result === "not-reached")) {
    return bareBundle(diagnosis, { masker: new Masker(), notices: [] });
  }
  const client = await connect(request.connection);
  try {
    return await gatherFrom(client, diagnosis, request, environment);
  } finally {
    await client.close();
  }
}

/** Nothing but a diagnosis. */
export function bareBundle(diagnosis: Diagnosis, { masker, notices }: Pick<Bundle, "masker" | "notices">): Bundle {
  const nothing = { pods: [], instances: [], events: [], nodes: [] };
  return { diagnosis: maskedDiagnosis(diagnosis, masker), ...nothing, notices, masker };
}

async function gatherFrom(
  client: KubeClient,
  diagnosis: Diagnosis,
  { selection, mayReadSecrets, since, limitBytes }: BundleRequest,
  environment: BundleEnvironment,
): Promise<Bundle> {
  const { signal, clock, random, budget } = environment;
  const limitMs = (): number => budget?.limitMs(hurriedRequestMs) ?? requestMs;
  const notices: string[] = [];
  const found = await findTargets(client, diagnosis, selection, environment, notices);
  const pods = [...new Map(found.map(({ target, pod }) => [target.pod.uid, pod])).values()];
  const secrets = await knownSecretsOf(pods, { client, mayRead: mayReadSecrets, limitMs: limitMs(), signal });
  const unread = secrets.referenced - secrets.read;
  if (unread > 0) {
    const which = `${unread} of the ${secrets.referenced} Secrets of the pods`;
    notices.push(`the values of ${which} were not read: of those only what shows by its form is masked`);
  }
  const masker = new Masker(secrets.values);
  const range = parseTimeWindow({ since }, { nowMs: () => client.serverNowMs(), zone: localZone });
  const troubled = troubledPods(diagnosis);
  const asking = { client, masker, range, clock, signal, limitMs: limitMs() };
  const [instances, events, nodes] = await Promise.all([
    readInstances(found, { masker, range, limitBytes, clock, random, signal, budget }),
    listEvents(pods, asking),
    budget === undefined
      ? nodeExcerpts(
          pods.filter(({ metadata }) => troubled.has(`${metadata.namespace}/${metadata.name}`)),
          { ...asking, limitBytes: limitBytes / 20, limitMs: nodeMs },
        )
      : { excerpts: [], notices: ["nothing of the nodes' own logs: there was no time"] },
  ]);
  notices.push(...events.notices, ...nodes.notices);
  for (const { log, notices: own } of instances) for (const notice of own) notices.push(`${log.path}: ${notice}`);
  return {
    diagnosis: maskedDiagnosis(diagnosis, masker),
    pods,
    instances,
    events: events.events,
    nodes: nodes.excerpts,
    notices: [...new Set(notices.map((notice) => masker.text(notice)))],
    masker,
  };
}

const requestMs = 5000;
/** Where there is a budget each part has to leave something to the others. */
const hurriedRequestMs = 800;
/** A kubelet reads its whole journal for an answer. */
const nodeMs = 30_000;
/** Of a workload with hundreds of pods the worst ones tell enough. */
const mostPods = 40;

/** `NAMESPACE/NAME` of the pods that something is wrong with. */
export function troubledPods(diagnosis: Diagnosis): ReadonlySet<string> {
  const names = findingsOf(diagnosis)
    .filter(({ level }) => level !== "note")
    .map(({ about: { kind, name, namespace = "", pod } }) => `${namespace}/${kind === "Container" ? pod : name}`);
  return new Set(names);
}

/** The containers with their pods as they are now, those first that something is wrong with. */
async function findTargets(
  client: KubeClient,
  diagnosis: Diagnosis,
  selection: Selection,
  { compilePattern, clock, signal, budget }: BundleEnvironment,
  notices: string[],
): Promise<readonly FoundTarget[]> {
  let targets: readonly Target[];
  const within = budget === undefined ? signal : AbortSignal.any([signal, budget.signal(hurriedRequestMs)]);
  try {
    targets = (await resolveTargets(client, selection, { follow: false, signal: within, compilePattern, clock }))
      .initial;
  } catch (error) {
    signal.throwIfAborted();
    if (within.aborted) {
      notices.push("no pods: there was no time");
      return [];
    }
    if (!(error instanceof KtError)) throw error;
    notices.push(`no pods: ${error.message}`);
    return [];
  }
  const troubled = troubledPods(diagnosis);
  const rank = ({ pod }: Target): number => (troubled.has(`${pod.namespace}/${pod.name}`) ? 0 : 1);
  const ofPods = [
    ...Map.groupBy(
      targets.toSorted((a, b) => rank(a) - rank(b)),
      ({ pod }) => pod.uid,
    ).values(),
  ];
  if (ofPods.length > mostPods) notices.push(`of ${ofPods.length} pods only ${mostPods} are here`);
  const found = await Promise.all(
    ofPods.slice(0, mostPods).map(async (some) => {
      const pod = await wholePod(some, client, { limitMs: budget?.limitMs(hurriedRequestMs) ?? requestMs, signal });
      return pod === undefined ? [] : some.map((target) => ({ target, pod, isUnwell: rank(target) === 0 }));
    }),
  );
  return found.flat();
}

/** Of pods in lists only what reading logs takes was kept. */
async function wholePod(
  targets: readonly Target[],
  client: KubeClient,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal },
): Promise<Pod | undefined> {
  const [target] = targets;
  if (target === undefined) return undefined;
  const { namespace, name } = target.pod;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
  const whole = await look("the pod", limitMs, signal, (within) => client.get<Pod>(path, { signal: within }));
  return whole.isSeen ? whole.value : target.pods.current(target.pod);
}
