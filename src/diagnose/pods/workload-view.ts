import type { KubeClient } from "../../kube/client.ts";
import { asRecord, asText, type JsonRecord } from "../../kube/json-value.ts";
import type { KubeEvent } from "../../kube/objects.ts";
import { parseSource } from "../../targets/grammar/source-expression.ts";
import { findBuiltInType } from "../../targets/kinds/built-in-types.ts";
import { objectPath } from "../../targets/kinds/resource-type.ts";
import { look } from "../look.ts";
import { eventTimeMs } from "./pod-facts.ts";

/** Where a workload is looked at. */
export interface WorkloadLooking {
  readonly client: KubeClient;
  /** Undefined: in several, and so none is looked at. */
  readonly namespace: string | undefined;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** A workload, or a Service, as far as it explains why there are not all of its pods. */
export interface WorkloadView {
  readonly kind: string;
  /** `deployment/web`. */
  readonly title: string;
  readonly namespace: string;
  readonly spec: JsonRecord;
  readonly status: JsonRecord;
  readonly conditions: readonly JsonRecord[];
  /** What its controller was answered last when it wanted to make a pod; undefined where it was not refused, or nobody may know. */
  readonly refusal: string | undefined;
}

/** The kinds that keep as many pods as they are told to. */
export const keepingKinds: readonly string[] = ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"];

/** Looks at the workload that a source names; undefined where it names none of these kinds, or it cannot be seen. */
export async function lookAtWorkload(
  source: string,
  looking: WorkloadLooking,
  kinds?: readonly string[],
): Promise<WorkloadView | undefined> {
  const { client, namespace, limitMs, signal } = looking;
  const { type: word = "", name } = parseSource(source);
  const type = findBuiltInType(word);
  if (type === undefined || namespace === undefined || !/^[a-z0-9.-]+$/.test(name)) return undefined;
  if (kinds !== undefined && !kinds.includes(type.kind)) return undefined;
  const title = `${type.singular}/${name}`;
  const seen = await look(title, limitMs, signal, (within) =>
    client.get<unknown>(objectPath(type, namespace, name), { signal: within }),
  );
  const object = seen.isSeen ? asRecord(seen.value) : undefined;
  if (object === undefined) return undefined;
  const status = asRecord(object["status"]) ?? {};
  const listed: readonly unknown[] = Array.isArray(status["conditions"]) ? status["conditions"] : [];
  const conditions = listed.map(asRecord).filter((one) => one !== undefined);
  const told = conditions.find((one) => one["type"] === "ReplicaFailure" && one["status"] === "True");
  const uid = asText(asRecord(object["metadata"])?.["uid"]);
  return {
    ...{ kind: type.kind, title, namespace, spec: asRecord(object["spec"]) ?? {}, status, conditions },
    refusal: asText(told?.["message"]) ?? (makesPods.includes(type.kind) ? await toldRefusal(uid, looking) : undefined),
  };
}

/** Controllers that say in events alone why they cannot make pods; ReplicaSets have a condition for it. */
const makesPods: readonly string[] = ["StatefulSet", "DaemonSet", "Job"];

/** What the last event says where it is of a pod that could not be made. */
async function toldRefusal(
  uid: string | undefined,
  { client, namespace, limitMs, signal }: WorkloadLooking,
): Promise<string | undefined> {
  if (uid === undefined) return undefined;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace ?? "")}/events`;
  const query = { fieldSelector: `involvedObject.uid=${uid}` };
  const seen = await look("events", limitMs, signal, (within) =>
    client.list<KubeEvent>(path, { query, signal: within }),
  );
  if (!seen.isSeen) return undefined;
  const last = seen.value.items
    .filter(({ reason = "" }) => /^(?:Failed|Successful)Create$/.test(reason))
    .toSorted((a, b) => eventTimeMs(a) - eventTimeMs(b))
    .at(-1);
  return last?.reason === "FailedCreate" ? last.message : undefined;
}
