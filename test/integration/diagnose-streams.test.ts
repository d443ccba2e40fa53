import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { Fault } from "../../src/demo/server/http/faults.ts";
import { type DiagnoseRun, runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";
import { follows, idleTimeout } from "../support/faults.ts";

const timeout = 60_000;

/** Watches a pod's follow while it writes a line now and then. */
async function observe(cluster: FakeCluster, span: string, writeEachMs?: number): Promise<DiagnoseRun> {
  const container = cluster.world.addPod({ namespace: "shop", name: "web-1" }).container();
  container.writeLine("hi");
  const timer = writeEachMs === undefined ? undefined : setInterval(() => container.writeLine("tick"), writeEachMs);
  try {
    return await runDiagnosis(cluster, ["web-1", "--observe", span, "-q"]);
  } finally {
    clearInterval(timer);
  }
}

/** Ends every follow when it is so old. */
function ageLimit(ageMs: number): Fault {
  return {
    matches: ({ path, query }) => path.endsWith("/log") && query.get("follow") === "true",
    wrap: ({ reply, signal }) => {
      const timer = setTimeout(() => reply.cutConnection("reset"), ageMs);
      signal.addEventListener("abort", () => clearTimeout(timer));
      return reply;
    },
  };
}

test("D3 --observe: quiet follows that are cut regularly may be cut for their silence or their age: both, and how to tell", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.faults.add(idleTimeout(700, "reset", follows));
  const run = await observe(cluster, "6s");
  const [found] = run.findings.filter(({ hop }) => hop === "stream");
  assert.equal(found?.code, "stream-cut", JSON.stringify(run.hops.at(-1)));
  assert.match(
    found.verdict,
    /^Follows of container "main" of pod shop\/web-1 are cut every \d\.\d s; nothing was written meanwhile, so it may be their silence or their age\.$/,
  );
  assert.equal(found.causes.length, 2);
  for (const { check } of found.causes) assert.ok(check);
  assert.equal(run.exitCode, 10);
});

test("D3 --observe: follows that are cut at an age although lines come", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.faults.add(ageLimit(1200));
  const run = await observe(cluster, "7s", 50);
  const [found] = run.findings.filter(({ hop }) => hop === "stream");
  assert.equal(found?.code, "stream-cut", JSON.stringify(run.hops.at(-1)));
  assert.match(found.verdict, /are cut every \d\.\d s, whether lines come or not\.$/);
});

test("D3 --observe: a follow that lives is no fault, and the rest is told as without", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  const run = await observe(cluster, "2s", 100);
  assert.equal(run.exitCode, 0, JSON.stringify(run.findings));
  assert.match(run.hops.at(-1)?.says ?? "", /^not cut within 2\.\d s$/);
});

test("D3 --observe: one cut is too little for a rule", { timeout }, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.faults.add({ ...ageLimit(500), times: 1 });
  const run = await observe(cluster, "3s", 100);
  const [found] = run.findings.filter(({ hop }) => hop === "stream");
  assert.equal(found?.code, "stream-broken");
  assert.match(found.verdict, /was cut once within 3\.\d s, after \d\.\d s: too little to see a rule\.$/);
  assert.equal(found.level, "note");
  assert.equal(run.exitCode, 0);
});

test("D3 without --observe something that shows itself before the API server is a suspicion, and no fault", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  cluster.world.addPod({ namespace: "shop", name: "web-1" }).container().writeLine("hi");
  cluster.faults.add({
    matches: ({ path }) => path.endsWith("/log"),
    wrap: ({ reply }) => ({
      ...reply,
      head: (status, headers) => reply.head(status, { ...headers, via: "1.1 gateway" }),
    }),
  });
  const run = await runDiagnosis(cluster, ["web-1"]);
  const [found] = run.findings;
  assert.equal(found?.code, "stream-in-between", JSON.stringify(run.findings));
  assert.match(
    found.verdict,
    /^Something stands before the API server and may end follows that are quiet, or old: whether it does is not measured here\.$/,
  );
  assert.match(found.causes[0]?.check ?? "", /--observe 5m/);
  assert.equal(run.exitCode, 0);
});
