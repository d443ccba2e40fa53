import assert from "node:assert/strict";
import { test } from "node:test";
import { settle } from "../../support/manual-clock.ts";
import type { MemoryClient } from "../../support/memory-client.ts";
import { controller, ownerObject, type PodFacts, podObject } from "../../support/pod-objects.ts";
import type { Selection } from "../../../src/targets/selection.ts";
import { followSetUp, putDeployment } from "../../support/followed-workloads.ts";

const job = { spec: { selector: { matchLabels: { job: "import" } } } };

const complete = { ...job, status: { conditions: [{ type: "Complete", status: "True" }] } };

const ofJob: PodFacts = {
  labels: { job: "import", "job-name": "import" },
  owner: controller("batch/v1", "Job", "import"),
};

test("L9 a follow of a pod named outright ends when that has finished, or is gone for good", async () => {
  const ends: readonly (readonly [string, (client: MemoryClient) => void])[] = [
    ["it has succeeded", (client) => client.put("pods", podObject("migrate", { phase: "Succeeded" }))],
    ["it has failed", (client) => client.put("pods", podObject("migrate", { phase: "Failed" }))],
    ["it is deleted", (client) => client.remove("pods", "shop", "migrate")],
  ];
  for (const [title, end] of ends) {
    const { client, follow } = followSetUp();
    client.put("pods", podObject("migrate"));
    const { hasEnded } = await follow("migrate");
    await settle();
    assert.equal(hasEnded(), false, title);
    end(client);
    await settle();
    assert.equal(hasEnded(), true, title);
  }
});

test("L9 a follow of finished things named outright ends at once; of one of two it does not", async () => {
  const { client, follow } = followSetUp();
  client.put("pods", podObject("one", { phase: "Succeeded" }));
  client.put("pods", podObject("two"));
  const only = await follow("one");
  const both = await follow("one pod/two");
  await settle();
  assert.equal(only.set.initial.length, 1);
  assert.equal(only.hasEnded(), true);
  assert.equal(both.hasEnded(), false);
});

test("L9 --wait-for-new stays; so do patterns, selectors and workloads that go on", async () => {
  const { client, follow } = followSetUp();
  putDeployment(client, { app: "web" }, "web-1", "Succeeded");
  client.put("pods", podObject("one", { phase: "Succeeded" }));
  const stays: readonly Selection[] = [
    { sources: ["one"], waitForNew: true },
    { sources: ["on*"] },
    { labelSelector: "app=web" },
    { sources: ["deploy/web"] },
  ];
  for (const selection of stays) {
    const { hasEnded } = await follow(selection);
    await settle();
    assert.equal(hasEnded(), false, JSON.stringify(selection));
  }
});

test("L9 a follow of a Job ends with the Job, after its last pods were listed once more", async () => {
  const { client, follow } = followSetUp();
  client.put("jobs.batch", ownerObject("Job", "import", job));
  client.put("pods", podObject("import-a", ofJob));
  const { joined, hasEnded } = await follow("job/import");
  client.put("pods", podObject("import-a", { ...ofJob, phase: "Failed" }));
  await settle();
  assert.equal(hasEnded(), false, "another try may come");
  client.deaf.add("pods");
  client.put("pods", podObject("import-b", { ...ofJob, phase: "Succeeded" }));
  client.put("jobs.batch", ownerObject("Job", "import", complete));
  await settle();
  assert.deepEqual(joined, ["shop/import-b/import-b"]);
  assert.equal(hasEnded(), true);
});

test("L9 a Job that may only be got is asked for on a timer, over a server that is away, and does not end with the right", async () => {
  const { client, clock, follow } = followSetUp();
  client.refuses = (right) => right.startsWith("list jobs");
  client.put("jobs.batch", ownerObject("Job", "import", job));
  client.put("pods", podObject("import-a", ofJob));
  const { hasEnded } = await follow("job/import");
  client.isAway = true;
  await clock.advance(5000);
  client.isAway = false;
  assert.equal(hasEnded(), false);
  client.put("jobs.batch", ownerObject("Job", "import", complete));
  await clock.advance(5000);
  assert.equal(hasEnded(), true);
  client.put("jobs.batch", ownerObject("Job", "import", job));
  const third = await follow("job/import");
  client.refuses = (right) => right.includes("jobs");
  await clock.advance(5000);
  assert.equal(third.hasEnded(), false);
});

test("L9 a Job that is complete already, or is deleted, ends its follow", async () => {
  const { client, follow } = followSetUp();
  client.put("jobs.batch", ownerObject("Job", "import", complete));
  client.put("pods", podObject("import-a", { ...ofJob, phase: "Succeeded" }));
  const { set, hasEnded } = await follow("job/import");
  await settle();
  assert.equal(set.initial.length, 1);
  assert.equal(hasEnded(), true);
  client.put("jobs.batch", ownerObject("Job", "import", job));
  const running = await follow("job/import");
  client.remove("jobs.batch", "shop", "import");
  await settle();
  assert.equal(running.hasEnded(), true);
});

test("L9 without the right to read the Job its follow says that it will not end by itself, and what --exit-on-complete goes by", async () => {
  const { client, follow } = followSetUp();
  client.refuses = (right) => right.includes("jobs");
  client.put("pods", podObject("import-a", { ...ofJob, phase: "Succeeded" }));
  const { set, notices, hasEnded } = await follow("job/import");
  await settle();
  assert.equal(set.initial.length, 1);
  assert.equal(hasEnded(), false);
  assert.ok(
    notices.some(
      ({ level, message }) =>
        level === "info" &&
        message.endsWith("does not end by itself, with --exit-on-complete as soon as its pods have ended"),
    ),
  );
});

test("L6 a follow that has no pod left, and waits for new ones, says so each time", async () => {
  const { client, follow } = followSetUp();
  putDeployment(client, { app: "web" });
  const { notices, hasEnded } = await follow("deploy/web");
  const said = (): number => notices.filter(({ message }) => message.startsWith("no pod is left; waiting")).length;
  client.put("pods", podObject("other", { labels: { app: "web" } }));
  client.remove("pods", "shop", "other");
  await settle();
  assert.equal(said(), 0);
  for (const round of [1, 2]) {
    client.remove("pods", "shop", "web-1-a");
    await settle();
    assert.equal(said(), round);
    assert.equal(hasEnded(), false);
    putDeployment(client, { app: "web" });
    await settle();
  }
  const named = await follow("web-1-a");
  client.remove("pods", "shop", "web-1-a");
  await settle();
  assert.equal(named.hasEnded(), true);
  assert.deepEqual(named.notices, []);
});
