import type { ConnectOptions } from "../kube/connect-options.ts";
import type { KubeClient } from "../kube/client.ts";
import type { ResolveOptions, Selection } from "../targets/selection.ts";
import { Budget } from "./budget.ts";
import { diagnoseNode, isNode, nodeHops } from "./diagnose-node.ts";
import { diagnoseRights, diagnoseSource } from "./diagnose-source.ts";
import type { Diagnosis, Hop, HopName, Subject } from "./diagnosis.ts";
import { hopsNotReached, inOrder } from "./hop.ts";
import { podHops } from "./pods/walk-pods.ts";
import { walkToServer } from "./server/server-hops.ts";
import type { WalkContext } from "./walk-context.ts";

/** What is to be looked at. */
export interface DiagnosisRequest {
  readonly connection: ConnectOptions;
  /** Of which pods; undefined: only the way to the API server, and the rights there. */
  readonly selection: Selection | undefined;
  /** The same as it was written; empty for none. */
  readonly target: string;
  /** How long a follow is watched behind the walk, to see whether it is cut; undefined: not at all. */
  readonly observeMs?: number | undefined;
}

/** The surroundings of a walk. */
export interface DiagnosisEnvironment extends Pick<ResolveOptions, "compilePattern" | "clock" | "signal"> {
  /** Milliseconds since 1970, by this machine's clock. */
  readonly nowMs: () => number;
  /** Told when the watching of a follow begins, which takes its time. */
  readonly onObserve?: ((about: Subject) => void) | undefined;
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
      const context = { ...environment, budget, target, user, observeMs: request.observeMs };
      behind = await walkOn(client, selection, context);
    } finally {
      await client.close();
    }
  }
  return {
    target,
    context: access?.context ?? connection.context ?? "",
    server: access?.server.origin ?? connection.server ?? "",
    namespace: placeText(selection) ?? access?.namespace ?? "",
    startedMs,
    durationMs: performance.now() - start,
    hops: inOrder([...hops, ...behind]),
  };
}

/** Where it was looked: everywhere, or in several namespaces; undefined: in the one of the context or of `-n`. */
function placeText(selection: Selection | undefined): string | undefined {
  if (selection?.allNamespaces === true) return "";
  const { namespaces = [] } = selection ?? {};
  return namespaces.length > 1 ? namespaces.join(",") : undefined;
}

/** What there is to say of something for whose diagnosis there was no time. */
export function undiagnosed(
  { target, selection, connection }: DiagnosisRequest,
  { nowMs }: Pick<DiagnosisEnvironment, "nowMs">,
): Diagnosis {
  const names = [...hopsToServer, ...hopsBehindServer(selection)];
  return {
    ...{ target, context: connection.context ?? "", server: connection.server ?? "" },
    ...{ namespace: connection.namespace ?? "", startedMs: nowMs(), durationMs: 0 },
    hops: hopsNotReached(subjectOf(target), names),
  };
}

const hopsToServer: readonly HopName[] = ["kubeconfig", "network", "tls", "credentials", "clock"];

async function walkOn(
  client: KubeClient,
  selection: Selection | undefined,
  context: WalkContext,
): Promise<readonly Hop[]> {
  if (selection === undefined) return [await diagnoseRights(client, context)];
  const node = nodeNameOf(selection);
  if (node?.isCertain === true) return await diagnoseNode(client, node.name, context);
  const hops = await diagnoseSource(client, selection, context);
  const isUnknown = hops.some(({ findings }) => findings.some(({ code }) => code === "not-found"));
  if (node === undefined || !isUnknown || !(await isNode(client, node.name, context))) return hops;
  return await diagnoseNode(client, node.name, context);
}

/** The node that the only source names by its type, or may name: a word of its own is a pod where there is one. */
function nodeNameOf({ sources = [] }: Selection): { readonly name: string; readonly isCertain: boolean } | undefined {
  const [source = "", ...others] = sources;
  if (others.length > 0) return undefined;
  const [, typed] = /^(?:no|nodes?)\/([a-z0-9.-]+)$/.exec(source) ?? [];
  if (typed !== undefined) return { name: typed, isCertain: true };
  return /^[a-z0-9.-]+$/.test(source) ? { name: source, isCertain: false } : undefined;
}

function subjectOf(target: string): Subject {
  return { kind: "Source", name: target };
}

function hopsBehindServer(selection: Selection | undefined): readonly HopName[] {
  if (selection === undefined) return ["rights"];
  return nodeNameOf(selection)?.isCertain === true ? ["rights", ...nodeHops] : ["rights", "source", ...podHops];
}
