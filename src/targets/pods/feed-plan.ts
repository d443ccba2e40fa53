import type { Claim, PodQuery } from "../claims/claim.ts";

/** One list or watch of pods, and whose pods come with it. */
export interface FeedSpec {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  readonly query: PodQuery;
  readonly claims: readonly Claim[];
}

/** So many selective lists or watches of one namespace are cheaper than one of everything in it. */
const maxSelectiveFeeds = 8;

/**
 * The fewest lists or watches that bring the pods of all claims: one of a scope's everything where a claim needs that,
 * or where selective ones would be many; otherwise one for each different query. A list of the whole cluster
 * makes those of its namespaces needless.
 * @param required the user's own selectors, part of every query.
 */
export function planFeeds(claims: readonly Claim[], required: PodQuery): readonly FeedSpec[] {
  const active = claims.filter(({ query, pods }) => query !== undefined && pods === undefined);
  const known = claims.filter(({ pods }) => pods !== undefined);
  const feeds: FeedSpec[] = known.map((claim) => ({ namespace: claim.scope.namespace, query: {}, claims: [claim] }));
  const ofAll: Claim[] = [];
  const scopes = Map.groupBy(active, ({ scope }) => scope.namespace);
  const inCluster = scopes.get(undefined) ?? [];
  const isClusterListed = inCluster.some((claim) => isEmpty(claim.query) && claim.isQueryNeeded !== true);
  for (const [namespace, members] of scopes) {
    const [own, shared] = partition(members, ({ isQueryNeeded }) => isQueryNeeded === true);
    for (const claim of own) feeds.push({ namespace, query: joinQueries(required, claim.query), claims: [claim] });
    if (isClusterListed) {
      ofAll.push(...shared);
      continue;
    }
    const byQuery = Map.groupBy(shared, ({ query }) => keyOfQuery(query));
    if (byQuery.has(keyOfQuery({})) || byQuery.size > maxSelectiveFeeds) {
      feeds.push({ namespace, query: required, claims: shared });
      continue;
    }
    for (const same of byQuery.values()) {
      feeds.push({ namespace, query: joinQueries(required, same[0]?.query), claims: same });
    }
  }
  return ofAll.length === 0 ? feeds : [{ query: required, claims: ofAll }, ...feeds];
}

/** Both queries at once. */
export function joinQueries(one: PodQuery, other: PodQuery | undefined): PodQuery {
  const labelSelector = joinSelectors(one.labelSelector, other?.labelSelector);
  const fieldSelector = joinSelectors(one.fieldSelector, other?.fieldSelector);
  return {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}

/** The same text for the same query. */
export function keyOfQuery(query: PodQuery | undefined): string {
  return `${query?.labelSelector ?? ""}|${query?.fieldSelector ?? ""}`;
}

function isEmpty(query: PodQuery | undefined): boolean {
  return keyOfQuery(query) === keyOfQuery({});
}

function joinSelectors(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  return `${one},${other}`;
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] {
  const first: T[] = [];
  const rest: T[] = [];
  for (const item of items) (isFirst(item) ? first : rest).push(item);
  return [first, rest];
}
