import type { ContainerState } from "../../kube/objects.ts";
import { unscheduledReason } from "../../kube/unscheduled-reason.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import type { Notices } from "../../stream/notice.ts";
import type { Target } from "../../targets/target.ts";
import { columnWidths, padding } from "../../text/aligned-rows.ts";
import { fittingColumns } from "../../text/fitting-columns.ts";
import { wrap } from "../../text/wrap.ts";
import type { Io } from "../io/io.ts";
import { terminalColumns } from "../io/terminal-columns.ts";
import { writeFully } from "../io/write-fully.ts";
import { printable } from "../../text/printable.ts";
import { containerStatusOf } from "./container-status.ts";

/**
 * Prints what a selection came to, and why (`--dry-run`): a table, or with `-o json` one object a line. What the scheduler
 * says of a pod that gets no node is a notice.
 */
export async function listTargets(
  targets: readonly Target[],
  format: OutputFormat,
  { io, notices }: { readonly io: Io; readonly notices: Notices },
): Promise<void> {
  for (const target of targets) tellUnscheduled(target, notices);
  if (format !== "json") {
    const table = tableOf(targets.map(rowOf).map(printableRow), terminalColumns(io));
    await writeFully(io.stdout, Buffer.from(table));
    return;
  }
  const { objectLines } = await import("../../render/object-lines.ts");
  for await (const line of objectLines(targets.map(objectOf))) await writeFully(io.stdout, line);
}

function tellUnscheduled({ pods, pod: { namespace, name, uid } }: Target, notices: Notices): void {
  const pod = pods.current({ namespace, name, uid });
  const message = pod === undefined ? undefined : unscheduledReason(pod)?.message;
  if (!message) return;
  const hint = `kubectl kt diagnose ${name} -n ${namespace}`;
  notices.notice({ level: "info", about: `${namespace}/${name}`, message, hint, onceKey: `unscheduled ${uid}` });
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

/**
 * `running`, `terminated (Error)`, `waiting (CrashLoopBackOff)`; before the kubelet has said anything `Pending
 * (Unschedulable)`, `Pending`, or whatever else the pod's phase is, and `unknown` without one.
 */
function stateOf(target: Target): string {
  const state = containerStatusOf(target)?.state;
  if (state?.running !== undefined) return "running";
  return (
    stateWithReason("terminated", state?.terminated) ?? stateWithReason("waiting", state?.waiting) ?? phaseOf(target)
  );
}

function phaseOf({ pods, pod }: Target): string {
  const known = pods.current(pod);
  const phase = known?.status?.phase ?? "unknown";
  const unscheduled = known === undefined ? undefined : unscheduledReason(known);
  return unscheduled === undefined ? phase : `${phase} (${unscheduled.reason})`;
}

function stateWithReason(
  name: string,
  state: ContainerState["terminated"] | ContainerState["waiting"],
): string | undefined {
  if (state === undefined) return undefined;
  return state.reason === undefined ? name : `${name} (${state.reason})`;
}

/** A terminal would break the last column amid words: columns that tell little give way to it, and it is wrapped. */
function tableOf(rows: readonly TargetRow[], width: number): string {
  const whys = ["WHY", ...rows.map(({ why }) => why)];
  const others = rows.map(({ namespace, pod, container, kind, state }) => [namespace, pod, container, kind, state]);
  const widest = Math.max(...whys.map((why) => why.length));
  const mostColumns = width - Math.min(widest, usualWhyColumns) - mostGap;
  const { rows: cells, gap } = fittingColumns([["NAMESPACE", "POD", "CONTAINER", "KIND", "STATE"], ...others], {
    ...{ mostColumns, leftOutFirst: ["KIND"], leftOutIfSame: ["KIND", "NAMESPACE", "STATE", "CONTAINER"] },
  });
  const widths = columnWidths(cells);
  const left = widths.reduce((sum, one) => sum + one + gap.length, 0);
  const lines = cells.map((row, place) => {
    const why = whys[place] ?? "";
    const start = row.map((cell, column) => cell + padding(cell, widths[column]) + gap).join("");
    if (left + why.length <= width) return start + why;
    // Where little is left of a line, the column goes below.
    const isBelow = width - left < leastWhyColumns;
    const indent = " ".repeat(isBelow ? 4 : left);
    const words = wrap(why, width - indent.length).map((line) => indent + line);
    return isBelow ? [start.trimEnd(), ...words].join("\n") : start + words.join("\n").trimStart();
  });
  return `${lines.join("\n")}\n`;
}

const mostGap = 3;
const leastWhyColumns = 20;
/** So much it gets before other columns are left out for it. */
const usualWhyColumns = 30;

function printableRow(row: TargetRow): TargetRow {
  return { ...row, state: printable(row.state), why: printable(row.why) };
}
