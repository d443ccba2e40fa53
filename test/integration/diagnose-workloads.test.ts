import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { ApiObject } from "../../src/demo/server/world/api-object.ts";
import { eventResource } from "../../src/demo/server/world/resource.ts";
import { addDaemonSet, addReplicaSet, addStatefulSet } from "../../src/demo/server/world/workloads.ts";
import { testPodRows, webPod } from "../support/diagnose-rows.ts";

/** Puts a workload `web` without pods into shop. */
function putWeb({ world }: FakeCluster, kind: string, parts: Readonly<Record<string, unknown>>): ApiObject {
  world.addNamespace("shop");
  return world.store.put(world.resource(kind), { metadata: { namespace: "shop", name: "web" }, ...parts });
}

/** What the controller of a workload tells, the last time `minute` past ten. */
function tell({ world }: FakeCluster, { metadata }: ApiObject, reason: string, message: string, minute = 0): void {
  const lastTimestamp = `2026-11-21T10:${String(minute).padStart(2, "0")}:00Z`;
  world.store.put(eventResource, {
    metadata: { name: `${metadata.name}.${reason}`, namespace: "shop" },
    involvedObject: { namespace: "shop", name: metadata.name, uid: metadata.uid },
    ...{ type: "Warning", reason, message, lastTimestamp },
  });
}

const selector = { matchLabels: { app: "web" } };
const quota = 'pods "web-6f" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1';
const noWebhook =
  'Error creating: Internal error occurred: failed calling webhook "deny.example.com": connection refused';

testPodRows([
  {
    title: "a ReplicaSet of which a quota lets in one pod of three",
    arrange: ({ world }) => {
      const { object } = addReplicaSet(world, { namespace: "shop", name: "web-6f", replicas: 1 });
      const condition = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: quota };
      const spec = { ...(object["spec"] as object), replicas: 3 };
      const status = { replicas: 1, conditions: [condition] };
      world.store.put(world.resource("ReplicaSet"), { ...object, spec, status });
    },
    words: ["rs/web-6f"],
    code: "too-few-pods",
    level: "problem",
    verdict: /^replicaset\/web-6f has 1 of 3 pods, and its controller cannot make more\.$/,
    causes: [/the quota "small" of the namespace is used up/],
    next: /^kubectl describe quota small -n shop /,
  },
  {
    title: "a StatefulSet that waits for its first pod",
    arrange: ({ world }) => {
      const { object } = addStatefulSet(world, { namespace: "shop", name: "db", replicas: 1 });
      const spec = { ...(object["spec"] as object), replicas: 3 };
      world.store.put(world.resource("StatefulSet"), { ...object, spec, status: { replicas: 1 } });
    },
    words: ["sts/db"],
    code: "too-few-pods",
    level: "note",
    verdict: /^statefulset\/db has 1 of 3 pods: it makes the next one only when those before it are ready\.$/,
  },
  {
    title: "a DaemonSet that a webhook which is gone keeps from a node",
    arrange: (cluster) => {
      const { world } = cluster;
      const { object } = addDaemonSet(world, { namespace: "shop", name: "agent" });
      const status = { desiredNumberScheduled: 4, currentNumberScheduled: 3 };
      tell(cluster, world.store.put(world.resource("DaemonSet"), { ...object, status }), "FailedCreate", noWebhook);
    },
    words: ["ds/agent"],
    code: "too-few-pods",
    level: "problem",
    verdict: /^daemonset\/agent has 3 of 4 pods, and its controller cannot make more\.$/,
    causes: [/the webhook "deny\.example\.com" cannot be called/],
    next: /^kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations /,
  },
  {
    title: "a StatefulSet without pods, whose controller tells why in an event alone",
    arrange: (cluster) => {
      const web = putWeb(cluster, "StatefulSet", { spec: { replicas: 2, selector }, status: {} });
      const denied = 'create Pod web-0 failed error: admission webhook "deny.example.com" denied the request: no owner';
      tell(cluster, web, "FailedCreate", denied);
    },
    words: ["sts/web"],
    code: "no-pods",
    verdict: /^statefulset\/web has no pods\.$/,
    causes: [/the webhook "deny\.example\.com" refuses the pod/],
  },
  {
    title: "a Job whose pods could be made at last, and were deleted",
    arrange: (cluster) => {
      const web = putWeb(cluster, "Job", { spec: { selector }, status: {} });
      tell(cluster, web, "FailedCreate", noWebhook, 1);
      tell(cluster, web, "SuccessfulCreate", "Created pod: web-x", 2);
    },
    words: ["job/web"],
    code: "no-pods",
    verdict: /^job\/web has no pods\.$/,
    isOnlyCause: true,
    next: /^kubectl describe jobs\.batch web -n shop /,
  },
  {
    title: "a Job that ran out of time",
    arrange: (cluster) => {
      const condition = { type: "Failed", status: "True", reason: "DeadlineExceeded", message: "longer than allowed" };
      putWeb(cluster, "Job", { spec: { selector }, status: { conditions: [condition] } });
    },
    words: ["job/web"],
    code: "no-pods",
    verdict: /^job\/web has no pods\.$/,
    causes: [/it has failed, and its pods were deleted with that/],
  },
  {
    title: "a CronJob whose time has not come",
    arrange: (cluster) => void putWeb(cluster, "CronJob", { spec: { schedule: "0 3 1 1 *" }, status: {} }),
    words: ["cj/web"],
    code: "no-pods",
    verdict: /^cronjob\/web has no pods\.$/,
    causes: [/its time has not come yet/],
  },
  {
    title: "a Service whose selector fits no pod",
    arrange: (cluster) => {
      cluster.world.addPod({ ...webPod, labels: { app: "web" } });
      putWeb(cluster, "Service", { spec: { selector: { app: "wbe" } } });
    },
    words: ["svc/web"],
    code: "no-pods",
    verdict: /^service\/web has no pods\.$/,
    causes: [/no pod of namespace "shop" has the labels of its selector/],
    next: /^kubectl get pods -n shop --show-labels /,
  },
  {
    title: "a sidecar whose startup probe keeps the others from starting",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, sidecars: ["mesh"], containers: ["main"], isStarted: false });
      pod.container("mesh").start();
      const [mesh] = [{ name: "mesh", image: "a", restartPolicy: "Always" }];
      pod.show({
        spec: { initContainers: [mesh], containers: [{ name: "main", image: "a" }] },
        status: {
          initContainerStatuses: [
            {
              ...{ name: "mesh", restartCount: 0, ready: false, started: false },
              state: { running: { startedAt: "2026-01-01T00:00:00Z" } },
            },
          ],
          containerStatuses: [
            {
              ...{ name: "main", restartCount: 0, ready: false, started: false },
              state: { waiting: { reason: "PodInitializing" } },
            },
          ],
        },
      });
    },
    code: "init-waiting",
    level: "broken",
    verdict:
      /^Container "main" of pod shop\/web-1 cannot start before sidecar "mesh" has started, which runs for \d+d\.$/,
    causes: [/its startup probe has not succeeded yet/],
  },
  {
    title: "a pod that nothing but a finalizer keeps",
    arrange: ({ world }) => {
      const pod = world.addPod(webPod);
      pod.container().exit({ exitCode: 137, reason: "Error" });
      pod.show({
        metadata: { deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["example.com/hold"] },
        status: { phase: "Failed" },
      });
    },
    code: "stuck-terminating",
    level: "problem",
    verdict: /^The pod shop\/web-1 should have been gone \d+d ago and is still being deleted\.$/,
    causes: [/its finalizers \(example\.com\/hold\) wait for a controller/],
    isOnlyCause: true,
    next: /^kubectl describe pod web-1 -n shop /,
  },
]);
