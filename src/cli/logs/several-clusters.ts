import { hasCode, KtError } from "../../errors/kt-error.ts";
import { chooseContexts } from "../../kube/choose-contexts.ts";
import type { KubeClient } from "../../kube/client.ts";
import { connectEach } from "../../kube/connect.ts";
import type { Notices } from "../../stream/notice.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import { hintWithFlags } from "../report/hint-flags.ts";
import { version } from "../version.ts";
import { debugRequests } from "./debug-requests.ts";
import type { LogsRequest } from "./logs-request.ts";
import type { RunContext } from "./run-context.ts";
import { selectTargets } from "./select-targets.ts";

/** A client for each context that was named; at least one. @throws KtError as {@link connect}. */
export async function connectAll(
  request: LogsRequest,
  { io, notices }: RunContext,
): Promise<readonly [KubeClient, ...KubeClient[]]> {
  const options = {
    ...request.connection,
    env: io.env,
    userAgent: `kubectl-kt/${version}`,
    onDebug: debugRequests(notices, request.verbosity),
  };
  const { context } = request.connection;
  const [first, ...others] = context === undefined ? [undefined] : await chooseContexts(context, options);
  return await connectEach([first, ...others], options);
}

/**
 * Finds the containers in each cluster. A cluster that fails is an error of its own beside the others.
 * @throws KtError what made all of them fail.
 */
export async function selectFromAll(
  clients: readonly [KubeClient, ...KubeClient[]],
  request: LogsRequest,
  context: RunContext,
  signal: AbortSignal,
): Promise<TargetSet> {
  const [only, ...others] = clients;
  if (others.length === 0) return await selectTargets(only, request, context, signal);
  const answers = await Promise.allSettled(clients.map((client) => selectTargets(client, request, context, signal)));
  const sets: TargetSet[] = [];
  const failures: { readonly client: KubeClient | undefined; readonly error: unknown }[] = [];
  for (const [place, answer] of answers.entries()) {
    if (answer.status === "fulfilled") sets.push(answer.value);
    else failures.push({ client: clients[place], error: answer.reason });
  }
  if (sets.length === 0) throw (failures.find(({ error }) => !hasCode(error, "KT_NO_MATCH")) ?? failures[0])?.error;
  for (const { client, error } of failures) {
    if (!(error instanceof KtError)) throw error;
    // That a pattern matches nothing in one of several clusters is no failure.
    const level = error.code === "KT_NO_MATCH" ? "info" : "error";
    context.notices.notice({
      level,
      code: error.code,
      about: client?.context,
      message: error.message,
      hint: hintOfCluster(error.hint, client?.context),
    });
  }
  return { initial: sets.flatMap(({ initial }) => initial), joining: joinAll(sets.map(({ joining }) => joining)) };
}

/** Notices of one of several clusters: they name it, and what is said once is said once of each. */
export function noticesOfCluster(notices: Notices, { context }: KubeClient): Notices {
  return {
    notice: (notice) =>
      notices.notice({
        ...notice,
        about: notice.about === undefined ? context : `${context}/${notice.about}`,
        scope: notice.scope ? `${context}/${notice.scope}` : notice.scope === undefined ? undefined : context,
        hint: hintOfCluster(notice.hint, context),
        ...(notice.onceKey === undefined ? {} : { onceKey: `${context} ${notice.onceKey}` }),
      }),
  };
}

function hintOfCluster(hint: string | undefined, context: string | undefined): string | undefined {
  return hint === undefined ? undefined : hintWithFlags(hint, { context });
}

async function* joinAll(all: readonly AsyncIterable<Target>[]): AsyncGenerator<Target, void, void> {
  const pending = new Map<AsyncIterator<Target>, Promise<Arrival>>();
  for (const one of all) ask(one[Symbol.asyncIterator](), pending);
  while (pending.size > 0) {
    const { from, result } = await Promise.race(pending.values());
    pending.delete(from);
    if (result.done === true) continue;
    ask(from, pending);
    yield result.value;
  }
}

interface Arrival {
  readonly from: AsyncIterator<Target>;
  readonly result: IteratorResult<Target, unknown>;
}

function ask(from: AsyncIterator<Target>, pending: Map<AsyncIterator<Target>, Promise<Arrival>>): void {
  pending.set(
    from,
    from.next().then((result) => ({ from, result })),
  );
}
