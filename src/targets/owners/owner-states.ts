import { hasCode, type KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeObject, PodCondition } from "../../kube/objects.ts";
import { pause } from "../../time/pause.ts";
import { isBuiltIn } from "../kinds/built-in-types.ts";
import { collectionPath, objectPath, type ResourceType } from "../kinds/resource-type.ts";
import type { ResolveOptions } from "../selection.ts";
import { type LabelSelector, selectorOfLabels, selectorText } from "./pod-selector.ts";

/** What is known of a workload that was named outright. */
export interface OwnerState {
  /** `unreadable`: there is no right to read it. */
  readonly presence: "present" | "absent" | "unreadable";
  /** Label selector of its pods; absent when it has none. */
  readonly selector?: string;
  /** Whether it is a Job that has completed or failed for good. */
  readonly isComplete?: boolean;
  /** What names the missing right, where it is unreadable. */
  readonly failure?: KtError;
}

/** Which workload. */
export interface OwnerPlace {
  readonly type: ResourceType;
  /** Absent for a type without namespaces. */
  readonly namespace?: string | undefined;
  readonly name: string;
}

type Owner = KubeObject & {
  readonly spec?: { readonly selector?: unknown };
  readonly status?: { readonly conditions?: readonly PodCondition[] };
};

/**
 * The workload's state: once for a finished read; in a follow again whenever it may have changed, by watch, or by GET on
 * a timer where only that is allowed. Ends after `unreadable`. Throws as `KubeClient.get` for other failures of the first
 * request; later ones are repeated.
 */
export async function* ownerStates(
  client: KubeClient,
  place: OwnerPlace,
  options: ResolveOptions,
): AsyncGenerator<OwnerState, void, void> {
  const { follow, signal, clock, pollMs = 2000 } = options;
  if (follow) {
    try {
      yield* watchOwner(client, place, options);
      return;
    } catch (error) {
      if (!hasCode(error, "KT_FORBIDDEN")) throw error;
    }
  }
  let state = await getOwner(client, place, signal);
  yield state;
  while (follow && state.presence !== "unreadable") {
    await pause(clock, pollMs, signal);
    const next = await askUntilAnswered(() => getOwner(client, place, signal), options);
    if (next === undefined) return;
    state = next;
    yield state;
  }
}

async function* watchOwner(
  client: KubeClient,
  place: OwnerPlace,
  options: ResolveOptions,
): AsyncGenerator<OwnerState, void, void> {
  const { signal } = options;
  const query = { fieldSelector: `metadata.name=${place.name}` };
  let isFirst = true;
  for await (const event of client.watch<Owner>(collectionPath(place.type, place.namespace), { query, signal })) {
    const owner = event.type === "LISTED" ? event.items[0] : event.type === "DELETED" ? undefined : event.object;
    const ask = async (): Promise<OwnerState> =>
      owner === undefined ? { presence: "absent" } : await stateOf(client, owner, place, signal);
    const state = isFirst ? await ask() : await askUntilAnswered(ask, options);
    if (state === undefined) return;
    isFirst = false;
    yield state;
  }
}

/** Asks again after each failure: a server that is away for a while ends no follow. Undefined after an abort. */
async function askUntilAnswered<T>(
  ask: () => Promise<T>,
  { signal, clock, pollMs = 2000 }: ResolveOptions,
): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch {
      await pause(clock, pollMs, signal);
    }
  }
  return undefined;
}

async function getOwner(client: KubeClient, place: OwnerPlace, signal: AbortSignal): Promise<OwnerState> {
  try {
    const owner = await client.get<Owner>(objectPath(place.type, place.namespace, place.name), { signal });
    return await stateOf(client, owner, place, signal);
  } catch (error) {
    if (hasCode(error, "KT_NOT_FOUND")) return { presence: "absent" };
    if (hasCode(error, "KT_FORBIDDEN")) return { presence: "unreadable", failure: error };
    throw error;
  }
}

async function stateOf(
  client: KubeClient,
  owner: Owner,
  { type, namespace, name }: OwnerPlace,
  signal: AbortSignal,
): Promise<OwnerState> {
  const selector = type.hasScale
    ? await readScaleSelector(client, objectPath(type, namespace, name), signal)
    : isBuiltIn(type)
      ? selectorOfSpec(owner)
      : "";
  const isComplete =
    type.kind === "Job" &&
    (owner.status?.conditions ?? []).some(
      (at) => (at.type === "Complete" || at.type === "Failed") && at.status === "True",
    );
  return { presence: "present", isComplete, ...(selector === "" ? {} : { selector }) };
}

/** The selector that the scale subresource tells; empty without one, or without the right to ask. */
async function readScaleSelector(client: KubeClient, path: string, signal: AbortSignal): Promise<string> {
  try {
    const scale = await client.get<{ readonly status?: { readonly selector?: string } }>(`${path}/scale`, { signal });
    return scale.status?.selector ?? "";
  } catch (error) {
    if (hasCode(error, "KT_FORBIDDEN") || hasCode(error, "KT_NOT_FOUND")) return "";
    throw error;
  }
}

/** Workloads hold a LabelSelector, a ReplicationController plain labels, a CronJob nothing. */
function selectorOfSpec(owner: Owner): string {
  const selector = owner.spec?.selector;
  if (typeof selector !== "object" || selector === null) return "";
  if ("matchLabels" in selector || "matchExpressions" in selector) return selectorText(selector as LabelSelector);
  const labels = Object.entries(selector).filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return selectorOfLabels(Object.fromEntries(labels));
}
