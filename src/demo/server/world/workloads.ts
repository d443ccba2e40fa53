import { type ApiObject, controllerReference } from "./api-object.ts";
import type { Pod, PodTemplate } from "./pod.ts";
import { nameSuffix } from "./random.ts";
import { nodeResource, type Resource } from "./resource.ts";
import { podTemplateOf, selectorLabels, type WorkloadSpec } from "./workload-spec.ts";
import type { World } from "./world.ts";

/** A workload and the pods that it was made with. */
export interface Workload {
  readonly object: ApiObject;
  readonly pods: readonly Pod[];
}

/** Adds a ReplicaSet of its own (not a Deployment's). */
export function addReplicaSet(world: World, spec: WorkloadSpec): Workload {
  return addSelecting(world, "ReplicaSet", spec, { podNames: randomNames(world, spec) });
}

/** Adds a ReplicationController. */
export function addReplicationController(world: World, spec: WorkloadSpec): Workload {
  const object = world.store.put(world.resource("ReplicationController"), {
    metadata: metadataOf(world, spec),
    spec: { replicas: spec.replicas ?? 1, selector: selectorLabels(spec) },
    status: { replicas: spec.replicas ?? 1 },
  });
  return { object, pods: addPods(world, spec, object, randomNames(world, spec)) };
}

/** Adds a StatefulSet with pods NAME-0, NAME-1 and so on. */
export function addStatefulSet(world: World, spec: WorkloadSpec): Workload {
  const names = Array.from({ length: spec.replicas ?? 1 }, (_, index) => `${spec.name}-${index}`);
  const replicas = names.length;
  const revision = `${spec.name}-${firstRevision}`;
  const done = { readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas };
  return addSelecting(world, "StatefulSet", spec, {
    podNames: names,
    podLabels: { "controller-revision-hash": revision },
    status: { ...done, currentReplicas: replicas, currentRevision: revision, updateRevision: revision },
  });
}

/** Adds a DaemonSet with a pod on each node. */
export function addDaemonSet(world: World, spec: WorkloadSpec): Workload {
  const nodeNames = world.store.list(nodeResource).map(({ metadata }) => metadata.name);
  const count = nodeNames.length;
  const scheduled = { desiredNumberScheduled: count, currentNumberScheduled: count, updatedNumberScheduled: count };
  return addSelecting(world, "DaemonSet", spec, {
    podNames: randomNames(world, { ...spec, replicas: count }),
    nodeNames,
    podLabels: { "controller-revision-hash": firstRevision, "pod-template-generation": "1" },
    annotations: { "deprecated.daemonset.template.generation": "1" },
    status: { ...scheduled, numberReady: count, numberAvailable: count },
  });
}

/** Adds a Job whose pods run until they are finished by the caller. */
export function addJob(world: World, spec: WorkloadSpec, owner?: ApiObject): Workload {
  const labels = { ...selectorLabels(spec), "batch.kubernetes.io/job-name": spec.name, "job-name": spec.name };
  const completions = spec.replicas ?? 1;
  const object = world.store.put(world.resource("Job"), {
    metadata: {
      ...metadataOf(world, spec),
      ...(owner === undefined ? {} : { ownerReferences: [controllerReference(owner)] }),
    },
    spec: {
      completions,
      parallelism: completions,
      selector: { matchLabels: labels },
      template: { metadata: { labels } },
    },
    status: { active: completions },
  });
  const withLabels = { restartPolicy: "Never" as const, ...spec, labels };
  return { object, pods: addPods(world, withLabels, object, randomNames(world, spec)) };
}

/** Ends a Job's pods and the Job: Complete for exit code 0, Failed else. */
export function finishJob(world: World, job: Workload, exitCode = 0): void {
  for (const pod of job.pods) pod.finish({ exitCode });
  const isGood = exitCode === 0;
  const count = job.pods.length;
  world.store.put(world.resource("Job"), {
    ...job.object,
    status: {
      ...(isGood ? { succeeded: count } : { failed: count }),
      conditions: [{ type: isGood ? "Complete" : "Failed", status: "True" }],
    },
  });
}

/** Deletes a Job and its pods. */
export function deleteJob(world: World, job: Workload): void {
  for (const pod of job.pods) pod.delete();
  const { name, namespace = "default" } = job.object.metadata;
  world.store.delete({ resource: world.resource("Job"), namespace, name });
}

/** Adds a CronJob without runs; {@link runCronJob} makes one. */
export function addCronJob(world: World, spec: WorkloadSpec, schedule = "* * * * *"): ApiObject {
  const template = { metadata: { labels: selectorLabels(spec) } };
  return world.store.put(world.resource("CronJob"), {
    metadata: metadataOf(world, spec),
    spec: { schedule, jobTemplate: { spec: { template } } },
    status: {},
  });
}

/** Adds a Job of a CronJob, named after the minute as the controller names it. */
export function runCronJob(world: World, cronJob: ApiObject, template: PodTemplate): Workload {
  const { name, namespace = "default" } = cronJob.metadata;
  const minute = Math.floor(world.clock.nowMs() / 60_000);
  return addJob(world, { ...template, name: `${name}-${minute}`, namespace }, cronJob);
}

/** Adds a Service over pods with these labels. */
export function addService(
  world: World,
  spec: { readonly name: string; readonly namespace?: string; readonly selector: Readonly<Record<string, string>> },
): ApiObject {
  return world.store.put(world.resource("Service"), {
    metadata: metadataOf(world, spec),
    spec: { selector: spec.selector, ports: [{ port: 80, targetPort: 8080, protocol: "TCP" }], type: "ClusterIP" },
    status: { loadBalancer: {} },
  });
}

/**
 * Adds an object of a custom kind that selects pods and owns them, with a `scale` subresource when its
 * resource says so. The resource is registered when it is not known yet.
 */
export function addCustomWorkload(world: World, resource: Resource, spec: WorkloadSpec): Workload {
  if (!world.resources.includes(resource)) world.resources.push(resource);
  return addSelecting(world, resource.kind, spec, { podNames: randomNames(world, spec) });
}

/** What is particular to the pods of a kind, and to what its controller says once they are ready. */
interface Settled {
  readonly podNames: readonly string[];
  readonly nodeNames?: readonly string[];
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly status?: object;
}

/** Instead of a hash of the template. */
const firstRevision = "d97459998";

function addSelecting(world: World, kind: string, spec: WorkloadSpec, settled: Settled): Workload {
  const { podNames, nodeNames = [], podLabels = {}, annotations, status = {} } = settled;
  const labels = selectorLabels(spec);
  const replicas = podNames.length;
  const object = world.store.put(world.resource(kind), {
    metadata: { ...metadataOf(world, spec), ...(annotations === undefined ? {} : { annotations }) },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels } } },
    status: { replicas, ...status },
  });
  const ofPods = { ...spec, labels: { ...labels, ...podLabels } };
  return { object, pods: addPods(world, ofPods, object, podNames, nodeNames) };
}

function addPods(
  world: World,
  spec: WorkloadSpec,
  owner: ApiObject,
  names: readonly string[],
  nodeNames: readonly string[] = [],
): Pod[] {
  const template = { ...podTemplateOf(spec), namespace: spec.namespace ?? "default", owner };
  return names.map((name, index) => {
    const nodeName = nodeNames[index];
    return world.addPod({ ...template, name, ...(nodeName === undefined ? {} : { nodeName }) });
  });
}

function randomNames(world: World, spec: WorkloadSpec): string[] {
  return Array.from({ length: spec.replicas ?? 1 }, () => `${spec.name}-${nameSuffix(world.random)}`);
}

function metadataOf(world: World, spec: Pick<WorkloadSpec, "name" | "namespace" | "labels">): ApiObject["metadata"] {
  const { name, namespace = "default", labels = { app: name } } = spec;
  world.addNamespace(namespace);
  return { name, namespace, labels };
}
