import type { ConnectOptions } from "../kube/connect-options.ts";
import type { ResolveOptions, Selection } from "../targets/selection.ts";
import { Budget } from "./budget.ts";
import { diagnoseRights, diagnoseSource } from "./diagnose-source.ts";
import type { Diagnosis, Hop, HopName, Subject } from "./diagnosis.ts";
import { hopsNotReached, inOrder } from "./hop.ts";
import { walkToServer } from "./server/server-hops.ts";

/** What is to be looked at. */
export interface DiagnosisRequest {
  readonly connection: ConnectOptions;
  /** Of which pods; undefined: only the way to the API server, and the rights there. */
  readonly selection: Selection | undefined;
  /** The same as it was written; empty for none. */
  readonly target: string;
}

/** The surroundings of a walk. */
export interface DiagnosisEnvironment extends Pick<ResolveOptions, "compilePattern" | "clock" | "signal"> {
  /** Milliseconds since 1970, by this machine's clock. */
  readonly nowMs: () => number;
}

/**
 * Walks the way of a log request hop by hop, changes nothing, and tells what it saw. Whatever is wrong is a finding.
 * @throws KtError KT_USAGE for what cannot be understood; the signal's reason.
 */
export async function diagnose(request: DiagnosisRequest, environment: DiagnosisEnvironment): Promise<Diagnosis> {
  const { target, selection, connection } = request;
  const { signal, nowMs } = environment;
  const startedMs = nowMs();
  const start = performance.now();
  const budget = new Budget();
  const { hops, access, client, user } = await walkToServer({ ...connection, nowMs }, budget, signal);
  let behind: readonly Hop[] = hopsNotReached(subjectOf(target), hopsBehindServer(selection));
  if (client !== undefined) {
    try {
      const context = { ...environment, budget, target, user };
      behind =
        selection === undefined
          ? [await diagnoseRights(client, context)]
          : await diagnoseSource(client, selection, context);
    } finally {
      await client.close();
    }
  }
  return {
    target,
    context: access?.context ?? connection.context ?? "",
    server: access?.server.origin ?? connection.server ?? "",
    namespace: access?.namespace ?? "",
    startedMs,
    durationMs: performance.now() - start,
    hops: inOrder([...hops, ...behind]),
  };
}

function subjectOf(target: string): Subject {
  return { kind: "Source", name: target };
}

function hopsBehindServer(selection: Selection | undefined): readonly HopName[] {
  const toPods: readonly HopName[] = ["source", "pod", "scheduling", "containers", "node", "kubelet", "log"];
  return ["rights", ...(selection === undefined ? [] : toPods)];
}
