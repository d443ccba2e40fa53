import assert from "node:assert/strict";
import { test } from "node:test";
import { runDiagnosis, startDiagnoseCluster } from "../support/diagnose-run.ts";
import { crash, type PodRow, testPodRows, waiting, webPod } from "../support/diagnose-rows.ts";
const oldTime = { metadata: { creationTimestamp: "2026-01-01T00:00:00Z" } };

const rows: readonly PodRow[] = [
  {
    title: "a pod that no node fits is told with the scheduler's reasons in plain words",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, nodeName: null });
      const message =
        "0/3 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {dedicated: db}, 1 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.";
      pod.show({
        status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] },
      });
    },
    code: "unschedulable",
    level: "broken",
    verdict: /^No node takes the pod shop\/web-1, so it has not started and has no log: 0\/3 nodes .* unschedulable\.$/,
    causes: [/too little memory left/, /taint that the pod does not tolerate \(\{dedicated: db\}\)/, /cordoned/],
    next: /^kubectl describe nodes /,
  },
  {
    title: "a Deployment that is scaled to zero",
    arrange: ({ world }) => {
      world.addNamespace("shop");
      const metadata = { namespace: "shop", name: "web" };
      const spec = { replicas: 0, selector: { matchLabels: { app: "web" } } };
      world.store.put(world.resource("Deployment"), { metadata, spec, status: {} });
    },
    words: ["deploy/web"],
    code: "no-pods",
    level: "broken",
    verdict: /^deployment\/web has no pods\.$/,
    causes: [/it is scaled to zero/],
  },
  {
    title: "a Deployment whose pods a quota forbids",
    arrange: ({ world }) => {
      world.addNamespace("shop");
      const metadata = { namespace: "shop", name: "web" };
      const spec = { replicas: 2, selector: { matchLabels: { app: "web" } } };
      const message =
        'pods "web-6f" is forbidden: exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2';
      const condition = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message };
      world.store.put(world.resource("Deployment"), { metadata, spec, status: { conditions: [condition] } });
    },
    words: ["deploy/web"],
    code: "no-pods",
    verdict: /^deployment\/web has no pods\.$/,
    causes: [/the quota "small" of the namespace is used up/],
    next: /^kubectl describe quota small -n shop /,
  },
  {
    title: "a pod that nobody schedules",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, nodeName: null });
      pod.show({ ...oldTime, spec: { schedulerName: "mine" }, status: { conditions: [] } });
    },
    code: "not-scheduled",
    level: "broken",
    verdict: /has no node yet, and the scheduler "mine" has said nothing about it for \d+d\.$/,
    causes: [/there is no scheduler "mine"/, /the scheduler does not run/],
  },
  {
    title: "an image that does not exist, by the event where the state only says that it backs off",
    arrange: ({ world }) => {
      const pod = waiting(
        world.addPod({ ...webPod, isStarted: false }),
        "ImagePullBackOff",
        'Back-off pulling image "demo.local/app:1"',
      );
      world.addEvent(pod, {
        reason: "Failed",
        container: "main",
        message:
          'Failed to pull image "demo.local/app:1": rpc error: code = NotFound desc = failed to pull and unpack image: demo.local/app:1: not found',
      });
    },
    code: "image",
    level: "broken",
    verdict:
      /^The image demo\.local\/app:1 of container "main" of pod shop\/web-1 cannot be had \(ImagePullBackOff\): it has not started, so there is no log\.$/,
    causes: [/the registry has no such image/],
    next: /^docker manifest inspect demo\.local\/app:1$/,
  },
  {
    title: "an image whose registry cannot be looked up, since the node's DNS server does not answer",
    arrange: ({ world }) =>
      waiting(
        world.addPod({ ...webPod, isStarted: false }),
        "ErrImagePull",
        "dial tcp: lookup registry.example.com on [::1]:53: read udp [::1]:36775->[::1]:53: read: connection refused",
      ),
    code: "image",
    verdict: /cannot be had \(ErrImagePull\): it has not started, so there is no log\.$/,
    causes: [/^the node cannot look up names: its DNS server \[::1\]:53 does not answer$/],
    isOnlyCause: true,
  },
  {
    title: "an image whose registry the node's DNS server does not know: the name, or the server",
    arrange: ({ world }) =>
      waiting(
        world.addPod({ ...webPod, isStarted: false }),
        "ErrImagePull",
        "dial tcp: lookup registry.example.com on 10.96.0.10:53: no such host",
      ),
    code: "image",
    verdict: /cannot be had \(ErrImagePull\)/,
    causes: [/^the registry's name is misspelt$/, /^the node asks a DNS server that does not know the name$/],
  },
  {
    title: "an image that the registry may only hide: both causes, and how to tell",
    arrange: ({ world }) =>
      waiting(
        world.addPod({ ...webPod, isStarted: false }),
        "ErrImagePull",
        "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope",
      ),
    code: "image",
    verdict: /cannot be had \(ErrImagePull\)/,
    causes: [/the name or the tag is wrong/, /wants credentials, and the pod names no imagePullSecret/],
  },
  {
    title: "a ConfigMap that is missing",
    arrange: ({ world }) =>
      waiting(
        world.addPod({ ...webPod, isStarted: false }),
        "CreateContainerConfigError",
        'configmap "settings" not found',
      ),
    code: "container-config",
    level: "broken",
    verdict:
      /^Container "main" of pod shop\/web-1 cannot be made \(CreateContainerConfigError\): configmap "settings" not found$/,
    causes: [/the configmap "settings" does not exist in namespace "shop"/],
    next: /^kubectl get configmaps -n shop/,
  },
  {
    title: "a key that is missing in a Secret",
    arrange: ({ world }) =>
      waiting(
        world.addPod({ ...webPod, isStarted: false }),
        "CreateContainerConfigError",
        "couldn't find key password in Secret shop/db",
      ),
    code: "container-config",
    verdict: /couldn't find key password/,
    causes: [/the Secret shop\/db has no key "password"/],
    next: /^kubectl describe secret db -n shop/,
  },
  {
    title: "a command that is not in the image",
    arrange: ({ world }) =>
      waiting(
        world.addPod({ ...webPod, isStarted: false }),
        "RunContainerError",
        'failed to create containerd task: exec: "serve": executable file not found in $PATH: unknown',
      ),
    code: "container-start",
    level: "broken",
    verdict: /cannot be started \(RunContainerError\): .*"serve": executable file not found/,
    causes: [/the command of the container is not in its image/],
    next: /^kubectl get pod web-1 -n shop -o jsonpath='.*\{\.spec\.containers\[\?\(@\.name=="main"\)\]\.command\}/,
  },
  {
    title: "the same after some tries, when only the end of the last one tells why",
    arrange: ({ world }) => {
      const pod = waiting(world.addPod({ ...webPod, isStarted: false }), "CrashLoopBackOff", "back-off 10s");
      const message = 'exec: "/no/such": stat /no/such: no such file or directory';
      const terminated = { exitCode: 128, reason: "StartError", message, containerID: "containerd://x" };
      const { state } = pod.container();
      const status = { name: "main", restartCount: 3, ready: false, state, lastState: { terminated } };
      pod.show({ status: { containerStatuses: [status] } });
    },
    code: "container-start",
    level: "broken",
    verdict: /cannot be started \(CrashLoopBackOff\): exec: "\/no\/such": stat \/no\/such: no such file or directory$/,
    causes: [/the command of the container is not in its image/],
  },
  {
    title: "a volume that cannot be mounted",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, isStarted: false });
      world.addEvent(pod, { reason: "FailedMount", message: 'MountVolume.SetUp failed for volume "data": timed out' });
    },
    code: "pod-sandbox",
    level: "broken",
    verdict:
      /^Container "main" of pod shop\/web-1 cannot be made: MountVolume\.SetUp failed for volume "data": timed out$/,
  },
  {
    title: "a volume of a Secret that is missing",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, isStarted: false });
      world.addEvent(pod, {
        reason: "FailedMount",
        message: 'MountVolume.SetUp failed for volume "keys" : secret "keys" not found',
      });
    },
    code: "pod-sandbox",
    level: "broken",
    verdict: /cannot be made: MountVolume\.SetUp failed for volume "keys" : secret "keys" not found$/,
    causes: [/^the secret "keys" does not exist in namespace "shop"$/],
    next: /^kubectl get secrets -n shop --kubeconfig/,
  },
  {
    title: "a container that is not made, and nothing says why: what it may be, and how to tell",
    arrange: ({ world }) => world.addPod({ ...webPod, isStarted: false }).show(oldTime),
    code: "pod-sandbox",
    verdict: /has not been made for \d+d, and nothing says why\.$/,
    causes: [/its image is being pulled/, /a volume cannot be mounted/, /kubelet or runtime hangs/],
  },
  {
    title: "an init container that does not end",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, initContainers: ["migrate"], isStarted: false });
      pod.container("migrate").start();
      waiting(pod, "PodInitializing");
      const status = { name: "migrate", restartCount: 0, state: { running: { startedAt: "2026-01-01T00:00:00Z" } } };
      pod.show({ status: { initContainerStatuses: [status] } });
    },
    code: "init-waiting",
    level: "broken",
    verdict:
      /^Container "main" of pod shop\/web-1 cannot start before init container "migrate" has ended, which runs for \d+d\.$/,
    next: /^kubectl kt logs web-1 -n shop -c migrate --tail 50/,
  },
  {
    title: "an init container that fails: it is told, and what waits for it",
    arrange: ({ world }) => {
      const pod = world.addPod({ ...webPod, initContainers: ["migrate"], isStarted: false });
      const migrate = pod.container("migrate");
      migrate.start();
      migrate.restart({ exitCode: 3 });
      migrate.exit({ exitCode: 3 });
      migrate.wait("CrashLoopBackOff", "back-off 10s restarting failed container=migrate");
      waiting(pod, "PodInitializing");
    },
    code: "crash-loop",
    level: "broken",
    verdict:
      /^Init container "migrate" of pod shop\/web-1 ends again and again \(1 restart\), the last time with exit code 3, \d+s ago\. Container "main" cannot start before it has ended well\.$/,
    next: /^kubectl kt logs web-1 -n shop -c migrate --previous --tail 50/,
  },
];

testPodRows(rows);

test("D2 diagnose: a hop that is broken is the last that is looked at, and what comes behind is told as not reached", async () => {
  await using cluster = await startDiagnoseCluster();
  waiting(cluster.world.addPod({ ...webPod, isStarted: false }), "ErrImagePull", "not found");
  const { hops } = await runDiagnosis(cluster, ["web-1"]);
  assert.deepEqual(
    hops.map(({ name, result }) => `${name} ${result}`),
    [
      ...["kubeconfig ok", "network ok", "tls ok", "credentials ok", "clock ok", "rights ok", "source ok"],
      ...["pod ok", "scheduling ok", "containers broken", "node not-reached", "kubelet not-reached", "log not-reached"],
    ],
  );
  assert.ok(!cluster.requests.some(({ path }) => path.endsWith("/log")), "there is no log to ask for");
});

test("D1 diagnose changes nothing: it sends only GET, and POST of reviews", async () => {
  await using cluster = await startDiagnoseCluster();
  crash(cluster.world.addPod(webPod), 1);
  await runDiagnosis(cluster, ["web-1"]);
  for (const { method, path } of cluster.requests) {
    assert.ok(method === "GET" || /\/selfsubject(?:access)?reviews$/.test(path), `${method} ${path}`);
  }
});
