import { platform } from "node:os";
import { colorLevelOf } from "../../render/color-level.ts";
import { createRenderer } from "../../render/create-renderer.ts";
import type { Renderer } from "../../render/renderer.ts";
import { parseSource } from "../../targets/grammar/source-expression.ts";
import type { TargetSet } from "../../targets/target.ts";
import type { LogsRequest } from "./logs-request.ts";
import type { RunContext } from "./run-context.ts";

/**
 * The renderer that a request asks for.
 * @param printing.nowMs The API server's clock.
 */
export function createLogsRenderer(
  set: TargetSet,
  printing: { readonly request: LogsRequest; readonly nowMs: () => number },
  { io, notices, fields: census }: Pick<RunContext, "io" | "notices" | "fields">,
): Renderer {
  const { request, nowMs } = printing;
  const { format, template, columns, isPretty, prefix, fields, timestamps, color, colors } = request.output;
  const { isTerminal, columns: terminalColumns } = io.stdout;
  return createRenderer({
    format,
    template,
    columns,
    isPretty,
    prefix,
    fields,
    census,
    timestamps,
    zone: request.zone,
    highlight: request.lines.highlight,
    nowMs,
    onProblem: (message) => notices.notice({ level: "warning", message }),
    // Later pods of a workload must not change the look of its lines.
    expectedColumns: mayOthersJoin(set, request) ? ["pod"] : [],
    colorLevel: colorLevelOf({ flag: color, isTerminal, env: io.env, platform: platform() }),
    colors,
    isTerminal,
    terminalColumns,
  });
}

function mayOthersJoin(set: TargetSet, request: LogsRequest): boolean {
  const { following, captures, nodeLogs } = request;
  return following.isFollow && captures === undefined && nodeLogs === undefined && !isOnePod(set, request);
}

/** Whether the only source is a pod by its name, so that no other can join. */
function isOnePod(set: TargetSet, { selection }: LogsRequest): boolean {
  const [source, another] = selection.sources ?? [];
  if (source === undefined || another !== undefined) return false;
  const { name } = parseSource(source);
  return set.initial.length > 0 && set.initial.every(({ pod }) => pod.name === name);
}
