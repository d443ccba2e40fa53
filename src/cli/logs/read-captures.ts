import type { FilterFactory } from "../../filter/block-filter.ts";
import type { CapturesRequest } from "./captures-request.ts";
import type { LogsRequest } from "./logs-request.ts";
import { captureSources, findCaptures } from "./merge-captures.ts";
import { printLogs, type ReadResult } from "./print-logs.ts";
import type { RunContext } from "./run-context.ts";

/**
 * Reads and prints saved logs (L27). Nothing is connected to.
 * @throws KtError KT_CAPTURE for a folder without files; otherwise as {@link printLogs}.
 */
export async function readCaptures(
  captures: CapturesRequest,
  { request, filter }: { readonly request: LogsRequest; readonly filter: FilterFactory | undefined },
  context: RunContext,
): Promise<ReadResult> {
  const inputs = await findCaptures(captures, request.following.isFollow, context);
  return await printLogs(
    {
      request,
      filter,
      nowMs: context.io.nowMs,
      progress: undefined,
      set: { initial: [], joining: none() },
      sources: (merge) => captureSources(inputs, captures.format, merge, context),
    },
    context,
  );
}

async function* none(): AsyncGenerator<never, void, void> {}
