import type { ContainerState } from "../../kube/objects.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import type { Target } from "../../targets/target.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { printable } from "../report/printable.ts";
import { containerStatusOf } from "./container-status.ts";

/** Prints what a selection came to, and why (`--dry-run`): a table, or with `-o json` one object a line. */
export async function listTargets(targets: readonly Target[], format: OutputFormat, io: Io): Promise<void> {
  const rows = targets.map(rowOf);
  const text =
    format === "json" ? rows.map((row) => `${JSON.stringify(row)}\n`).join("") : tableOf(rows.map(printableRow));
  await writeFully(io.stdout, Buffer.from(text));
}

/** What is told of a target; the keys are those of the JSON form. */
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
