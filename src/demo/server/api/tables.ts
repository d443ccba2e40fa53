import type { ApiObject } from "../world/api-object.ts";
import { ageText } from "./age-text.ts";
import { podCells } from "./pod-cells.ts";
import type { ResourceExchange } from "./resource-exchange.ts";
import type { ServedCluster } from "./served-cluster.ts";

/** A column: its name, and whether `kubectl get` shows it without `-o wide`, by the priority 0. */
type Column = readonly [name: string, priority?: 1];

/** How objects of a kind are shown, as the printers of kubernetes v1.36.3 do (pkg/printers/internalversion/printers.go). */
interface TableKind {
  readonly columns: readonly Column[];
  cells(object: ApiObject, nowMs: number): readonly unknown[];
}

/**
 * The answer to `kubectl get`, which asks for a table to print and has no columns of its own.
 * @param metadata of the answer.
 * @returns undefined when no table is asked for, or none is known of that kind; then objects are the answer.
 */
export function tableOf(
  { world }: ServedCluster,
  { resource, request }: ResourceExchange,
  objects: readonly ApiObject[],
  metadata: object,
): unknown {
  const kind = kinds.get(resource.kind);
  const accept = request.headers["accept"] ?? "";
  if (kind === undefined || !/^application\/json;as=Table;v=v1;g=meta\.k8s\.io(?:,|$)/.test(accept)) return undefined;
  const nowMs = world.clock.nowMs();
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: kind.columns.map(([name, priority = 0]) => {
      return { name, type: "string", format: name === "Name" ? "name" : "", description: "", priority };
    }),
    rows: objects.map((object) => ({
      cells: kind.cells(object, nowMs),
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

const kinds: ReadonlyMap<string, TableKind> = new Map<string, TableKind>([
  ["Pod", { columns: [["Name"], ["Ready"], ["Status"], ["Restarts"], ["Age"], ["Node", 1]], cells: podCells }],
  ["Node", { columns: [["Name"], ["Status"], ["Roles"], ["Age"], ["Version"]], cells: nodeCells }],
  ["Deployment", { columns: [["Name"], ["Ready"], ["Up-to-date"], ["Available"], ["Age"]], cells: deploymentCells }],
  [
    "Event",
    { columns: [["Last Seen"], ["Type"], ["Reason"], ["Object"], ["Message"], ["Name", 1]], cells: eventCells },
  ],
]);

function nodeCells({ metadata, status }: ApiObject, nowMs: number): readonly unknown[] {
  const { conditions, nodeInfo } = status as {
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
    readonly nodeInfo: { readonly kubeletVersion: string };
  };
  const ready = conditions.find(({ type }) => type === "Ready");
  const readiness = ready === undefined ? "Unknown" : ready.status === "True" ? "Ready" : "NotReady";
  return [metadata.name, readiness, "<none>", ageText(metadata.creationTimestamp, nowMs), nodeInfo.kubeletVersion];
}

function deploymentCells({ metadata, spec, status }: ApiObject, nowMs: number): readonly unknown[] {
  const count = (name: string): number => Number(status?.[name] ?? 0);
  const ready = `${count("readyReplicas")}/${Number(spec?.["replicas"] ?? 0)}`;
  const age = ageText(metadata.creationTimestamp, nowMs);
  return [metadata.name, ready, count("updatedReplicas"), count("availableReplicas"), age];
}

function eventCells(event: ApiObject, nowMs: number): readonly unknown[] {
  const { kind, name } = event["involvedObject"] as { readonly kind: string; readonly name: string };
  const lastSeen = ageText(String(event["lastTimestamp"]), nowMs);
  const object = `${kind.toLowerCase()}/${name}`;
  return [lastSeen, event["type"], event["reason"], object, event["message"] ?? "", event.metadata.name];
}
