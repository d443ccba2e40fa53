import type { KubeObject, Pod } from "../../kube/objects.ts";

/** How far a workload, or a set of pods, is. */
export interface WaitState {
  readonly kind: "waiting" | "done" | "failed";
  /** A sentence without a full stop. */
  readonly text: string;
}

/** A workload as far as waiting looks at it. */
export interface Workload extends KubeObject {
  readonly metadata: KubeObject["metadata"] & { readonly generation?: number };
  readonly spec?: {
    readonly replicas?: number;
    readonly completions?: number;
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    readonly desiredNumberScheduled?: number;
    readonly updatedNumberScheduled?: number;
    readonly numberAvailable?: number;
    readonly succeeded?: number;
    readonly active?: number;
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
  };
}

/** Kinds that are waited for by what they say themselves; of others their pods are looked at. */
export type WaitedKind = "Deployment" | "StatefulSet" | "DaemonSet" | "Job";

/**
 * How far a workload is, by the rules of `kubectl rollout status` (kubectl v0.36 `pkg/polymorphichelpers/rollout_status.go`) and of
 * `kubectl wait` for Jobs.
 */
export function stateOfWorkload(kind: WaitedKind, workload: Workload): WaitState {
  const { metadata, status = {} } = workload;
  if (kind === "Job") return stateOfJob(workload);
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return waiting("its controller has not seen it yet");
  if (kind === "Deployment") return stateOfDeployment(workload);
  return kind === "StatefulSet" ? stateOfStatefulSet(workload) : stateOfDaemonSet(workload);
}

/** Whether a pod is of what is being rolled out; of others nothing is concluded. False where that cannot be told. */
export function isOfRollout(kind: WaitedKind, { status = {}, metadata }: Workload, pod: Pod): boolean {
  const { labels = {}, ownerReferences = [] } = pod.metadata;
  switch (kind) {
    case "Job":
      return true;
    case "StatefulSet":
      return labels["controller-revision-hash"] === status.updateRevision;
    case "DaemonSet":
      return labels["pod-template-generation"] === metadata.annotations?.["deprecated.daemonset.template.generation"];
    case "Deployment": {
      // Its condition names the ReplicaSet that it rolls out.
      const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
      const message = status.conditions?.find(({ type }) => type === "Progressing")?.message ?? "";
      const [, current] = /"([^"]+)"/.exec(message) ?? [];
      return isSeen && ownerReferences.some(({ kind: owner, name }) => owner === "ReplicaSet" && name === current);
    }
  }
}

function stateOfDeployment({ spec = {}, status = {} }: Workload): WaitState {
  const { replicas = 1 } = spec;
  const { updatedReplicas = 0, availableReplicas = 0, replicas: all = 0, conditions = [] } = status;
  const progressing = conditions.find(({ type }) => type === "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded") {
    return {
      kind: "failed",
      text: `it exceeded its progress deadline: ${updatedReplicas} of ${replicas} replicas are updated, ${availableReplicas} available`,
    };
  }
  if (updatedReplicas < replicas) return waiting(`${updatedReplicas} of ${replicas} replicas are updated`);
  const old = all - updatedReplicas;
  if (old > 0) return waiting(old === 1 ? "1 old replica is still there" : `${old} old replicas are still there`);
  if (availableReplicas < updatedReplicas)
    return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  return { kind: "done", text: `it is rolled out: ${availableReplicas} of ${replicas} replicas are available` };
}

function stateOfStatefulSet({ spec = {}, status = {} }: Workload): WaitState {
  const { replicas = 1, updateStrategy } = spec;
  const { readyReplicas = 0, updatedReplicas = 0, updateRevision, currentRevision } = status;
  if (readyReplicas < replicas) return waiting(`${readyReplicas} of ${replicas} replicas are ready`);
  const wanted = replicas - (updateStrategy?.rollingUpdate?.partition ?? 0);
  const isRolling = updateStrategy?.type !== "OnDelete" && updateRevision !== currentRevision;
  if (isRolling && updatedReplicas < wanted) return waiting(`${updatedReplicas} of ${wanted} replicas are updated`);
  return { kind: "done", text: `it is rolled out: ${readyReplicas} of ${replicas} replicas are ready` };
}

function stateOfDaemonSet({ status = {} }: Workload): WaitState {
  const { desiredNumberScheduled = 0, updatedNumberScheduled = 0, numberAvailable = 0 } = status;
  if (updatedNumberScheduled < desiredNumberScheduled) {
    return waiting(`${updatedNumberScheduled} of ${desiredNumberScheduled} pods are updated`);
  }
  if (numberAvailable < desiredNumberScheduled) {
    return waiting(`${numberAvailable} of ${desiredNumberScheduled} pods are available`);
  }
  return { kind: "done", text: `it is rolled out: ${numberAvailable} of ${desiredNumberScheduled} pods are available` };
}

function stateOfJob({ spec = {}, status = {} }: Workload): WaitState {
  const { conditions = [], succeeded = 0, active = 0 } = status;
  const holds = (...types: readonly string[]): (typeof conditions)[number] | undefined =>
    conditions.find(({ type, status: value }) => types.includes(type) && value === "True");
  const failed = holds("Failed", "FailureTarget");
  if (failed !== undefined) {
    const why = [failed.reason, failed.message].filter(Boolean).join(": ");
    return { kind: "failed", text: `it failed${why === "" ? "" : ` (${why})`}` };
  }
  if (holds("Complete", "SuccessCriteriaMet") !== undefined) return { kind: "done", text: "it is complete" };
  return waiting(
    `${succeeded} of ${spec.completions ?? 1} completions, ${active} pod${active === 1 ? "" : "s"} at work`,
  );
}

function waiting(text: string): WaitState {
  return { kind: "waiting", text };
}
