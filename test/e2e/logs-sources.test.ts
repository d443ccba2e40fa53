import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { runExecutable } from "../support/executable.ts";

let cluster: E2eCluster;
let admin: string;
/** May see pods and read their logs in shop, batch and odd. */
let podsAndLogs: string;
/** May read there the logs of pods that it knows by name. */
let logsWithoutList: string;

before(async () => {
  cluster = await openE2eCluster();
  admin = cluster.kubeconfig;
  podsAndLogs = await cluster.userKubeconfig("podsAndLogs", ["shop", "batch", "odd"]);
  logsWithoutList = await cluster.userKubeconfig("logsWithoutList", ["shop", "batch", "odd"]);
});
after(() => cluster[Symbol.asyncDispose]());

/** Reads the newest line of each container; every name must match one of the patterns, every pattern one name. */
async function assertReads(kubeconfig: string, words: readonly string[], names: readonly RegExp[]): Promise<void> {
  const read = ["logs", "--kubeconfig", kubeconfig, ...words, "--tail-each", "1", "-o", "json"];
  const { exitCode, out, err } = await runExecutable(read);
  assert.equal(exitCode, 0, err);
  const seen = new Set(out.split("\n").slice(0, -1).map(nameIn));
  for (const name of seen)
    assert.ok(
      names.some((pattern) => pattern.test(name)),
      `${name} was read`,
    );
  for (const pattern of names)
    assert.ok(
      [...seen].some((name) => pattern.test(name)),
      `${pattern} is not in ${[...seen].join(" ")}`,
    );
}

function nameIn(line: string): string {
  const entry = JSON.parse(line) as { readonly namespace: string; readonly pod: string; readonly container: string };
  return `${entry.namespace}/${entry.pod}/${entry.container}`;
}

const web = /^shop\/web-\w+-\w+\/web$/;
const apiServer = /^shop\/api-\w+-\w+\/server$/;
const apiProxy = /^shop\/api-\w+-\w+\/proxy$/;
const collector = /^shop\/collector-\w+\/collector$/;
const db = /^shop\/db-[01]\/db$/;
const db0 = /^shop\/db-0\/db$/;
const db1 = /^shop\/db-1\/db$/;
const job = /^batch\/import-\w+\/import$/;
const report = /^batch\/report-\d+-\w+\/report$/;
const mixed = ["setup", "sidecar", "main", "debugger"].map((name) => new RegExp(`^odd/mixed/${name}$`));
const mixedMain = /^odd\/mixed\/main$/;

/** What an administrator may do, and a user who has only pods and their logs: owners are found from the pods. */
const forms: readonly (readonly [words: readonly string[], names: readonly RegExp[]])[] = [
  [["shop:deploy/web"], [web]],
  [["-n", "shop", "deployment/web"], [web]],
  [["-n", "shop", "deployments.apps/web"], [web]],
  [
    ["-n", "shop", "deployments/*"],
    [web, apiServer, apiProxy],
  ],
  [["shop:deploy/api/proxy"], [apiProxy]],
  [["shop:deploy/api", "-c", "server"], [apiServer]],
  [["shop:deploy/api", "--exclude-container", "/^prox/"], [apiServer]],
  [["shop:sts/db"], [db]],
  [["shop:statefulset/d?"], [db]],
  [["shop:ds/collector"], [collector]],
  [["batch:job/import"], [job]],
  [["batch:cj/report"], [report]],
  [["shop:db-0"], [db0]],
  [["shop:pod/db-0"], [db0]],
  [["shop:po/db-*"], [db0, db1]],
  [
    ["-n", "shop", "db-*"],
    [db0, db1],
  ],
  [
    ["-n", "shop", "db-?/d*"],
    [db0, db1],
  ],
  [
    ["-n", "shop", "^(db|collector)-"],
    [db, collector],
  ],
  [["-n", "shop", "re:db"], [db]],
  [["-n", "shop", "re:db", "--exclude-pod", "db-1"], [db0]],
  [["odd:mixed"], mixed],
  [["odd:mixed/main"], [mixedMain]],
  [["odd:mixed/*"], mixed],
  [["odd:mixed", "--init-containers=false", "--ephemeral-containers=false"], [mixedMain]],
  [["odd:mixed", "--ephemeral-containers=false", "--exclude-container", "s*"], [mixedMain]],
  [["-n", "shop", "-l", "app=web"], [web]],
  [
    ["-n", "shop", "-l", "app in (web,db)"],
    [web, db],
  ],
  [["-n", "shop,batch", "-l", "app=web"], [web]],
  [
    ["-n", "shop", "-n", "odd", "-l", "app in (db,mixed)", "-c", "db", "-c", "main"],
    [db, mixedMain],
  ],
  [["-n", "shop", "--field-selector", "metadata.name=db-0"], [db0]],
  [
    ["shop:deploy/web", "shop:db-0", "odd:mixed/main"],
    [web, db0, mixedMain],
  ],
];

for (const [words, names] of forms) {
  test(`L1 L2 L3 L4 sources: ${words.join(" ")}, by an administrator`, () => assertReads(admin, words, names));
  test(`L1 L2 L3 L4 sources: ${words.join(" ")}, by who may see pods and read logs`, () =>
    assertReads(podsAndLogs, words, names));
}

const adminForms: readonly (readonly [words: readonly string[], names: readonly RegExp[]])[] = [
  [["shop:svc/web"], [web]],
  [["shop:service/db"], [db]],
  [["shop:rs/web-*"], [web]],
  [["-A", "-l", "app=web"], [web]],
  [["-A", "-l", "app in (web,mixed)", "--exclude-namespace", "odd"], [web]],
  [["*:mixed/main"], [mixedMain]],
  [
    ["ns/shop", "--exclude-pod", "/^(web|api)-/"],
    [db, collector],
  ],
];

for (const [words, names] of adminForms) {
  test(`L1 L2 L3 sources: ${words.join(" ")}, by an administrator`, () => assertReads(admin, words, names));
}

test("L2 sources: node/NAME is every pod on it, and --node chooses by it", async () => {
  const listed = await runExecutable(["logs", "--kubeconfig", admin, "shop:db-0", "--tail", "1", "-o", "json"]);
  const { node } = JSON.parse(listed.out) as { readonly node: string };
  await assertReads(admin, ["-n", "shop", `node/${node}`, "-c", "db"], [db]);
  await assertReads(admin, ["-n", "shop", "--node", node, "-l", "app=db"], [db]);
});

for (const [words, names] of [
  [["shop:db-0"], [db0]],
  [["pod/db-0"], [db0]],
  [
    ["db-0", "db-1"],
    [db0, db1],
  ],
  [["odd:mixed"], mixed],
  [["odd:mixed/main"], [mixedMain]],
  [["odd:mixed", "-c", "ma*"], [mixedMain]],
] as const) {
  test(`L6 sources: ${words.join(" ")}, by who may get but neither list nor watch`, () =>
    assertReads(logsWithoutList, words, names));
}

for (const [words, right] of [
  [["shop:deploy/web"], /list.*pods/],
  [["-n", "shop", "-l", "app=web"], /list.*pods/],
] as const) {
  test(`L31 sources: ${words.join(" ")}, by who may not list, names the missing right`, async () => {
    const { exitCode, out, err } = await runExecutable(["logs", "--kubeconfig", logsWithoutList, ...words]);
    assert.equal(exitCode, 1);
    assert.equal(out, "");
    assert.match(err, right);
    assert.match(err, /\n {2}hint: /);
  });
}

test("L2 sources: a Service, by who may not read Services, names the missing right", async () => {
  const { exitCode, err } = await runExecutable(["logs", "--kubeconfig", podsAndLogs, "shop:svc/web"]);
  assert.equal(exitCode, 1);
  assert.match(err, /services/);
  assert.match(err, /\n {2}hint: /);
});
