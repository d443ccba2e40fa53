import type { SourceFacts } from "../../stream/source-info.ts";
import type { TargetSet } from "../../targets/target.ts";
import { OutputWriter } from "../io/output-writer.ts";
import type { Progress } from "../report/progress.ts";
import type { EntryOutput } from "./entry-output.ts";
import { createLogsRenderer } from "./logs-renderer.ts";
import type { LogsRequest } from "./logs-request.ts";
import type { RunContext } from "./run-context.ts";
import { standardOutput } from "./standard-output.ts";

/** What is printed. */
export interface OutputOfRun {
  readonly request: LogsRequest;
  /** The API server's clock, in milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly progress: Progress | undefined;
  readonly set: TargetSet;
}

/** Where the entries of a run go: standard output, or a folder of files. */
export async function createEntryOutput(
  { request, nowMs, progress, set }: OutputOfRun,
  context: RunContext,
): Promise<EntryOutput> {
  const { io, run } = context;
  const isPrompt = request.following.isFollow || request.captures?.paths.includes("-") === true;
  const onFailure = (error: Error): void => run.abort(error);
  const { folder } = request.output;
  if (folder !== undefined) {
    const { LogFolder } = await import("../log-folder/log-folder.ts");
    return new LogFolder({ path: folder, isPrompt, onFailure, placeOf: placesOf(set) });
  }
  const writer = new OutputWriter(io.stdout, {
    isPrompt,
    onFailure,
    // In a pipe as well: what stands behind it may draw on this terminal.
    beforeWrite: io.stdout.isFile ? undefined : () => progress?.end(),
  });
  return standardOutput(createLogsRenderer(set, { request, nowMs }, context), writer);
}

/** Containers stand as they were selected, behind them what joins, as it comes. */
function placesOf({ initial }: TargetSet): (facts: SourceFacts) => number {
  const places = new Map(
    initial.map(({ client, pod, container }, place) => [keyOf(client.context, pod.uid, container), place]),
  );
  return ({ context = "", podUid, container, node, service }) => {
    const runner = podUid ?? node;
    const key = keyOf(context, runner, container ?? service);
    const place = places.get(key) ?? places.size;
    if (runner !== undefined) places.set(key, place);
    return place;
  };
}

function keyOf(context: string, podUid: string | undefined, container: string | undefined): string {
  return [context, podUid, container].join("/");
}
