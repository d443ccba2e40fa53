import assert from "node:assert/strict";
import { test } from "node:test";
import { podObject } from "../../support/pod-objects.ts";
import { errorOf, namesOf, resolveText } from "../../support/target-resolving.ts";
import { addRollouts, memoryShop } from "../../support/memory-shop.ts";

test("L4 a container that no pod has is an error with the names there are; beside another one it is a warning", async () => {
  const client = memoryShop();
  for (const selection of ["mixed/nope", { sources: ["mixed"], containers: ["nope"] }] as const) {
    const error = await errorOf(client, selection);
    assert.equal(error.code, "KT_NO_SUCH_CONTAINER");
    assert.match(error.message, /mixed.* has no container nope/);
    assert.match(error.hint ?? "", /setup, sidecar, main, debugger/);
  }
  const { set, notices } = await resolveText(client, { sources: ["mixed"], containers: ["main", "nope"] });
  assert.equal(set.initial.length, 1);
  assert.match(notices[0]?.message ?? "", /no pod has a container nope/);
});

test("L4 what flags leave out again is told apart from what is not there", async () => {
  const error = await errorOf(memoryShop(), { sources: ["mixed/setup"], initContainers: false });
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /left out/);
  const pods = await errorOf(memoryShop(), { sources: ["deploy/web"], nodes: ["node-2"], excludePods: ["x"] });
  assert.match(pods.message, /all 2 pods of deploy\/web are left out by --node node-2 --exclude-pod x/);
});

test("L3 what flags leave out is told by the flags that did, and the containers by their states", async () => {
  const pods = await errorOf(memoryShop(), { labelSelector: "app=web", nodes: ["node-2", "none"] });
  assert.match(pods.message, /^all \d pods of -l app=web are left out by --node node-2,none$/);
  const states = await errorOf(memoryShop(), { sources: ["deploy/web"], containerStates: ["terminated"] });
  assert.match(states.message, /is left out \(app is (running|waiting)\)$/);
  const slip = await errorOf(memoryShop(), { sources: ["deploy/web"], containerStates: ["runing"] });
  assert.equal(slip.hint, "did you mean --container-state running?");
});

const missingNodes: readonly (readonly [nodes: readonly string[], message: string, hint: RegExp])[] = [
  [["nod-1"], 'node "nod-1" does not exist', /^Did you mean node-1 or node-2\? --node node-1$/],
  [["gpu"], 'node "gpu" does not exist', /^There are: node-1, node-2$/],
  [["gpu-*"], 'no node has the name "gpu-*"', /^There are: node-1, node-2$/],
  [["nod-1", "gpu"], 'no node has the name "nod-1" or "gpu"', /^Did you mean node-1/],
];

for (const [nodes, message, hint] of missingNodes) {
  test(`L3 L31 --node ${nodes.join()}: that there is no such node is told, with the names of nodes`, async () => {
    for (const selection of [{}, { sources: ["deploy/web"] }]) {
      const error = await errorOf(memoryShop(), { ...selection, nodes });
      assert.deepEqual([error.code, error.message], ["KT_NO_MATCH", message]);
      assert.match(error.hint ?? "", hint);
    }
  });
}

test("L3 L31 one of several namespaces that does not exist is an error, with near names; a follow waits for it", async () => {
  const client = memoryShop();
  const [known = ""] = (await resolveText(client, "deploy/web")).set.initial.map(({ pod }) => pod.namespace);
  const namespaces = [known, "shpo", "none-*"];
  for (const selection of [{ sources: ["deploy/web"] }, { sources: ["web"] }, { labelSelector: "app=web" }]) {
    const { set, notices } = await resolveText(client, { ...selection, namespaces });
    assert.ok(set.initial.length > 0);
    assert.deepEqual(notices, [
      { level: "error", code: "KT_NOT_FOUND", message: 'namespace "shpo" does not exist', hint: "Did you mean shop?" },
    ]);
  }
  const own = await resolveText(client, { sources: [`${known}:deploy/web`], namespaces });
  assert.deepEqual(own.notices, [], "it was not looked for there");
  const follow = await resolveText(client, { sources: ["deploy/web"], namespaces }, { follow: true });
  assert.deepEqual(
    follow.notices.map(({ level, message }) => [level, message]),
    [["info", 'waiting, since namespace "shpo" does not exist']],
  );
  follow.abort();
});

test("L3 an --exclude-pod that leaves out nothing is said", async () => {
  const { set, notices } = await resolveText(memoryShop(), { sources: ["deploy/web"], excludePods: ["web-0", "nope"] });
  assert.deepEqual(
    set.initial.map(({ pod }) => pod.name),
    ["web-1"],
  );
  assert.deepEqual(
    notices.map(({ level, message }) => [level, message]),
    [["warning", "--exclude-pod nope leaves out no pod"]],
  );
});

test("L1 a word that can be no pod's name is a pattern, and never asked for as a name", async () => {
  const every = await namesOf(memoryShop(), ".");
  assert.ok(every.length > 0);
  assert.deepEqual(every, await namesOf(memoryShop(), "*"));
  assert.deepEqual(
    await namesOf(memoryShop(), "-"),
    every.filter((name) => name.includes("-")),
  );
});

test("L1 kubectl's POD CONTAINER is refused with the form that means it", async () => {
  for (const [text, meant] of [
    ["mixed main", "mixed/main"],
    ["deploy/web app", "deploy/web/app"],
  ] as const) {
    for (const follow of [false, true]) {
      const error = await errorOf(memoryShop(), text, { follow });
      assert.equal(error.code, "KT_USAGE");
      assert.equal(error.hint?.split(";")[0], `kubectl kt logs ${meant}`);
    }
  }
  const client = memoryShop();
  client.put("pods", podObject("main"));
  assert.equal((await namesOf(client, "mixed main")).length, 5);
});

test("L1 kubectl's TYPE NAME is refused with the form that means it, whatever pods the name matches", async () => {
  for (const [text, meant] of [
    ["deploy web", "deploy/web"],
    ["deployments web empty", "deploy/web deploy/empty"],
    ["pods web-0", "pod/web-0"],
  ] as const) {
    for (const follow of [false, true]) {
      const error = await errorOf(memoryShop(), text, { follow });
      const [type = ""] = text.split(" ");
      assert.equal(error.code, "KT_USAGE");
      assert.equal(error.message, `"${type}" is a type, and no pod: a name is written behind a slash`);
      assert.equal(error.hint, `kubectl kt logs ${meant.replaceAll(/\w+\//gu, `${type}/`)}`);
    }
  }
  const client = memoryShop();
  client.put("pods", podObject("deploy-0"));
  assert.deepEqual(await namesOf(client, "deploy web-0"), ["shop/deploy-0/deploy-0", "shop/web-0/app"]);
});

test("L1 one of several sources that comes to nothing is an error notice, and the others are read", async () => {
  const { set, notices } = await resolveText(memoryShop(), "web-0 deploy/wbe");
  assert.equal(set.initial.length, 1);
  assert.deepEqual(
    notices.map(({ level, about }) => [level, about]),
    [["error", "deploy/wbe"]],
  );
});

test("L1 no source and no selecting flag is a usage error; a namespace alone selects nothing", async () => {
  for (const selection of [{}, { namespaces: ["shop"] }, { sources: [] }, { excludePods: ["x"] }]) {
    const error = await errorOf(memoryShop(), selection);
    assert.equal(error.code, "KT_USAGE");
    assert.match(error.hint ?? "", /deploy\/web/);
  }
});

const missing: readonly (readonly [string, string, RegExp, RegExp])[] = [
  [
    "deploy/wbe",
    "KT_NOT_FOUND",
    /deployment "wbe" does not exist in namespace "shop"/,
    /^Did you mean web\? kubectl kt logs deploy\/web$/,
  ],
  ["db:deploy/web", "KT_NOT_FOUND", /in namespace "db"/, /another namespace: kubectl kt logs shop:deployment\/web/],
  ["deploy/empty", "KT_NO_MATCH", /deployment\/empty has no pods/, /kubectl describe deployments.apps empty -n shop/],
  ["deploy/x*", "KT_NO_MATCH", /"deploy\/x\*" matches no pods/, /There are: empty, web/],
  ["pod/web-7", "KT_NOT_FOUND", /pod "web-7" does not exist/, /Did you mean web-0 or web-1/],
  ["nosuch", "KT_NO_MATCH", /no pod in namespace "shop" matches "nosuch"/, /There are: mixed, web-0, web-1/],
  [
    "sts/db",
    "KT_NOT_FOUND",
    /statefulset "db" does not exist in namespace "shop"/,
    /^There are none at all\. To see for yourself: kubectl get statefulsets\.apps -n shop$/,
  ],
  ["db-0", "KT_NO_MATCH", /no pod in namespace "shop"/, /kubectl kt logs db:db-0/],
  ["d[a-b]-", "KT_NO_MATCH", /no pod in namespace "shop"/, /another namespace: kubectl kt logs db:'d\[a-b\]-'$/],
  ["re:db", "KT_NO_MATCH", /no pod in namespace "shop"/, /another namespace: kubectl kt logs db:re:db$/],
  ["db-?/db", "KT_NO_MATCH", /no pod in namespace "shop"/, /another namespace: kubectl kt logs db:'db-\?\/db'$/],
  ["shpo:web", "KT_NOT_FOUND", /namespace "shpo" does not exist/, /Did you mean shop/],
  ["shpo:deploy/web", "KT_NOT_FOUND", /namespace "shpo" does not exist/, /Did you mean shop/],
  ["deplo/web", "KT_NOT_FOUND", /"deplo" is no type/, /kubectl kt logs deploy\/web/],
  ["dep/web", "KT_NO_MATCH", /^"dep" is no type that the cluster knows, and no pod/, /kubectl kt logs deploy\/web$/],
  [
    "no-such-kind/x",
    "KT_NO_MATCH",
    /^"no-such-kind" is no type that the cluster knows, and no pod/,
    /There are: mixed/,
  ],
  ["shop/web-0", "KT_NO_MATCH", /"shop" is no type/, /^"shop" is a namespace: kubectl kt logs shop:web-0$/],
  [
    "shop/deploy/web",
    "KT_NOT_FOUND",
    /"shop" in "shop\/deploy\/web" is no type/,
    /^"shop" is a namespace: kubectl kt logs shop:deploy\/web$/,
  ],
  ["dply/web/app", "KT_NOT_FOUND", /"dply" in "dply\/web\/app" is no type/, /kubectl api-resources/],
  ["node/node-9", "KT_NOT_FOUND", /node "node-9" does not exist/, /node-1 or node-2/],
  [
    "node-1",
    "KT_NO_MATCH",
    /no pod in namespace "shop" matches "node-1"/,
    /^"node-1" is a node\. Its pods: kubectl kt logs node\/node-1; its services: kubectl kt node-logs node-1$/,
  ],
  ["db", "KT_NO_MATCH", /matches "db"/, /^"db" is a namespace\. All of its pods: kubectl kt logs ns\/db$/],
  ["deploy", "KT_NO_MATCH", /no pod/, /kubectl kt logs deploy\/'\*'/],
];

for (const [text, code, message, hint] of missing) {
  test(`L31 ${text}: what is missing is named, with what there is`, async () => {
    const error = await errorOf(memoryShop(), text);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
  });
}

test("L31 without the right to read nodes nothing is said of them", async () => {
  const client = memoryShop();
  client.refuses = (right) => right.startsWith("get nodes");
  assert.equal((await errorOf(client, "node-1")).hint, "There are: mixed, web-0, web-1");
});

for (const [flags, source, hint] of [
  [{ namespaces: ["shop"] }, "deploy/wbe", /kubectl kt logs deploy\/web -n shop$/],
  [{ namespaces: ["shop", "db"] }, "deplo/web", /kubectl kt logs deploy\/web -n shop,db$/],
  [{ namespaces: ["db"] }, "shop:deploy/wbe", /kubectl kt logs shop:deploy\/web$/],
  [{ allNamespaces: true }, "db-1", /kubectl kt logs db-0 -A$/],
  [{ namespaces: ["shop"] }, "deploy", /kubectl kt logs deploy\/'\*' -n shop$/],
] as const) {
  test(`L31 ${JSON.stringify(flags)} ${source}: the command that was meant says where, too`, async () => {
    assert.match((await errorOf(memoryShop(), { sources: [source], ...flags })).hint ?? "", hint);
  });
}

test("L31 -l that selects no pod here says where it would, before values that are near", async () => {
  const client = memoryShop();
  client.put("pods", podObject("far-0", { namespace: "far", labels: { app: "far" } }));
  const selection = { labelSelector: "app=far", namespaces: ["shop"] };
  const hint = "Pods with these labels are in another namespace: kubectl kt logs -l app=far -n far";
  assert.equal((await errorOf(client, selection)).hint, hint);
  client.refuses = (right) => right.startsWith("list pods") && !right.includes("shop");
  assert.match((await errorOf(client, selection)).hint ?? "", /^Values of the label app|Did you mean/);
});

test("L2 without the right to read owners they are told from the pods, and said as a debug notice", async () => {
  const client = memoryShop();
  client.refuses = (right) => !right.includes("pods");
  for (const text of ["deploy/web", "deploy/*", "deploy/w?b", "rs/web-6f48"]) {
    assert.deepEqual(await namesOf(client, text), ["shop/web-0/app", "shop/web-1/app"], text);
  }
  const { set, notices } = await resolveText(client, "deploy/web");
  assert.match(set.initial[0]?.why ?? "", /replicaset\/web-6f48, by its name one of deployment\/web/);
  assert.ok(notices.length > 0 && notices.every(({ level }) => level === "debug"));
  const error = await errorOf(client, "deploy/wbe");
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /not known without the right to get deployments.apps/);
  assert.match(error.hint ?? "", /Did you mean web\?/);
});

test("L2 a Service or a custom kind that may not be read fails with the missing right", async () => {
  const client = memoryShop();
  addRollouts(client);
  client.refuses = (right) => !right.includes("pods") && right.includes("shop");
  assert.match((await errorOf(client, "svc/web")).message, /no right to get services shop/);
  assert.match((await errorOf(client, "rollout/web")).message, /no right to get rollouts.argoproj.io shop/);
});

test("L6 without the right to list a pod named outright is read by get, and everything else says what is missing", async () => {
  const client = memoryShop();
  client.refuses = (right) => !right.startsWith("get pods shop");
  for (const text of ["web-0", "pod/web-0", "web-0/app"]) {
    assert.deepEqual(await namesOf(client, text), ["shop/web-0/app"], text);
  }
  for (const text of ["web-*", "deploy/web", "ns/shop"]) {
    const error = await errorOf(client, text);
    assert.equal(error.code, "KT_FORBIDDEN", text);
    assert.match(error.message, /list pods shop/);
  }
  const error = await errorOf(client, "web");
  assert.equal(error.code, "KT_NO_MATCH");
  assert.match(error.message, /without the right to list pods only its exact name/);
});

test("L6 who may list pods but not get one finds a pod by name all the same", async () => {
  const client = memoryShop();
  client.refuses = (right) => right.startsWith("get");
  assert.deepEqual(await namesOf(client, "web-0"), ["shop/web-0/app"]);
  assert.deepEqual(await namesOf(client, "pod/web-0"), ["shop/web-0/app"]);
});

test("L31 a server that is away is its own error, not one of nothing found", async () => {
  const client = memoryShop();
  client.isAway = true;
  for (const text of ["web", "deploy/web", "svc/web", "*:web"]) {
    assert.equal((await errorOf(client, text)).code, "KT_UNREACHABLE", text);
  }
});
