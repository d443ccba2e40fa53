import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { TypeCatalog } from "../../../../src/targets/kinds/type-catalog.ts";
import { MemoryClient } from "../../../support/memory-client.ts";

const { signal } = new AbortController();

test("L2 discovery: a built-in word asks nothing", async () => {
  const client = new MemoryClient();
  assert.equal((await new TypeCatalog(client, signal).find("deploy"))?.plural, "deployments");
  assert.deepEqual(client.requests, []);
});

for (const [style, put] of [
  ["aggregated", putAggregated],
  ["one document for each group", putPlain],
] as const) {
  test(`L2 discovery, ${style}: a custom kind by singular, plural, short and qualified name, asked for once`, async () => {
    const client = new MemoryClient();
    put(client);
    const types = new TypeCatalog(client, signal);
    for (const word of ["rollout", "Rollouts", "ro", "rollouts.argoproj.io", "rollout.v1alpha1.argoproj.io"]) {
      const type = await types.find(word);
      assert.deepEqual(
        [type?.group, type?.version, type?.kind, type?.plural, type?.isNamespaced, type?.hasScale],
        ["argoproj.io", "v1alpha1", "Rollout", "rollouts", true, true],
        word,
      );
    }
    assert.equal((await types.find("tenant"))?.isNamespaced, false);
    assert.equal((await types.findKind("argoproj.io", "Rollout"))?.plural, "rollouts");
    assert.equal(await types.find("rollouts.example.com"), undefined);
    assert.equal(new Set(client.requests).size, client.requests.length);
  });
}

test("L31 an unknown type is answered with the near ones, and the command that was meant", async () => {
  const client = new MemoryClient();
  putAggregated(client);
  const error = await new TypeCatalog(client, signal).unknownType("rolout", "shop:rolout/web/app", " -n db");
  assert.ok(hasCode(error, "KT_NOT_FOUND"));
  assert.match(error.message, /"rolout"/);
  assert.equal(error.hint, "Did you mean rollout? kubectl kt logs shop:rollout/web/app");
});

test("L2 discovery that is forbidden knows the built-in types", async () => {
  const client = new MemoryClient();
  client.refuses = () => true;
  const types = new TypeCatalog(client, signal);
  assert.equal(await types.find("rollout"), undefined);
  assert.deepEqual(await types.near("deplo"), ["deploy"]);
});

function putAggregated(client: MemoryClient): void {
  client.putDocument("/api", { kind: "APIGroupDiscoveryList", items: [] });
  const resources = [
    {
      resource: "rollouts",
      responseKind: { kind: "Rollout" },
      scope: "Namespaced",
      singularResource: "rollout",
      shortNames: ["ro"],
      verbs: ["get", "list"],
      subresources: [{ subresource: "scale" }],
    },
    { resource: "tenants", responseKind: { kind: "Tenant" }, scope: "Cluster", singularResource: "", verbs: ["get"] },
    {
      resource: "reviews",
      responseKind: { kind: "Review" },
      scope: "Cluster",
      singularResource: "",
      verbs: ["create"],
    },
  ];
  const versions = [{ version: "v1alpha1", resources }];
  client.putDocument("/apis", {
    kind: "APIGroupDiscoveryList",
    items: [{ metadata: { name: "argoproj.io" }, versions }],
  });
}

function putPlain(client: MemoryClient): void {
  client.putDocument("/api", { kind: "APIVersions", versions: ["v1"] });
  client.putDocument("/api/v1", { resources: [{ name: "pods", kind: "Pod", namespaced: true, verbs: ["get"] }] });
  const preferredVersion = { version: "v1alpha1" };
  client.putDocument("/apis", {
    groups: [
      { name: "argoproj.io", preferredVersion },
      { name: "gone.io", preferredVersion },
    ],
  });
  client.putDocument("/apis/argoproj.io/v1alpha1", {
    resources: [
      {
        name: "rollouts",
        singularName: "rollout",
        kind: "Rollout",
        namespaced: true,
        shortNames: ["ro"],
        verbs: ["get"],
      },
      { name: "rollouts/scale", singularName: "", kind: "Scale", namespaced: true, verbs: ["get"] },
      { name: "tenants", singularName: "", kind: "Tenant", namespaced: false, verbs: ["get"] },
    ],
  });
}
