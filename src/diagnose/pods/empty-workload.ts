import type { KubeClient } from "../../kube/client.ts";
import { asRecord, asText, type JsonRecord } from "../../kube/json-value.ts";
import { parseSource } from "../../targets/grammar/source-expression.ts";
import { findBuiltInType } from "../../targets/kinds/built-in-types.ts";
import { objectPath } from "../../targets/kinds/resource-type.ts";
import type { Cause } from "../diagnosis.ts";
import { look } from "../look.ts";

/** Why a workload has no pods, as far as it says so itself. */
export interface EmptyWorkload {
  readonly evidence: readonly (readonly [from: string, text: string])[];
  readonly causes: readonly Cause[];
}

/** Where a workload is looked at. */
export interface WorkloadLooking {
  readonly client: KubeClient;
  readonly namespace: string | undefined;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** Looks at a workload without pods; undefined where the source names none, or it cannot be seen. */
export async function lookAtEmptyWorkload(
  source: string,
  looking: WorkloadLooking,
): Promise<EmptyWorkload | undefined> {
  const { client, namespace, limitMs, signal } = looking;
  const { type: word = "", name } = parseSource(source);
  const type = findBuiltInType(word);
  if (type === undefined || namespace === undefined) return undefined;
  const path = objectPath(type, namespace, name);
  const seen = await look(`${type.singular} "${name}"`, limitMs, signal, (within) =>
    client.get<unknown>(path, { signal: within }),
  );
  const object = seen.isSeen ? asRecord(seen.value) : undefined;
  return object === undefined ? undefined : reasonsOf(object, `${type.singular}/${name}`, namespace);
}

function reasonsOf(object: JsonRecord, title: string, namespace: string): EmptyWorkload {
  const spec = asRecord(object["spec"]) ?? {};
  const status = asRecord(object["status"]) ?? {};
  const conditions = Array.isArray(status["conditions"]) ? status["conditions"].map(asRecord) : [];
  const told = conditions.filter((one) => isTelling(one)).map((one) => conditionText(one ?? {}));
  const causes: Cause[] = [];
  if (spec["replicas"] === 0) {
    causes.push({ text: "it is scaled to zero", fix: `kubectl scale ${title} -n ${namespace} --replicas=1` });
  }
  if (spec["suspend"] === true)
    causes.push({ text: "it is suspended (spec.suspend)", fix: "set spec.suspend to false" });
  if (status["desiredNumberScheduled"] === 0) {
    causes.push({ text: "no node has the labels that its pods ask for", check: "kubectl get nodes --show-labels" });
  }
  for (const text of told) causes.push({ text: `its controller cannot make pods: ${text}` });
  const evidence = [
    ...(spec["replicas"] === undefined ? [] : [["spec.replicas", JSON.stringify(spec["replicas"])] as const]),
    ...told.map((text) => ["condition", text] as const),
  ];
  return { evidence, causes };
}

/** A pod could not be made, for a quota or an admission webhook mostly; or the rollout was given up. */
function isTelling(condition: JsonRecord | undefined): boolean {
  const { type, status } = condition ?? {};
  return (type === "ReplicaFailure" && status === "True") || (type === "Progressing" && status === "False");
}

function conditionText({ type, reason, message }: JsonRecord): string {
  return `${asText(type) ?? ""} ${asText(reason) ?? ""}: ${asText(message) ?? ""}`;
}
