import assert from "node:assert/strict";
import { test } from "node:test";
import { compareTargets } from "../../../../src/cli/logs/compared-targets.ts";
import { hasCode, KtError } from "../../../../src/errors/kt-error.ts";
import type { KubeClient } from "../../../../src/kube/client.ts";
import type { ContainerStatus, Pod } from "../../../../src/kube/objects.ts";
import type { SourceFacts } from "../../../../src/stream/source-info.ts";
import type { Target } from "../../../../src/targets/target.ts";
import { controller } from "../../../support/pod-objects.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { targetOf } from "../../../support/targets.ts";

const terminated = { terminated: { exitCode: 1, containerID: "containerd://old" } };
const running = { running: {} };

function restarted(name: string, status: Partial<ContainerStatus>): Target {
  const statuses: ContainerStatus[] = [{ name: "main", restartCount: 0, containerID: "containerd://new", ...status }];
  const pod: Pod = {
    metadata: { name, namespace: "shop" },
    spec: { containers: [{ name: "main" }] },
    status: { containerStatuses: statuses },
  };
  return targetOf(name, "main", pod);
}

async function compared(kind: "previous" | "rollout", targets: readonly Target[], isFollow = false) {
  const notices = new RecordedNotices();
  const { signal } = new AbortController();
  const { set, sides } = await compareTargets(
    { initial: targets, joining: none() },
    { kind },
    { isFollow, notices, signal },
  );
  const side = (facts: SourceFacts): string | undefined =>
    sides?.sideOf?.({
      bytes: Buffer.alloc(0),
      start: 0,
      end: 0,
      seconds: 0,
      nanos: 0,
      flags: 0,
      source: { id: 0, facts },
    });
  return { names: set.initial.map(({ pod }) => pod.name), side, notices, sides };
}

async function* none(): AsyncGenerator<Target, void, void> {}

function instance(name: string, number: number): SourceFacts {
  return { podUid: `uid-of-${name}`, container: "main", instance: number };
}

test("L22 --diff previous: the running instance is compared with the one before", async () => {
  const web = restarted("web", { restartCount: 3, state: running, lastState: terminated });
  const { names, side } = await compared("previous", [web]);
  assert.deepEqual(names, ["web"]);
  assert.deepEqual(
    [2, 3, 4].map((number) => side(instance("web", number))),
    ["before", "now", "now"],
  );
});

test("L22 --diff previous: containers that cannot be compared are left out, which is said", async () => {
  const web = restarted("web", { restartCount: 1, state: running, lastState: terminated });
  const { names, notices } = await compared("previous", [web, restarted("fresh", { state: running })]);
  assert.deepEqual(names, ["web"]);
  assert.deepEqual(notices.lines, ["info -: shop/fresh/main is left out: it was never restarted"]);
});

test("L22 L31 --diff previous: a container that was never restarted has nothing to be compared with", async () => {
  await assert.rejects(compared("previous", [restarted("fresh", { state: running })]), (error) => {
    assert.ok(hasCode(error, "KT_NO_PREVIOUS"));
    assert.equal(error.message, "shop/fresh/main was never restarted");
    assert.match(error.hint ?? "", /kubectl kt logs shop:fresh -o json > before\.json/);
    return true;
  });
});

test("L22 L31 --diff previous: of a crash loop that waits only one instance can be read; a follow compares it with the next", async () => {
  const state = { waiting: { reason: "CrashLoopBackOff" } };
  const crash = restarted("crash", { restartCount: 7, state, lastState: terminated });
  await assert.rejects(compared("previous", [crash]), (error) => {
    assert.ok(hasCode(error, "KT_NO_PREVIOUS"));
    assert.match(error.message, /^shop\/crash\/main does not run \(CrashLoopBackOff\), and the kubelet keeps only/);
    assert.match(error.hint ?? "", /kubectl kt logs shop:crash -f --diff previous/);
    return true;
  });
  const { side } = await compared("previous", [crash], true);
  assert.deepEqual(
    [7, 8, 9].map((number) => side(instance("crash", number))),
    ["before", "now", "now"],
  );
});

test("L22 --diff previous: a follow knows of which containers no new instance has started, also of one that says nothing", async () => {
  const state = { waiting: { reason: "CrashLoopBackOff" } };
  const loops = ["a", "b"].map((name) => restarted(name, { restartCount: 7, state, lastState: terminated }));
  const { sides } = await compared("previous", loops, true);
  sides?.note?.([{ id: 0, facts: instance("a", 7) }]);
  assert.deepEqual(sides?.unstarted?.(), ["shop/a/main", "shop/b/main"]);
  sides?.note?.([{ id: 1, facts: instance("a", 8) }]);
  assert.deepEqual(sides?.unstarted?.(), ["shop/b/main"]);
});

/** A pod of a ReplicaSet, a StatefulSet or a DaemonSet, in a cluster that has these objects. */
function owned(
  name: string,
  kind: string,
  revision: string,
  objects: Readonly<Record<string, object | KtError>>,
  created = "2026-11-21T08:00:00Z",
): Target {
  const isReplicaSet = kind === "ReplicaSet";
  const owner = controller("apps/v1", kind, isReplicaSet ? revision : "db");
  const labels = isReplicaSet
    ? { "pod-template-hash": revision.split("-").at(-1) ?? "" }
    : { "controller-revision-hash": revision };
  const pod: Pod = {
    metadata: { name, namespace: "shop", creationTimestamp: created, labels, ownerReferences: [owner] },
    spec: { containers: [{ name: "main" }] },
  };
  const client = {
    context: "test",
    get: (path: string) => {
      const found = objects[path.replace("/apis/apps/v1/namespaces/shop/", "")];
      if (found === undefined) return Promise.reject(new KtError("KT_NOT_FOUND", path));
      return found instanceof KtError ? Promise.reject(found) : Promise.resolve(found);
    },
  } as unknown as KubeClient;
  return { ...targetOf(name, "main", pod), client };
}

function replicaSet(name: string, revision: number): object {
  const annotations = { "deployment.kubernetes.io/revision": String(revision) };
  return { metadata: { name, annotations, ownerReferences: [controller("apps/v1", "Deployment", "web")] } };
}

test("L22 --diff rollout: the newest ReplicaSet against the one before; older ones and other pods are left out", async () => {
  const objects = {
    "replicasets/web-a": replicaSet("web-a", 9),
    "replicasets/web-b": replicaSet("web-b", 10),
    "replicasets/web-c": replicaSet("web-c", 11),
  };
  const targets = [
    owned("a", "ReplicaSet", "web-a", objects),
    owned("c", "ReplicaSet", "web-c", objects),
    owned("b", "ReplicaSet", "web-b", objects),
    owned("c2", "ReplicaSet", "web-c", objects),
    restarted("bare", {}),
  ];
  const { names, side } = await compared("rollout", targets);
  assert.deepEqual(names, ["c", "b", "c2"]);
  assert.deepEqual(
    ["c", "b", "c2", "later"].map((name) => side({ podUid: `uid-of-${name}` })),
    ["now", "before", "now", "now"],
  );
});

test("L22 --diff rollout: StatefulSets by the name of their revision, DaemonSets by its end", async () => {
  for (const [kind, hash] of [
    ["StatefulSet", "db-"],
    ["DaemonSet", ""],
  ] as const) {
    const objects = {
      "controllerrevisions/db-1": { metadata: {}, revision: 2 },
      "controllerrevisions/db-2": { metadata: {}, revision: 1 },
    };
    const { side } = await compared("rollout", [
      owned("one", kind, `${hash}1`, objects),
      owned("two", kind, `${hash}2`, objects),
    ]);
    assert.deepEqual(
      ["one", "two"].map((name) => side({ podUid: `uid-of-${name}` })),
      ["now", "before"],
      kind,
    );
  }
});

test("L22 --diff rollout: where revisions may not be read the age of the pods decides", async () => {
  const forbidden = new KtError("KT_FORBIDDEN", "no");
  const objects = { "controllerrevisions/db-1": forbidden, "controllerrevisions/db-2": forbidden };
  const old = owned("one", "StatefulSet", "db-1", objects);
  const young = owned("two", "StatefulSet", "db-2", objects, "2026-11-21T09:00:00Z");
  const { side } = await compared("rollout", [old, young]);
  assert.deepEqual(
    ["one", "two"].map((name) => side({ podUid: `uid-of-${name}` })),
    ["before", "now"],
  );
});

test("L22 L30 --diff rollout: where ReplicaSets may not be read their names say whose they are", async () => {
  const forbidden = new KtError("KT_FORBIDDEN", "no");
  const objects = { "replicasets/web-a": forbidden, "replicasets/web-b": forbidden, "replicasets/api-c": forbidden };
  const { names, side, notices } = await compared("rollout", [
    owned("old", "ReplicaSet", "web-a", objects),
    owned("young", "ReplicaSet", "web-b", objects, "2026-11-21T09:00:00Z"),
    owned("other", "ReplicaSet", "api-c", objects),
  ]);
  assert.deepEqual(names, ["old", "young"]);
  assert.deepEqual(
    ["old", "young"].map((name) => side({ podUid: `uid-of-${name}` })),
    ["before", "now"],
  );
  assert.deepEqual(notices.lines, ["info -: deployment shop/api is left out: it has pods of one revision only"]);
});

test("L22 L31 --diff rollout: without pods of another revision it says so, and what to do", async () => {
  const objects = { "replicasets/web-a": replicaSet("web-a", 1) };
  await assert.rejects(compared("rollout", [owned("a", "ReplicaSet", "web-a", objects)]), (error) => {
    assert.ok(hasCode(error, "KT_NO_PREVIOUS"));
    assert.match(error.message, /^deployment shop\/web has pods of one revision only/);
    assert.match(error.hint ?? "", /kubectl kt logs deployment\/web -n shop -o json > before\.json/);
    return true;
  });
  await assert.rejects(compared("rollout", [restarted("bare", {})]), (error) => {
    assert.ok(hasCode(error, "KT_NO_PREVIOUS"));
    assert.match(error.message, /belongs to a Deployment, StatefulSet or DaemonSet/);
    return true;
  });
});
