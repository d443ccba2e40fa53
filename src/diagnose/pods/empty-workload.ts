import { asRecord, asText, type JsonRecord } from "../../kube/json-value.ts";
import type { Cause } from "../diagnosis.ts";
import { explainRefusal } from "./refused-pods.ts";
import { lookAtWorkload, type WorkloadLooking, type WorkloadView } from "./workload-view.ts";

/** Why a workload has no pods, as far as it says so itself. */
export interface EmptyWorkload {
  readonly evidence: readonly (readonly [from: string, text: string | undefined])[];
  readonly causes: readonly Cause[];
  /** The next command, where there is a better one than to describe the workload. */
  readonly next?: string | undefined;
}

/** Looks at a workload without pods; undefined where the source names none, or it cannot be seen. */
export async function lookAtEmptyWorkload(
  source: string,
  looking: WorkloadLooking,
): Promise<EmptyWorkload | undefined> {
  const view = await lookAtWorkload(source, looking);
  return view && reasonsOf(view);
}

function reasonsOf(view: WorkloadView): EmptyWorkload {
  const { kind, title, namespace, spec, status, conditions, refusal } = view;
  const refused = refusal === undefined ? undefined : explainRefusal(refusal, namespace);
  const given = conditions
    .filter((one) => one["type"] === "Progressing" && one["status"] === "False")
    .map(conditionText);
  const causes: Cause[] = [];
  if (spec["replicas"] === 0) {
    causes.push({ text: "it is scaled to zero", fix: `kubectl scale ${title} -n ${namespace} --replicas=1` });
  }
  if (spec["suspend"] === true)
    causes.push({ text: "it is suspended (spec.suspend)", fix: "set spec.suspend to false" });
  if (kind === "DaemonSet" && status["desiredNumberScheduled"] === 0) {
    causes.push({ text: "no node has the labels that its pods ask for", check: "kubectl get nodes --show-labels" });
  }
  if (refused !== undefined) causes.push(refused.cause);
  else causes.push(...given.map((text) => ({ text: `its controller cannot make pods: ${text}` })));
  const own =
    kind === "Job" ? ofJob(view) : kind === "CronJob" ? ofCronJob(view) : kind === "Service" ? ofService(view) : none;
  const evidence = [
    ["spec.replicas", spec["replicas"] === undefined ? undefined : JSON.stringify(spec["replicas"])] as const,
    ...own.evidence,
    ["what its controller was answered", refusal] as const,
    ...given.map((text) => ["condition", text] as const),
  ];
  return { evidence, causes: [...causes, ...own.causes], next: refused?.next ?? own.next };
}

const none: EmptyWorkload = { evidence: [], causes: [] };

/** The pods of a Job that gave up are mostly deleted with it. */
function ofJob({ conditions }: WorkloadView): EmptyWorkload {
  const holds = (type: string): JsonRecord | undefined =>
    conditions.find((one) => one["type"] === type && one["status"] === "True");
  const failed = holds("Failed");
  if (failed !== undefined) {
    const text = "it has failed, and its pods were deleted with that: their logs are gone";
    const fix =
      failed["reason"] === "DeadlineExceeded"
        ? "raise activeDeadlineSeconds, or find out what takes so long"
        : undefined;
    const keeps = "restartPolicy Never, with which the pods of a failed Job stay";
    return { evidence: [["condition", conditionText(failed)]], causes: [{ text, fix: fix ?? keeps }] };
  }
  const complete = holds("Complete");
  if (complete === undefined) return none;
  return {
    evidence: [["condition", conditionText(complete)]],
    causes: [{ text: "it is complete, and its pods were deleted" }],
  };
}

function ofCronJob({ title, namespace, spec, status }: WorkloadView): EmptyWorkload {
  const last = asText(status["lastScheduleTime"]);
  const name = title.replace(/^[^/]+\//, "");
  return {
    evidence: [
      ["spec.schedule", asText(spec["schedule"])],
      ["status.lastScheduleTime", last ?? "never"],
    ],
    causes:
      spec["suspend"] === true
        ? []
        : [
            last === undefined
              ? {
                  text: "its time has not come yet",
                  fix: `kubectl create job ${name}-now --from=${title} -n ${namespace} runs it now`,
                }
              : {
                  text: "its last Jobs were deleted: it keeps only so many (spec.successfulJobsHistoryLimit, failedJobsHistoryLimit)",
                },
          ],
  };
}

function ofService({ namespace, spec }: WorkloadView): EmptyWorkload {
  const selector = Object.entries(asRecord(spec["selector"]) ?? {}).map(
    ([key, value]) => `${key}=${asText(value) ?? ""}`,
  );
  if (selector.length === 0) return none;
  return {
    evidence: [["spec.selector", selector.join(",")]],
    causes: [
      {
        text: `no pod of namespace "${namespace}" has the labels of its selector`,
        check: `kubectl get pods -n ${namespace} --show-labels`,
        fix: "correct the selector of the Service, or the labels of the pods",
      },
    ],
    next: `kubectl get pods -n ${namespace} --show-labels`,
  };
}

function conditionText({ type, reason, message }: JsonRecord): string {
  return `${asText(type) ?? ""} ${asText(reason) ?? ""}: ${asText(message) ?? ""}`;
}
