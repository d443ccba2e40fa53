import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim, PodQuery } from "../../../../src/targets/claims/claim.ts";
import { claimOfPods } from "../../../../src/targets/claims/pod-claims.ts";
import { clusterScope, namespaceScope } from "../../../../src/targets/claims/scope.ts";
import { globPattern } from "../../../../src/targets/grammar/name-pattern.ts";
import { planFeeds } from "../../../../src/targets/pods/feed-plan.ts";

const web = claim("shop", { labelSelector: "app=web" });
const api = claim("shop", { labelSelector: "app=api" });
const webAgain = claim("shop", { labelSelector: "app=web" });
const all = claim("shop", {});
const other = claim("batch", { labelSelector: "job-name" });
const everywhere = claimOfPods(clusterScope(), () => undefined);
const custom: Claim = { ...claim("shop", { labelSelector: "scaled" }), isQueryNeeded: true };
const dormant: Claim = { ...claim("shop", {}), query: undefined };

const rows: readonly (readonly [string, readonly Claim[], readonly string[]])[] = [
  ["different selectors are lists of their own", [web, api], ["shop app=web", "shop app=api"]],
  ["the same selector is one list", [web, webAgain], ["shop app=web"]],
  ["a claim of everything in a namespace takes the selective ones in", [web, all, api], ["shop "]],
  ["two namespaces are two lists", [web, other], ["shop app=web", "batch job-name"]],
  ["a list of the cluster makes those of its namespaces needless", [web, everywhere, other], ["* "]],
  ["what only its query can judge keeps its own list", [custom, all], ["shop scaled", "shop "]],
  ["what does not exist yet needs no list", [dormant], []],
];

for (const [title, claims, feeds] of rows) {
  test(`L6 feeds: ${title}`, () => {
    const plan = planFeeds(claims, {});
    assert.deepEqual(
      plan.map(({ namespace, query }) => `${namespace ?? "*"} ${query.labelSelector ?? ""}`),
      feeds,
    );
    const planned = plan.flatMap((feed) => feed.claims);
    assert.equal(new Set(planned).size, planned.length);
    assert.deepEqual(new Set(planned), new Set(claims.filter(({ query }) => query !== undefined)));
  });
}

test("L6 feeds: many selectors in one namespace become one list", () => {
  const claims = Array.from({ length: 9 }, (_, index) => claim("shop", { labelSelector: `app=${index}` }));
  assert.deepEqual(
    planFeeds(claims, {}).map(({ query }) => query),
    [{}],
  );
  assert.equal(planFeeds(claims.slice(1), {}).length, 8);
});

test("L3 feeds: the user's own selectors are part of every query", () => {
  const required = { labelSelector: "tier=x", fieldSelector: "status.phase=Running" };
  const named = claim("shop", { fieldSelector: "metadata.name=a" });
  assert.deepEqual(
    planFeeds([web, named], required).map(({ query }) => query),
    [
      { labelSelector: "tier=x,app=web", fieldSelector: "status.phase=Running" },
      { labelSelector: "tier=x", fieldSelector: "status.phase=Running,metadata.name=a" },
    ],
  );
});

test("L3 feeds: a list of some namespaces of the cluster is one of the cluster, judged by each claim", () => {
  const prod = claimOfPods(clusterScope(globPattern("prod-*")), () => "why");
  assert.deepEqual(
    planFeeds([prod], {}).map(({ namespace, query }) => [namespace, query]),
    [[undefined, {}]],
  );
  assert.equal(prod.scope.accepts("prod-1"), true);
  assert.equal(prod.scope.accepts("dev-1"), false);
});

function claim(namespace: string, query: PodQuery): Claim {
  return claimOfPods(namespaceScope(namespace), () => "why", query);
}
