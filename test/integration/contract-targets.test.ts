import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import type { Selection } from "../../src/targets/selection.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ClosableClient, connectWith } from "../support/kube-client.ts";
import { errorOf, resolveText, textOf } from "../support/target-resolving.ts";

// The example workloads, on the fake API server, and on a real one where KT_TEST_KUBECONFIG names it. What controllers
// put behind a name is written as #; the number before is that of the containers, where it is the same at all times.
type Row = readonly [source: string, containers: readonly string[]];

const web = ["3 shop/web-#-#/web"];
const api = ["2 shop/api-#-#/proxy", "2 shop/api-#-#/server"];
const db = ["1 shop/db-0/db", "1 shop/db-1/db"];
const mixed = ["1 odd/mixed/debugger", "1 odd/mixed/main", "1 odd/mixed/setup", "1 odd/mixed/sidecar"];

/** What needs no right but to see pods. */
const podRows: readonly Row[] = [
  ["shop:db-0", ["1 shop/db-0/db"]],
  ["shop:pod/db-0", ["1 shop/db-0/db"]],
  ["shop:po/db-0/db", ["1 shop/db-0/db"]],
  ["shop:db-0/db", ["1 shop/db-0/db"]],
  ["shop:db-?", db],
  ["shop:pods/db-*", db],
  ["shop:^db-[01]$", db],
  ["shop:re:db", db],
  ["shop:web", web],
  ["shop:web-*/w*", web],
  ["shop:api/proxy", ["2 shop/api-#-#/proxy"]],
  ["shop:deploy/web", web],
  ["shop:deployment/web/web", web],
  ["shop:deployments/w*", web],
  ["shop:deployment.apps/web", web],
  ["shop:deployments.v1.apps/web", web],
  ["shop:deploy/api/proxy", ["2 shop/api-#-#/proxy"]],
  ["shop:deploy/*", [...api, ...web]],
  ["shop:rs/web-*", web],
  ["shop:sts/db", db],
  ["shop:statefulsets/*", db],
  ["shop:deploy/api/s* sts/db", ["2 shop/api-#-#/server", ...db]],
];

const namespaceRows: readonly Row[] = [
  ["shop:ds/collector", ["shop/collector-#/collector"]],
  ["shop:daemonset/*", ["shop/collector-#/collector"]],
  ["ns/shop", [...api, "shop/collector-#/collector", ...db, ...web]],
  ["shop:node/*", [...api, "shop/collector-#/collector", ...db, ...web]],
];

const batchRows: readonly Row[] = [
  ["batch:job/import", ["batch/import-#/import"]],
  ["batch:jobs.batch/broken", ["2 batch/broken-#/broken"]],
  ["batch:cj/report", ["batch/report-#-#/report"]],
  ["batch:cronjob/*", ["batch/report-#-#/report"]],
];

const oddRows: readonly Row[] = [
  ["odd:mixed", mixed],
  ["odd:pod/mixed/*", mixed],
  ["odd:mixed/setup", ["1 odd/mixed/setup"]],
  ["odd:mixed/deb*", ["1 odd/mixed/debugger"]],
  ["odd:crash", ["1 odd/crash/crash"]],
  ["odd:noimage", ["1 odd/noimage/noimage"]],
  ["odd:pending", ["1 odd/pending/pending"]],
];

const adminRows: readonly Row[] = [
  ["shop:svc/web", web],
  ["shop:services/*", [...db, ...web]],
  ["*:svc/web", web],
  ["*:deploy/web", web],
  ["*:mixed", mixed],
  ["sh?p:db-0", ["1 shop/db-0/db"]],
];

suite("targets of the example workloads", { timeout: 120_000 }, () => {
  let cluster: E2eCluster;
  const clients = new Map<string, ClosableClient>();
  before(async () => {
    cluster = await openE2eCluster();
    clients.set("an administrator", await connectWith(cluster.kubeconfig));
    for (const namespace of ["shop", "batch", "odd"]) {
      const seeing = await cluster.userKubeconfig("podsAndLogs", [namespace]);
      clients.set(`one who sees pods in ${namespace}`, await connectWith(seeing, { namespace }));
    }
    const getting = await cluster.userKubeconfig("logsWithoutList", ["shop", "odd"]);
    clients.set("one who may only get pods", await connectWith(getting, { namespace: "shop" }));
  });
  after(async () => {
    for (const client of clients.values()) await client.close();
    await cluster[Symbol.asyncDispose]();
  });

  checkRows("an administrator", [...podRows, ...namespaceRows, ...batchRows, ...oddRows, ...adminRows]);
  checkRows("one who sees pods in shop", [...podRows, ...namespaceRows]);
  checkRows("one who sees pods in batch", batchRows);
  checkRows("one who sees pods in odd", oddRows);
  checkRows("one who may only get pods", podRows.slice(0, 4));
  checkRows("one who may only get pods", oddRows);

  test("L3 an administrator: -A with a label, and a field", async () => {
    const client = clientOf("an administrator");
    assert.deepEqual(
      await containersOf(client, { allNamespaces: true, labelSelector: "app=web" }),
      withoutNumbers(web),
    );
    const field = { namespaces: ["shop", "odd"], fieldSelector: "metadata.name=mixed" };
    assert.deepEqual(await containersOf(client, field), withoutNumbers(mixed));
  });

  const failures: readonly (readonly [string, string, string, RegExp])[] = [
    ["an administrator", "shop:deploy/wbe", "KT_NOT_FOUND", /Did you mean web\?/],
    ["an administrator", "deploy/web", "KT_NOT_FOUND", /kubectl kt logs shop:deployment\/web/],
    ["an administrator", "shop:pod/db-7", "KT_NOT_FOUND", /Did you mean db-0 or db-1/],
    ["an administrator", "shop:nosuch", "KT_NO_MATCH", /There are: api-/],
    ["an administrator", "shoop:deploy/web", "KT_NOT_FOUND", /Did you mean shop/],
    ["an administrator", "shop:deplo/web", "KT_NOT_FOUND", /shop:deploy\/web/],
    ["an administrator", "shop:deploy/api/nope", "KT_NO_SUCH_CONTAINER", /server, proxy/],
    ["one who sees pods in shop", "svc/web", "KT_FORBIDDEN", /--resource=services/],
    ["one who sees pods in shop", "odd:mixed", "KT_FORBIDDEN", /--resource=pods,pods\/log -n odd/],
    ["one who sees pods in shop", "*:web", "KT_FORBIDDEN", /clusterrole/],
    ["one who sees pods in shop", "deploy/wbe", "KT_NO_MATCH", /Did you mean web\?/],
    ["one who may only get pods", "deploy/web", "KT_FORBIDDEN", /--verb=get,list,watch/],
    ["one who may only get pods", "db-*", "KT_FORBIDDEN", /--verb=get,list,watch/],
    ["one who may only get pods", "db", "KT_NO_MATCH", /kubectl get pods -n shop/],
  ];
  for (const [who, source, code, hint] of failures) {
    test(`L31 ${who}: ${source} is ${code}, with what to do`, async () => {
      const error = await errorOf(clientOf(who), source);
      assert.equal(error.code, code, error.message);
      assert.match(error.hint ?? "", hint);
    });
  }

  function checkRows(who: string, rows: readonly Row[]): void {
    for (const [source, containers] of rows) {
      test(`L1 L2 L6 ${who}: ${source}`, async () => {
        // The second source of a row is meant in the same namespace as the first.
        const selection = { sources: source.split(" "), namespaces: [/^(\w+):/.exec(source)?.[1] ?? "default"] };
        assert.deepEqual(await containersOf(clientOf(who), selection, containers), containers);
      });
    }
  }

  function clientOf(who: string): ClosableClient {
    const client = clients.get(who);
    assert.ok(client, who);
    return client;
  }
});

/** The containers of a selection in the form of the rows, counted where `like` counts them. */
async function containersOf(
  client: ClosableClient,
  selection: Selection,
  like: readonly string[] = [],
): Promise<readonly string[]> {
  const { set } = await resolveText(client, selection);
  const found = Map.groupBy(set.initial, (target) => withoutSuffix(textOf(target)));
  return [...found]
    .map(([name, targets]) => (like.includes(name) || like.length === 0 ? name : `${targets.length} ${name}`))
    .sort((a, b) => (withoutNumber(a) < withoutNumber(b) ? -1 : 1));
}

function withoutSuffix(name: string): string {
  return name
    .replace(/^(\w+\/\w+)-[a-z0-9]{8,10}-[a-z0-9]{5}\//, "$1-#-#/")
    .replace(/^(\w+\/\w+)-[a-z0-9]{5}\//, "$1-#/");
}

function withoutNumber(name: string): string {
  return name.replace(/^\d+ /, "");
}

function withoutNumbers(names: readonly string[]): readonly string[] {
  return names.map(withoutNumber);
}
