import type { KubeClient } from "../kube/client.ts";
import type { ClaimedSource } from "./claims/claim.ts";
import type { ClaimContext } from "./claims/claim-context.ts";
import { claimFlags, claimSource } from "./claims/claim-source.ts";
import { Explainer } from "./explain/explainer.ts";
import { judgeNamespaces, judgeSources } from "./explain/verdict.ts";
import { readSelection, type SelectionRequest } from "./grammar/selection-request.ts";
import { TypeCatalog } from "./kinds/type-catalog.ts";
import { LiveSet } from "./live-set.ts";
import { OwnerIndex } from "./owners/owner-index.ts";
import { Admission, SourceTally } from "./pods/admission.ts";
import { PodLookup } from "./pods/pod-lookup.ts";
import { PodStore } from "./pods/pod-store.ts";
import type { ResolveOptions, Selection, TargetNotice } from "./selection.ts";
import type { TargetSet } from "./target.ts";

/**
 * Finds the containers that a selection means in one cluster. A follow of what does not exist yet waits for it, and says
 * so; its watches run until the signal is aborted. Where some of several sources come to nothing, that is a
 * notice of level `error`, and the others are read.
 * @throws KtError KT_USAGE for what cannot be understood; KT_NOT_FOUND for what was named outright and is not there;
 *   KT_NO_MATCH where a pattern or selector matches nothing; KT_NO_SUCH_CONTAINER; otherwise as `KubeClient.get`.
 */
export async function resolveTargets(
  client: KubeClient,
  selection: Selection,
  options: ResolveOptions,
): Promise<TargetSet> {
  const request = readSelection(selection, options.compilePattern);
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  try {
    return await resolve(contextOf(client, selection, request, { ...options, signal }));
  } catch (error) {
    // Watches of the sources that did not fail are open already.
    failed.abort();
    throw error;
  }
}

async function resolve(context: ClaimContext): Promise<TargetSet> {
  const { client, selection, request, options, owners, say } = context;
  const { clock, pollMs = 2000, signal } = options;
  const sources = await claimAll(context);
  const tallies = sources.map((source) => new SourceTally(source));
  const store = new PodStore(client, { clock, pollMs, signal });
  const wantNodeFacts = selection.wantNodeFacts === true;
  const admission = new Admission({ client, request, owners, store, tallies, wantNodeFacts, signal, say });
  const waitForNew = selection.waitForNew === true;
  const set = new LiveSet({ client, request, tallies, admission, store, options, waitForNew, say });
  const initial = await set.start();
  await judgeSources(tallies, context);
  await judgeNamespaces(new Set(initial.map(({ pod }) => pod.namespace)), context);
  if (options.follow) set.follow();
  return { initial, joining: set.joining };
}

async function claimAll(context: ClaimContext): Promise<readonly ClaimedSource[]> {
  const { sources } = context.request;
  if (sources.length === 0) return [await claimFlags(context)];
  return await Promise.all(sources.map((source) => claimSource(source, context)));
}

function contextOf(
  client: KubeClient,
  selection: Selection,
  request: SelectionRequest,
  options: ResolveOptions,
): ClaimContext {
  const { signal } = options;
  const said = new Set<string>();
  const say = (notice: TargetNotice): void => {
    if (notice.onceKey !== undefined) {
      if (said.has(notice.onceKey)) return;
      said.add(notice.onceKey);
    }
    options.onNotice?.(notice);
  };
  const types = new TypeCatalog(client, signal);
  return {
    ...{ client, selection, request, options, types, say },
    owners: new OwnerIndex(client, types, say),
    lookup: new PodLookup(client, request.required, request.sources.length, signal),
    explainer: new Explainer(client, request.place, signal),
  };
}
