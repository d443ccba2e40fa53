import { hasCode } from "../../errors/kt-error.ts";
import type { KubeClient, WatchEvent } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { pause } from "../../time/pause.ts";
import { podType } from "../kinds/built-in-types.ts";
import { collectionPath, objectPath } from "../kinds/resource-type.ts";
import type { ResolveOptions } from "../selection.ts";
import { type FeedSpec, keyOfQuery } from "./feed-plan.ts";

/**
 * The pods of a feed: one list for a finished read, in a follow what a watch tells. A feed for one pod by name goes
 * on without the right to list, by GET on a timer.
 * @throws KtError when the first list fails.
 */
export async function* podEvents(
  client: KubeClient,
  spec: FeedSpec,
  options: ResolveOptions,
): AsyncGenerator<WatchEvent<Pod>, void, void> {
  const path = collectionPath(podType, spec.namespace);
  const request = { query: { ...spec.query }, signal: options.signal };
  const [claim, ...others] = spec.claims;
  if (claim?.pods !== undefined) {
    yield { type: "LISTED", items: claim.pods };
    return;
  }
  // A GET knows no selectors, so with the user's own ones it is no replacement.
  const isOnePod = others.length === 0 && keyOfQuery(spec.query) === keyOfQuery(claim?.query);
  const name = isOnePod ? claim?.podName : undefined;
  try {
    if (options.follow) yield* client.watch<Pod>(path, request);
    else yield { type: "LISTED", items: (await client.list<Pod>(path, request)).items };
  } catch (error) {
    if (!hasCode(error, "KT_FORBIDDEN") || name === undefined || spec.namespace === undefined) throw error;
    yield* pollPod(client, objectPath(podType, spec.namespace, name), options);
  }
}

/** One pod by GET: a list of it, or of nothing, at each turn. */
async function* pollPod(
  client: KubeClient,
  path: string,
  { follow, signal, clock, pollMs = 2000 }: ResolveOptions,
): AsyncGenerator<WatchEvent<Pod>, void, void> {
  let isFirst = true;
  while (!signal.aborted) {
    try {
      yield { type: "LISTED", items: [await client.get<Pod>(path, { signal })] };
      isFirst = false;
    } catch (error) {
      if (signal.aborted) return;
      if (hasCode(error, "KT_NOT_FOUND")) yield { type: "LISTED", items: [] };
      // Later failures are a server that is away for a while; the next turn asks again.
      else if (isFirst) throw error;
      isFirst = false;
    }
    if (!follow) return;
    await pause(clock, pollMs, signal);
  }
}
