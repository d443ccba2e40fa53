import type { ContainerState } from "../../kube/objects.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import type { Target } from "../../targets/target.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { printable } from "../report/printable.ts";
import { containerStatusOf } from "./container-status.ts";

/** Prints what a selection came to, and why (`--dry-run`): a table, or with `-o json` one object a line. */
export async function listTargets(targets: readonly Target[], format: OutputFormat, io: Io): Promise<void> {
  if (format !== "json") {
    await writeFully(io.stdout, Buffer.from(tableOf(targets.map(rowOf).map(printableRow))));
    return;
  }
  const { objectLines } = await import("../../render/object-lines.ts");
  for await (const line of objectLines(targets.map(objectOf))) await writeFully(io.stdout, line);
}

/** A target in the JSON form, by the schema of `docs/json-output.md`. */
function objectOf(target: Target): object {
  const { client, pods, pod } = target;
  const { namespace, pod: name, container, kind, state, why } = rowOf(target);
  const node = pods.current(pod)?.spec.nodeName;
  return { context: client.context || undefined, namespace, pod: name, container, kind, node, state, why };
}

/** A line of the table. */
interface TargetRow {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly kind: string;
  readonly state: string;
  readonly why: string;
}

function rowOf(target: Target): TargetRow {
  const { pod, container, kind, why } = target;
  return { namespace: pod.namespace, pod: pod.name, container, kind, state: stateOf(target), why };
}

/** `running`, `terminated (Error)`, `waiting (CrashLoopBackOff)`; `unknown` before the kubelet has said anything. */
function stateOf(target: Target): string {
  const state = containerStatusOf(target)?.state;
  if (state?.running !== undefined) return "running";
  return stateWithReason("terminated", state?.terminated) ?? stateWithReason("waiting", state?.waiting) ?? "unknown";
}

function stateWithReason(
  name: string,
  state: ContainerState["terminated"] | ContainerState["waiting"],
): string | undefined {
  if (state === undefined) return undefined;
  return state.reason === undefined ? name : `${name} (${state.reason})`;
}

function tableOf(rows: readonly TargetRow[]): string {
  const titles: TargetRow = {
    namespace: "NAMESPACE",
    pod: "POD",
    container: "CONTAINER",
    kind: "KIND",
    state: "STATE",
    why: "WHY",
  };
  const cells = [titles, ...rows].map((row) => Object.values(row).map(String));
  const widths = Object.keys(titles).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("   ")
      .trimEnd(),
  );
  return `${lines.join("\n")}\n`;
}

function printableRow(row: TargetRow): TargetRow {
  return { ...row, state: printable(row.state), why: printable(row.why) };
}
