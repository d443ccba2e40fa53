import type { KubeClient } from "../../kube/client.ts";
import { resolveTargets } from "../../targets/resolve-targets.ts";
import type { TargetSet } from "../../targets/target.ts";
import { compileNamePattern } from "../../text/pattern/pattern.ts";
import type { LogsRequest } from "./logs-request.ts";
import type { RunContext } from "./run-context.ts";

/**
 * Finds the containers that were asked for.
 * @param signal Ends the watches of a follow.
 * @throws KtError what keeps all of them from being found; KT_NO_MATCH when there are none in a read that ends.
 */
export async function selectTargets(
  client: KubeClient,
  request: LogsRequest,
  { io, notices }: RunContext,
  signal: AbortSignal,
): Promise<TargetSet> {
  return resolveTargets(client, request.selection, {
    follow: request.following.isFollow,
    signal,
    compilePattern: (text) => compileNamePattern(text, { flag: "the pattern" }),
    clock: io.clock,
    onNotice: (notice) => notices.notice(notice),
  });
}
