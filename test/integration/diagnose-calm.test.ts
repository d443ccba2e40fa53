import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { Deployment } from "../../src/demo/server/world/deployment.ts";
import type { Pod } from "../../src/demo/server/world/pod.ts";
import { addJob } from "../../src/demo/server/world/workloads.ts";
import { type DiagnoseRunOptions, runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";

/** A situation that is well, or half well, in which nothing may be called wrong. */
interface CalmRow {
  readonly title: string;
  readonly arrange: (cluster: FakeCluster) => void;
  /** Absent: web-1. */
  readonly words?: readonly string[];
  readonly options?: DiagnoseRunOptions;
  /** The codes of all that is said. */
  readonly notes?: readonly string[];
}

const place = { namespace: "shop", name: "web-1" };
const writes = (pod: Pod): Pod => {
  for (const container of pod.containers) container.writeLine("hi");
  return pod;
};

const rows: readonly CalmRow[] = [
  { title: "a pod that runs and writes", arrange: ({ world }) => void writes(world.addPod(place)) },
  {
    title: "a pod with an init container, a sidecar and two containers",
    arrange: ({ world }) =>
      void writes(world.addPod({ ...place, initContainers: ["setup"], sidecars: ["mesh"], containers: ["a", "b"] })),
  },
  {
    title: "an init container that wrote nothing",
    arrange: ({ world }) =>
      world
        .addPod({ ...place, initContainers: ["setup"] })
        .container("main")
        .writeLine("hi"),
  },
  { title: "a quiet container", arrange: ({ world }) => void world.addPod(place), notes: ["log-empty"] },
  {
    title: "a quiet sidecar beside one that writes",
    arrange: ({ world }) =>
      world
        .addPod({ ...place, containers: ["main", "quiet"] })
        .container("main")
        .writeLine("hi"),
    notes: ["log-empty"],
  },
  {
    title: "a pod whose image is being pulled",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...place, isStarted: false });
      world.addEvent(pod, {
        type: "Normal",
        reason: "Pulling",
        container: "main",
        message: 'Pulling image "demo.local/app:1"',
      });
      pod.show({ metadata: { creationTimestamp: new Date(Date.now() - 300_000).toISOString() } });
    },
    notes: ["starting"],
  },
  {
    title: "a pod that was made a moment ago",
    arrange: ({ world }) => void world.addPod({ ...place, isStarted: false }),
    notes: ["starting"],
  },
  {
    title: "a pod that is not scheduled yet, a moment after it was made",
    arrange: ({ world }) => world.addPod({ ...place, nodeName: null }).show({ status: { conditions: [] } }),
    notes: ["not-scheduled"],
  },
  {
    title: "an init container that has worked for some seconds",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...place, initContainers: ["setup"], isStarted: false });
      pod.container("setup").start();
      pod.container("setup").writeLine("migrating");
      pod.container("main").wait("PodInitializing");
    },
    notes: ["init-waiting"],
  },
  {
    title: "a container that runs for some seconds and is not ready yet",
    arrange: ({ world }) => {
      const pod = writes(world.addPod(place));
      const { state, current } = pod.container();
      const status = {
        name: "main",
        restartCount: 0,
        ready: false,
        started: false,
        state,
        containerID: current?.containerId,
      };
      pod.show({ status: { containerStatuses: [status] } });
    },
    notes: ["not-ready"],
  },
  {
    title: "a container that was restarted once, long ago",
    arrange: ({ world }) => {
      const pod = writes(world.addPod(place));
      pod.container().restart();
      writes(pod);
      const { state, lastState, current } = pod.container();
      const terminated = { ...lastState.terminated, finishedAt: "2026-01-01T00:00:00Z" };
      const status = {
        name: "main",
        restartCount: 1,
        ready: true,
        state,
        lastState: { terminated },
        containerID: current?.containerId,
      };
      pod.show({ status: { containerStatuses: [status] } });
    },
    notes: ["restarted"],
  },
  {
    title: "a container that ended well once a moment ago, and was restarted",
    arrange: ({ world }) => {
      const pod = writes(world.addPod(place));
      pod.container().restart({ exitCode: 0 });
      writes(pod);
    },
    notes: ["restarted"],
  },
  {
    title: "a container that works for an hour, ends well and is started again",
    arrange: ({ world }) => {
      const pod = writes(world.addPod(place));
      for (let run = 1; run <= 5; run++) {
        pod.container().restart({ exitCode: 0 });
        writes(pod);
      }
      const { state, lastState, current } = pod.container();
      const startedAt = new Date(Date.now() - 3_600_000).toISOString();
      const lastRun = { terminated: { ...lastState.terminated, startedAt } };
      const containerID = current?.containerId;
      const status = { name: "main", restartCount: 5, ready: true, state, lastState: lastRun, containerID };
      pod.show({ status: { containerStatuses: [status] } });
    },
    notes: ["restarted"],
  },
  {
    title: "a node that was rebooted many times, the last time a moment ago",
    arrange: ({ world }) => {
      const pod = writes(world.addPod(place));
      for (let reboot = 1; reboot <= 5; reboot++) {
        pod.container().restart({ exitCode: 255, reason: "Unknown" });
        writes(pod);
      }
    },
    notes: ["restarted"],
  },
  {
    title: "a Job that is done",
    arrange: ({ world }) => {
      const pod = writes(world.addPod({ ...place, restartPolicy: "Never" }));
      pod.finish();
    },
    notes: ["completed"],
  },
  {
    title: "a Job whose second try did it",
    arrange: ({ world }) => {
      const job = addJob(world, {
        namespace: "shop",
        name: "import",
        replicas: 2,
        containers: ["main"],
        labels: { app: "import" },
      });
      const [first, second] = job.pods.map(writes);
      first?.finish({ exitCode: 1 });
      second?.finish();
      first?.show({ metadata: { creationTimestamp: "2026-01-01T00:00:00Z" } });
    },
    words: ["-l", "app=import"],
    notes: ["replaced", "completed"],
  },
  {
    title: "an evicted pod that a Deployment has replaced",
    arrange: ({ world }) => {
      const { pods } = new Deployment(world, {
        namespace: "shop",
        name: "web",
        replicas: 2,
        containers: ["main"],
        labels: { app: "web" },
      });
      const [first] = pods.map(writes);
      const created = { creationTimestamp: "2026-01-01T00:00:00Z" };
      first?.show({
        metadata: created,
        status: {
          phase: "Failed",
          reason: "Evicted",
          message: "The node was low on resource: memory.",
          containerStatuses: [],
        },
      });
    },
    words: ["-l", "app=web"],
    notes: ["replaced"],
  },
  {
    title: "a pod that is being deleted in its time",
    arrange: ({ world }) => writes(world.addPod(place)).markDeleted(),
  },
  {
    title: "a node that is cordoned",
    arrange: ({ world }) => {
      writes(world.addPod({ ...place, nodeName: "node-1" }));
      const resource = world.resource("Node");
      const node = world.store.get({ resource, namespace: "", name: "node-1" });
      if (node !== undefined) world.store.put(resource, { ...node, spec: { unschedulable: true } });
    },
  },
  {
    title: "a node whose conditions are all there and False",
    arrange: ({ world }) => {
      writes(world.addPod({ ...place, nodeName: "node-1" }));
      const conditions = ["MemoryPressure", "DiskPressure", "PIDPressure"].map((type) => ({
        type,
        status: "False" as const,
      }));
      world.setNodeConditions("node-1", ...conditions);
    },
  },
  {
    title: "a lease that is half a minute old",
    arrange: ({ world }) => {
      writes(world.addPod({ ...place, nodeName: "node-1" }));
      world.kubelet("node-1").leaseAgeMs = 30_000;
    },
  },
  {
    title: "a clock that is two seconds off",
    arrange: ({ world }) => void writes(world.addPod(place)),
    options: { nowMs: () => Date.now() + 2000 },
  },
  {
    title: "one who may read pods and logs and nothing else",
    arrange: ({ world }) => void writes(world.addPod(place)),
    options: { user: "jane" },
  },
  {
    title: "another node that is down, on which nothing of this runs",
    arrange: ({ world }) => {
      writes(world.addPod({ ...place, nodeName: "node-1" }));
      world.kubelet("node-2").state = "silent";
      world.setNodeConditions("node-2", { type: "Ready", status: "Unknown" });
    },
  },
  {
    title: "another pod of the namespace that crashes",
    arrange: ({ world }) => {
      writes(world.addPod(place));
      world.addPod({ namespace: "shop", name: "other" }).container().exit({ exitCode: 1 });
    },
  },
  {
    title: "an ephemeral container for debugging that has ended with an error",
    arrange: ({ world }) => {
      const debug = writes(world.addPod(place)).addEphemeralContainer("debug");
      debug.writeLine("hi");
      debug.exit({ exitCode: 130 });
    },
    notes: ["exited"],
  },
  {
    title: "an ephemeral container that has ended",
    arrange: ({ world }) => {
      const pod = writes(world.addPod(place));
      const debug = pod.addEphemeralContainer("debug");
      debug.writeLine("hi");
      debug.exit();
    },
    notes: ["completed"],
  },
  {
    title: "a warning of an event that is over: the container runs",
    arrange: ({ world }) => {
      const pod = writes(world.addPod(place));
      world.addEvent(pod, { reason: "FailedMount", message: "timed out, at first" });
      world.addEvent(pod, { reason: "Failed", container: "main", message: "Failed to pull image, at first" });
      world.addEvent(pod, { reason: "Unhealthy", container: "main", message: "Readiness probe failed: at first" });
    },
  },
];

for (const { title, arrange, words = ["web-1"], options = {}, notes = [] } of rows) {
  test(`D1 diagnose cries no wolf: ${title}`, { timeout: 30_000 }, async () => {
    await using cluster = await startDiagnoseCluster();
    arrange(cluster);
    const run = await runDiagnosis(cluster, words, options);
    const told = run.findings.map((one) => `${one.level} ${one.code}: ${one.verdict}`).join("\n");
    assert.deepEqual(run.findings.map(({ code }) => code).toSorted(), [...notes].toSorted(), told);
    for (const { level } of run.findings) assert.equal(level, "note", told);
    assert.equal(run.exitCode, 0, told);
  });
}
