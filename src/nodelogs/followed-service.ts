import type { KubeClient } from "../kube/client.ts";
import { caughtUp, type LogSource, type SourceItem } from "../stream/source.ts";
import { pickWithin } from "../stream/time-range.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import { JournalGrowth } from "./journal-growth.ts";
import { JournalParsing } from "./journal-parsing.ts";
import { LastEntry } from "./last-entry.ts";
import { LookDelay } from "./look-delay.ts";
import { NodeJournal } from "./node-journal.ts";
import { NodeLooks, type TakeTurn } from "./node-looks.ts";
import { readService } from "./service-source.ts";
import type { NodeLogEnvironment, ServiceRequest } from "./service-request.ts";

/** What following needs besides. */
export interface FollowEnvironment extends NodeLogEnvironment {
  readonly clock: Clock;
  readonly takeTurn: TakeTurn;
  /** The shortest time between two looks. */
  readonly pollMs: number;
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
  const { sourceOf, takeTurn } = environment;
  const last = new LastEntry();
  const parsing = new JournalParsing(sourceOf, request.service, () => journal.client.serverNowMs() / 1000);
  const giveBack = await takeTurn(signal);
  try {
    yield* readService(journal, request, { ...environment, parsing, onBytes: (bytes) => last.push(bytes) }, signal);
  } finally {
    giveBack();
  }
  yield caughtUp;
  for await (const texts of readGrowth(journal, request, { ...environment, last }, signal)) {
    for (const text of texts) {
      for (const block of parsing.push(text, environment.nowMs())) yield pickWithin(block, request.range);
    }
  }
}

/** What looking for what is new needs besides. */
export interface GrowthEnvironment extends Omit<FollowEnvironment, "sourceOf"> {
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
  const { clock, pollMs, last, over } = environment;
  const growth = new JournalGrowth(journal, service, pattern);
  const looks = new NodeLooks(`${journal.node}/${service}`, environment);
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
