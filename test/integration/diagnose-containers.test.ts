import { Deployment } from "../../src/demo/server/world/deployment.ts";
import { type PodRow, testPodRows, webPod } from "../support/diagnose-rows.ts";

const rows: readonly PodRow[] = [
  {
    title: "a container that was killed for its memory, with its limit",
    arrange: ({ world }) => {
      const pod = world.addPod(webPod);
      pod.container().restart({ exitCode: 137, reason: "OOMKilled" });
      pod.show({ spec: { containers: [{ name: "main", image: "a", resources: { limits: { memory: "64Mi" } } }] } });
    },
    code: "out-of-memory",
    level: "problem",
    verdict:
      /^Container "main" of pod shop\/web-1 was killed for using more memory than its limit of 64Mi \(OOMKilled, \d+s ago; restarts: 1\)\.$/,
    causes: [/needs more than its limit/, /uses more and more/],
  },
  {
    title: "a container that was killed for memory without a limit: the node or the pod, and how to tell",
    arrange: ({ world }) => world.addPod(webPod).container().restart({ exitCode: 137, reason: "OOMKilled" }),
    code: "out-of-memory",
    verdict: /was killed for using more memory than there was/,
    causes: [/the node itself had no memory left/, /the pod as a whole has a limit/],
  },
  {
    title: "a pod that its kubelet did not take because of its node's pressure, and a start that was never one",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, nodeName: "node-2", restartPolicy: "Never" });
      pod.finish({ exitCode: 128 });
      const message = "Pod was rejected: The node had condition: [MemoryPressure DiskPressure].";
      const terminated = {
        ...{ exitCode: 128, reason: "StartError", message: "failed to create shim task: context canceled" },
        ...{ startedAt: "1970-01-01T00:00:00Z", finishedAt: "2026-11-21T20:29:35Z" },
      };
      const containerStatuses = [{ name: "main", restartCount: 0, ready: false, state: { terminated } }];
      pod.show({ status: { phase: "Failed", reason: "Evicted", message, containerStatuses } });
    },
    code: "evicted",
    level: "problem",
    verdict:
      /^The kubelet of node node-2 did not take the pod shop\/web-1: The node had condition: \[MemoryPressure DiskPressure\]\.$/,
    causes: [/its node was under pressure when the pod came/],
    next: /^kubectl describe node node-2 /,
  },
  {
    title: "a pod that was evicted",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, restartPolicy: "Never" });
      pod.finish({ exitCode: 137 });
      const message =
        "The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi. Container main was using 900Mi, request is 0, has larger consumption of memory.";
      pod.show({ status: { phase: "Failed", reason: "Evicted", message } });
    },
    code: "evicted",
    level: "problem",
    verdict:
      /^The pod shop\/web-1 was evicted from its node node-1: The node was low on resource: memory\..* Its log goes with it\.$/,
    causes: [/this pod used more memory than it had requested/, /others used up the node's memory/],
    next: /^kubectl describe node node-1/,
  },
  {
    title: "a pod whose time was up",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, restartPolicy: "Never" });
      pod.show({
        status: {
          phase: "Failed",
          reason: "DeadlineExceeded",
          message: "Pod was active on the node longer than the specified deadline",
        },
      });
    },
    code: "pod-failed",
    level: "problem",
    verdict: /^The pod shop\/web-1 has failed \(DeadlineExceeded\): Pod was active on the node longer/,
  },
  {
    title: "a Job's container that ended with an error",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, restartPolicy: "Never" });
      pod.container().writeLine("no such table");
      pod.finish({ exitCode: 2 });
    },
    code: "exited",
    level: "problem",
    verdict: /^Container "main" of pod shop\/web-1 has ended with exit code 2 \(a failure: Go programs after a panic/,
    next: /^kubectl kt logs web-1 -n shop -c main --tail 50/,
  },
  {
    title: "a container that ended well is a note, and no problem",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, restartPolicy: "Never" });
      pod.container().writeLine("done");
      pod.finish();
    },
    code: "completed",
    level: "note",
    verdict:
      /^Container "main" of pod shop\/web-1 ended well \d+s ago: nothing more will come, and its log can be read\.$/,
  },
  {
    title: "a container that runs and is not ready, by the words of its probe",
    arrange: ({ world }) => {
      const pod = world.addPod(webPod);
      const state = { running: { startedAt: "2026-01-01T00:00:00Z" } };
      pod.show({
        status: {
          containerStatuses: [
            {
              name: "main",
              restartCount: 0,
              ready: false,
              started: true,
              state,
              containerID: pod.container().current?.containerId,
            },
          ],
        },
      });
      world.addEvent(pod, {
        reason: "Unhealthy",
        container: "main",
        message: "Readiness probe failed: connection refused",
      });
    },
    code: "not-ready",
    level: "problem",
    verdict:
      /^Container "main" of pod shop\/web-1 runs for \d+d and is not ready: Readiness probe failed: connection refused\.$/,
  },
  {
    title: "a pod that should be gone",
    arrange: ({ world }) =>
      world
        .addPod(webPod)
        .show({ metadata: { deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["example.com/wait"] } }),
    code: "stuck-terminating",
    level: "problem",
    verdict: /^The pod shop\/web-1 should have been gone \d+d ago and is still being deleted\.$/,
    causes: [/its finalizers \(example\.com\/wait\) wait for a controller/],
  },
  {
    title: "a container that wrote nothing is a note with its causes",
    arrange: ({ world }) => void world.addPod(webPod),
    code: "log-empty",
    level: "note",
    verdict:
      /^Container "main" of pod shop\/web-1 has written nothing to its standard output and error since it started \d+s ago: the log can be read, and is empty\.$/,
    causes: [/logs into a file/, /rotated a moment ago/, /nothing to say/],
  },
  {
    title: "the container that kubectl reads is empty, another is not",
    arrange: ({ world }) =>
      world
        .addPod({ ...webPod, containers: ["proxy", "server"] })
        .container("server")
        .writeLine("hi"),
    code: "default-container",
    level: "note",
    verdict:
      /^kubectl logs reads container "proxy" of pod shop\/web-1, which has written nothing; lines are in "server"\.$/,
    next: /^kubectl kt logs web-1 -n shop -c server/,
  },
  {
    title: "a previous log that is empty",
    arrange: ({ world }) => {
      const container = world.addPod(webPod).container();
      container.restart();
      container.writeLine("second run");
    },
    code: "log-empty",
    level: "note",
    verdict: /^The instance of container "main" of pod shop\/web-1 before this one wrote nothing before it ended\.$/,
  },
  {
    title: "a previous log that was deleted",
    arrange: ({ world }) => {
      const pod = world.addPod(webPod);
      pod.container().writeLine("now");
      const terminated = {
        exitCode: 1,
        reason: "Error",
        containerID: "containerd://gone",
        finishedAt: "2026-01-01T00:00:00Z",
      };
      const state = pod.container().state;
      pod.show({
        status: {
          containerStatuses: [{ name: "main", restartCount: 1, ready: true, state, lastState: { terminated } }],
        },
      });
    },
    code: "previous-log-gone",
    level: "note",
    verdict:
      /^The log of the instance of container "main" of pod shop\/web-1 before this one is not on its node any more/,
  },
  {
    title: "a log file that is missing, by the kubelet's words and by the files on the node",
    arrange: ({ world }) => {
      const container = world.addPod(webPod).container();
      container.writeLine("there once");
      container.lostLog = "file";
    },
    code: "log-file-missing",
    level: "broken",
    verdict:
      /^The log file of container "main" of pod shop\/web-1 is missing on node node-1, though the container runs\.$/,
    causes: [/deleted files of \/var\/log\/pods/, /disk was full/],
    next: /^kubectl kt files web-1 -n shop/,
  },
  {
    title: "a runtime that does not answer, before the node says so: both causes, and that the file is there",
    arrange: ({ world }) => {
      const container = world.addPod(webPod).container();
      container.writeLine("there");
      container.lostLog = "runtime";
    },
    code: "log-gone",
    level: "broken",
    verdict:
      /^Node node-1 gives no log of container "main" of pod shop\/web-1: it runs, but its runtime does not know it, or does not answer\. Its log file is there\.$/,
    causes: [/runtime is stopped or hangs/, /deleted in the runtime/],
    next: /^kubectl kt diagnose node\/node-1/,
  },
  {
    title: "a pod that is not there, with near names",
    arrange: ({ world }) => void world.addPod(webPod),
    words: ["web-2"],
    code: "not-found",
    level: "broken",
    verdict: /^No pod in namespace "shop" matches "web-2"\.$/,
    next: /kubectl (kt diagnose web-1|get pods)/,
  },
  {
    title: "a container that the pod does not have, with those it has",
    arrange: ({ world }) => void world.addPod({ ...webPod, containers: ["server", "proxy"] }),
    words: ["web-1", "-c", "sever"],
    code: "no-such-container",
    level: "broken",
    verdict: /^web-1 has no container sever\.$/,
    next: /^kubectl kt diagnose web-1 -n shop -c server /,
  },
  {
    title: "a container that the pods of a workload do not have: the command names the workload whole",
    arrange: ({ world }) => {
      const labels = { app: "web" };
      void new Deployment(world, { namespace: "shop", name: "web", replicas: 1, containers: ["app"], labels });
    },
    words: ["deploy/web/nope"],
    code: "no-such-container",
    level: "broken",
    verdict: /^deploy\/web\/nope has no container nope\.$/,
    next: /^kubectl kt diagnose deploy\/web -n shop -c app /,
  },
];

testPodRows(rows);
