import assert from "node:assert/strict";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import type { Pod } from "../../../../src/kube/objects.ts";
import { PodStore, refOf } from "../../../../src/targets/pods/pod-store.ts";
import { ManualClock, settle } from "../../../support/manual-clock.ts";
import { MemoryClient } from "../../../support/memory-client.ts";
import { type PodFacts, podObject } from "../../../support/pod-objects.ts";

const { signal } = new AbortController();
const watcher = {};

test("PodStates: what is kept is the pod without what nobody reads", () => {
  const { store, put } = setUp();
  const pod = put("web", { labels: { app: "web" } });
  const large = { ...pod, metadata: { ...pod.metadata, managedFields: [1] }, spec: { ...pod.spec, volumes: [1] } };
  store.keep(large);
  const kept = store.current(refOf(pod));
  assert.deepEqual(Object.keys(kept?.spec ?? {}), ["nodeName", "containers", "initContainers", "ephemeralContainers"]);
  assert.equal("managedFields" in (kept?.metadata ?? {}), false);
  assert.deepEqual(kept?.metadata.labels, { app: "web" });
  assert.equal(kept?.status?.phase, "Running");
});

test("PodStates: changed waits for the watch, and compares by identity", async () => {
  const { store, put } = setUp();
  const first = put("web");
  store.keep(first);
  store.update(first, watcher);
  const seen = store.current(refOf(first));
  const told: (Pod | undefined)[] = [];
  const changed = store.changed(refOf(first), seen, signal).then((pod) => told.push(pod));
  store.update(first, watcher);
  await settle();
  assert.equal(told.length, 0, "the same state told again is no change");
  store.update(put("web", { phase: "Succeeded" }), watcher);
  await changed;
  assert.equal(told[0]?.status?.phase, "Succeeded");
  assert.equal(told[0], store.current(refOf(first)));
});

test("PodStates: changed tells at once what changed before it was asked", async () => {
  const { store, put } = setUp();
  store.keep(put("web"));
  const seen = store.current(refOf(put("web")));
  store.update(put("web", { phase: "Failed" }));
  assert.equal((await store.changed(refOf(put("web")), seen, signal))?.status?.phase, "Failed");
});

test("PodStates: changed returns what was seen when it is aborted, and undefined when the pod is gone", async () => {
  const { store, put } = setUp();
  const pod = put("web");
  store.keep(pod);
  store.update(pod, watcher);
  const seen = store.current(refOf(pod));
  const abort = new AbortController();
  const aborted = store.changed(refOf(pod), seen, abort.signal);
  abort.abort();
  assert.equal(await aborted, seen);
  const gone = store.changed(refOf(pod), seen, signal);
  store.drop(pod.metadata.uid ?? "");
  assert.equal(await gone, undefined);
  assert.equal(await store.changed(refOf(pod), seen, signal), undefined);
});

test("L6 PodStates: where nothing watches, changed asks on a timer", async () => {
  const { store, put, client, clock } = setUp();
  const pod = put("web");
  store.keep(pod);
  const changed = store.changed(refOf(pod), store.current(refOf(pod)), signal);
  await clock.advance(5000);
  put("web", { phase: "Succeeded" });
  await clock.advance(2000);
  assert.equal((await changed)?.status?.phase, "Succeeded");
  assert.deepEqual(client.requests, Array(3).fill("get pods shop web"));
});

test("L6 PodStates: a poll that fails is tried again", async () => {
  const { store, put, client, clock } = setUp();
  const pod = put("web");
  store.keep(pod);
  const changed = store.changed(refOf(pod), store.current(refOf(pod)), signal);
  client.isAway = true;
  await clock.advance(4000);
  client.isAway = false;
  client.remove("pods", "shop", "web");
  await clock.advance(2000);
  assert.equal(await changed, undefined);
});

test("PodStates: refresh asks once for callers at the same time, and knows a pod of another UID as gone", async () => {
  const { store, put, client } = setUp();
  const pod = put("web", { uid: "one" });
  store.keep(pod);
  const [a, b] = await Promise.all([store.refresh(refOf(pod), signal), store.refresh(refOf(pod), signal)]);
  assert.equal(a, b);
  assert.equal(a, store.current(refOf(pod)), "the same state keeps its identity");
  assert.equal(client.requests.length, 1);
  put("web", { uid: "two" });
  assert.equal(await store.refresh(refOf(pod), signal), undefined);
  assert.equal(store.current(refOf(pod)), undefined);
});

test("PodStates: refresh ends with the signal of its caller alone", async () => {
  const { store, put } = setUp();
  const pod = put("web");
  store.keep(pod);
  const abort = new AbortController();
  const aborted = store.refresh(refOf(pod), abort.signal);
  const other = store.refresh(refOf(pod), signal);
  abort.abort(new Error("stop"));
  await assert.rejects(aborted, /stop/);
  assert.equal((await other)?.metadata.name, "web");
});

test("PodStates: a GET that overtook the watch is not undone by the watch", () => {
  const { store, put } = setUp();
  const older = put("web", { phase: "Pending" });
  const newer = put("web", { phase: "Running" });
  store.keep(newer);
  store.update(older, watcher);
  assert.equal(store.current(refOf(newer))?.status?.phase, "Running");
});

test("PodStates: versions that are no numbers only tell whether anything changed", () => {
  const { store, put } = setUp();
  const pod = put("web");
  const versioned = (resourceVersion: string): Pod => ({ ...pod, metadata: { ...pod.metadata, resourceVersion } });
  store.keep(versioned("b"));
  const kept = store.current(refOf(pod));
  store.update(versioned("b"));
  assert.equal(store.current(refOf(pod)), kept);
  store.update(versioned("a"));
  assert.equal(store.current(refOf(pod))?.metadata.resourceVersion, "a");
});

test("L6 PodStates: who may list pods but not get one is asked for with a list", async () => {
  const { store, put, client } = setUp();
  const pod = put("web");
  store.keep(pod);
  client.refuses = (right) => right.startsWith("get");
  put("web", { phase: "Failed" });
  assert.equal((await store.refresh(refOf(pod), signal))?.status?.phase, "Failed");
  client.refuses = () => true;
  await assert.rejects(store.refresh(refOf(pod), signal), (error) => hasCode(error, "KT_FORBIDDEN"));
});

function setUp() {
  const client = new MemoryClient();
  const clock = new ManualClock();
  const store = new PodStore(client, { clock, pollMs: 2000, signal });
  const put = (name: string, facts: PodFacts = {}): Pod => client.put("pods", podObject(name, facts)) as unknown as Pod;
  return { client, clock, store, put };
}
