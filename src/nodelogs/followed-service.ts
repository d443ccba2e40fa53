import type { KubeClient } from "../kube/client.ts";
import type { LogSource, SourceItem } from "../stream/source.ts";
import { pickWithin } from "../stream/time-range.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import { lateRange, readStart } from "./followed-start.ts";
import { JournalGrowth } from "./journal-growth.ts";
import { JournalParsing } from "./journal-parsing.ts";
import { LastEntry } from "./last-entry.ts";
import { LookDelay } from "./look-delay.ts";
import { NodeJournal } from "./node-journal.ts";
import { type LookEnvironment, NodeLooks } from "./node-looks.ts";
import { readService } from "./service-source.ts";
import type { NodeLogEnvironment, ServiceRequest } from "./service-request.ts";

/** What following needs besides. */
export interface FollowEnvironment extends NodeLogEnvironment, LookEnvironment {
  readonly clock: Clock;
  /** The shortest time between two looks. */
  readonly pollMs: number;
  /** Whether of what was written before only last lines are wanted: of a node that answers late, what came since is. */
  readonly isLastWanted: boolean;
}

/**
 * The journal of a service of a node, and what comes to it, which is looked for on a timer since kubelets have no follow: once in
 * `pollMs` while something comes, half as often while nothing does. No entry is lost or doubled, also over a
 * reboot of the node; while the node does not answer, it is waited for.
 */
export function createFollowedService(
  client: KubeClient,
  node: string,
  request: ServiceRequest,
  environment: FollowEnvironment,
): LogSource {
  const journal = new NodeJournal(client, node);
  return {
    name: `${node}/${request.service}`,
    read: (signal) => follow(journal, request, environment, signal),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function* follow(
  journal: NodeJournal,
  request: ServiceRequest,
  environment: FollowEnvironment,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, void, void> {
  const { sourceOf, nowMs, isLastWanted } = environment;
  const { client } = journal;
  const last = new LastEntry();
  const parsing = new JournalParsing(sourceOf, request.service, () => client.serverNowMs() / 1000);
  const looks = new NodeLooks(`${journal.node}/${request.service}`, environment);
  const beganMs = nowMs();
  let wanted = request;
  const read = async function* (isLate: boolean): AsyncGenerator<SourceItem, void, void> {
    // What is behind it comes with what is new.
    if (!last.isNone) return;
    if (isLate && isLastWanted) {
      const range = lateRange(request.range, client.serverNowMs() - (nowMs() - beganMs));
      wanted = { ...request, range, tailLines: undefined };
    }
    yield* readService(journal, wanted, { ...environment, parsing, onBytes: (bytes) => last.push(bytes) }, signal);
  };
  if (!(yield* readStart(read, { ...environment, looks }, signal))) return;
  for await (const texts of readGrowth(journal, request, { ...environment, last, looks }, signal)) {
    for (const text of texts) {
      for (const block of parsing.push(text, nowMs())) yield pickWithin(block, wanted.range);
    }
  }
}

/** What looking for what is new needs besides. */
export interface GrowthEnvironment extends Pick<FollowEnvironment, "clock" | "pollMs"> {
  readonly looks: NodeLooks;
  /** The last entry that was read; what is found moves it on. */
  readonly last: LastEntry;
  /** Ends it in order, with one more look; absent: nothing does. */
  readonly over?: AbortSignal;
}

/** What has come to a journal at each look, nothing perhaps. @throws KtError as `NodeJournal.open`, for what will not pass. */
export async function* readGrowth(
  journal: NodeJournal,
  { service, pattern }: Pick<ServiceRequest, "service" | "pattern">,
  environment: GrowthEnvironment,
  signal: AbortSignal,
): AsyncGenerator<readonly Buffer[], void, void> {
  const { clock, pollMs, looks, last, over } = environment;
  const growth = new JournalGrowth(journal, service, pattern);
  const waiting = over === undefined ? signal : AbortSignal.any([signal, over]);
  for (const delay = new LookDelay(pollMs); ; ) {
    await pause(clock, delay.current, waiting);
    if (signal.aborted) return;
    const isLast = over?.aborted === true;
    const found = await looks.look((turn) => growth.since(last, turn), signal);
    if (found === undefined) {
      if (isLast) return;
      delay.note("failed");
      continue;
    }
    if (found.hasGap) {
      looks.sayGap("the journal does not have the last line that was read any more: lines between may be missing");
    }
    const texts = found.texts.filter(({ length }) => length > 0);
    for (const text of texts) last.push(text);
    yield texts;
    if (isLast) return;
    delay.note(texts.length > 0 ? "news" : "nothing");
  }
}
