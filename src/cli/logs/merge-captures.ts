import { findCaptureFiles } from "../../captures/capture-files.ts";
import type { CaptureEnvironment } from "../../captures/capture-environment.ts";
import { type CaptureInput, fileInput, streamInput } from "../../captures/capture-input.ts";
import { createCaptureSource } from "../../captures/capture-source.ts";
import { growingFileInput } from "../../captures/growing-file.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Clock } from "../../time/clock.ts";
import type { CapturesRequest } from "./captures-request.ts";
import { filteredSource } from "./filtered-source.ts";
import { lastOfSource } from "./last-of-source.ts";
import type { MergeRequest, RunSources } from "./merge-sources.ts";
import type { RunContext } from "./run-context.ts";
import { untilMatchFilter } from "./until-match.ts";

/** Finds the files and streams that saved logs are read from. @throws KtError KT_CAPTURE for a folder that holds none. */
export async function findCaptures(
  { paths }: CapturesRequest,
  isFollow: boolean,
  { io, notices }: RunContext,
): Promise<readonly CaptureInput[]> {
  const files = await findCaptureFiles(paths);
  return files.map((file) => {
    if (file.path === "-") return streamInput("stdin", (signal) => io.stdin.bytes(signal));
    return isFollow ? growingFileInput(file, { clock: io.clock, notices }) : fileInput(file);
  });
}

/** The logs that captures hold. */
export function captureSources(
  inputs: readonly CaptureInput[],
  format: CapturesRequest["format"],
  merge: MergeRequest,
  { io, notices }: RunContext,
): RunSources {
  const environment: CaptureEnvironment = {
    notices,
    clock: io.clock,
    nowMs: io.nowMs,
    sourceOf: merge.registry.addFacts,
  };
  const open = (): readonly LogSource[] =>
    inputs.map((input) => {
      merge.opened.add(input.name);
      return chosen(
        createCaptureSource(input, { format, range: merge.window, stream: merge.request.stream }, environment),
        merge,
        io.clock,
      );
    });
  return { notices, tellRest: () => {}, open, follow: () => ({ initial: open(), joining: none() }) };
}

function chosen(source: LogSource, { request, filter }: MergeRequest, clock: Clock): LogSource {
  const { lastOfEach } = request.amount;
  const { untilMatch } = request.endings;
  const whole = untilMatch === undefined ? filter : untilMatchFilter(untilMatch, filter, () => true);
  const filtered = whole === undefined ? source : filteredSource(source, whole, clock, true);
  if (lastOfEach === undefined) return filtered;
  const { lines, following } = request;
  // Standard input is live from its first line on, but has an end.
  const isToEnd = !following.isFollow;
  return lastOfSource(filtered, { entries: lastOfEach, asRecords: lines.isMultiline, containerOf, isToEnd });
}

/** What stands for a container: the instances of one are counted together, as with a cluster. */
function containerOf({ facts }: SourceInfo): string {
  return [facts.context, facts.namespace, facts.pod, facts.container, facts.node, facts.service].join("/");
}

async function* none(): AsyncGenerator<never, void, void> {}
