import type { TwoTexts, WriterDeploymentSpec, WriterSpec } from "./e2e-cluster.ts";

// What tests start on a real cluster, of the kit's images; the namespace is left to who applies it.

/** A pod that writes numbered lines. */
export function writerPod({ name, node, then, ...spec }: WriterSpec): object {
  const total = Number.isFinite(spec.lines) ? spec.lines : 0;
  const args = [`--rate=${spec.linesPerSecond}`, `--total=${total}`, `--id=${name}`, "--format=plain"];
  if (spec.lineBytes !== undefined) args.push(`--size=${spec.lineBytes}`);
  if (spec.stderrRatio !== undefined) args.push(`--stderr-ratio=${spec.stderrRatio}`);
  args.push(then === "sleep" ? "--then=sleep" : `--exit-code=${then.exitCode}`);
  return pod(name, {
    ...(node === undefined ? {} : { nodeName: node }),
    restartPolicy: then !== "sleep" && then.isOnce === true ? "Never" : "Always",
    containers: [{ name: "writer", image: "kt.local/logspam:1", args }],
  });
}

/** A Deployment of pods that write numbered lines without end. */
export function writersDeployment({ name, replicas, linesPerSecond }: WriterDeploymentSpec): object {
  const args = [`--rate=${linesPerSecond}`, "--format=plain"];
  return deployment(name, { replicas }, { containers: [{ name: "writer", image: "kt.local/logspam:1", args }] });
}

/** A pod that writes some lines, ends, and writes others when it is started again. */
export function restartedPod(name: string, { before, after }: TwoTexts): object {
  // What lies in the volume outlives the first run.
  const script = `if [ -e /ran/once ]; then ${writing(after)}; sleep 3600; fi; ${writing(before)}; touch /ran/once; sleep 1; exit 1`;
  return pod(name, {
    containers: [{ ...mainContainer(script), volumeMounts: [{ name: "ran", mountPath: "/ran" }] }],
    volumes: [{ name: "ran", emptyDir: {} }],
  });
}

/** A pod on node-1 that ends with exit code 3, again and again. */
export function crashLoopPod(name: string): object {
  const script = "echo starting; sleep 1; echo panic: no database; exit 3";
  return pod(name, { nodeName: "node-1", containers: [mainContainer(script)] });
}

/** A Deployment whose pods write these lines; one of pods that never become ready does not go on, and is told so soon. */
export function textsDeployment(name: string, lines: readonly string[], isEverReady: boolean): object {
  const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
  const deadline = isEverReady ? {} : { progressDeadlineSeconds: 3 };
  const probe = isEverReady ? {} : { readinessProbe: { exec: { command: ["false"] } } };
  return deployment(
    name,
    { replicas: 2, strategy, ...deadline },
    {
      terminationGracePeriodSeconds: 0,
      containers: [{ ...mainContainer(`${writing(lines)}; sleep 3600`), ...probe }],
    },
  );
}

function pod(name: string, spec: object): object {
  return { apiVersion: "v1", kind: "Pod", metadata: { name }, spec: { terminationGracePeriodSeconds: 0, ...spec } };
}

function deployment(name: string, spec: object, podSpec: object): object {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: { ...spec, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
  };
}

/** A container of the kit's busybox that runs this. */
function mainContainer(script: string): object {
  return { name: "main", image: "kt.local/busybox:1", command: ["sh", "-c", script] };
}

function writing(lines: readonly string[]): string {
  return lines.map((line) => `echo '${line}'`).join("; ");
}
