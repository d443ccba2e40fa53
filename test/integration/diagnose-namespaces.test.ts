import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { webPod } from "../support/diagnose-rows.ts";
import { type DiagnoseRun, runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";

/** A pod with the label `app=web` in `shop` and one in `odd`; jane may read those of `shop`. */
async function startWithTwo(): Promise<FakeCluster> {
  const cluster = await startDiagnoseCluster();
  const labels = { app: "web" };
  cluster.world
    .addPod({ ...webPod, labels })
    .container()
    .writeLine("hi");
  cluster.world
    .addPod({ ...webPod, namespace: "odd", name: "web-2", labels })
    .container()
    .writeLine("hi");
  return cluster;
}

function rightsOf({ hops }: DiagnoseRun): readonly (readonly [result: string, says: string])[] {
  return hops.filter(({ name }) => name === "rights").map(({ result, says }) => [result, says.replace(/;.*/, "")]);
}

for (const order of ["shop,odd", "odd,shop"]) {
  test(`D1 diagnose -n ${order}: the rights are looked at in each namespace, and what may be read is walked`, async () => {
    await using cluster = await startWithTwo();
    const words = ["-l", "app=web", "-n", order];
    const all = await runDiagnosis(cluster, words);
    assert.equal(all.exitCode, 0);
    assert.deepEqual(
      rightsOf(all),
      order.split(",").map((namespace) => ["ok", `logs in namespace "${namespace}" may be read`]),
    );
    const some = await runDiagnosis(cluster, words, { user: "jane" });
    assert.equal(some.exitCode, 10);
    const expected = {
      shop: ["ok", 'logs in namespace "shop" may be read'],
      odd: ["broken", 'not enough in namespace "odd"'],
    };
    assert.deepEqual(
      rightsOf(some),
      order.split(",").map((namespace) => expected[namespace as "shop" | "odd"]),
    );
    assert.deepEqual(
      some.findings.map(({ code, level }) => `${level} ${code}`),
      ["broken no-right-to-logs"],
      "what is refused is told once, and not as something that is not there",
    );
    assert.match(some.findings[0]?.next ?? "", /--resource=pods,pods\/log -n odd /);
    assert.ok(some.hops.some(({ name, result }) => name === "log" && result === "ok"));
  });
}

test("D1 diagnose -n with nothing allowed in any: each namespace is told, and nothing else is reached", async () => {
  await using cluster = await startWithTwo();
  cluster.world.addNamespace("db");
  const run = await runDiagnosis(cluster, ["-l", "app=web", "-n", "odd,db"], { user: "jane" });
  assert.deepEqual(rightsOf(run), [
    ["broken", 'not enough in namespace "odd"'],
    ["broken", 'not enough in namespace "db"'],
  ]);
  assert.ok(
    run.hops.filter(({ name }) => ["source", "pod"].includes(name)).every(({ result }) => result === "not-reached"),
  );
});

test("D1 diagnose of sources of which one may not be seen: it is a want of a right, and not something that is not there", async () => {
  await using cluster = await startWithTwo();
  const { findings } = await runDiagnosis(cluster, ["shop:web-1", "odd:web-2"], { user: "jane" });
  assert.deepEqual(
    findings.map(({ code, hop }) => `${hop} ${code}`),
    ["source no-right-to-pods"],
  );
});
