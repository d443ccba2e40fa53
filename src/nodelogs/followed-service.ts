import { KtError } from "../errors/kt-error.ts";
import type { KubeClient } from "../kube/client.ts";
import { caughtUp, type LogSource, type SourceItem } from "../stream/source.ts";
import { pickWithin } from "../stream/time-range.ts";
import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import { JournalGrowth } from "./journal-growth.ts";
import { JournalParsing } from "./journal-parsing.ts";
import { LastEntry } from "./last-entry.ts";
import { NodeJournal } from "./node-journal.ts";
import { readService } from "./service-source.ts";
import type { NodeLogEnvironment, ServiceRequest } from "./service-request.ts";

/** What following needs besides. */
export interface FollowEnvironment extends NodeLogEnvironment {
  readonly clock: Clock;
  /** Waits for this node's turn: it is never asked two things at once. @returns gives the turn back. */
  readonly takeTurn: (signal: AbortSignal) => Promise<() => void>;
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
  const looks = new Looks(journal, service, environment);
  const waiting = over === undefined ? signal : AbortSignal.any([signal, over]);
  for (let delayMs = pollMs; ; ) {
    await pause(clock, delayMs, waiting);
    if (signal.aborted) return;
    const isLast = over?.aborted === true;
    const found = await looks.look((turn) => growth.since(last, turn), signal);
    if (found === undefined) {
      if (isLast) return;
      delayMs = Math.min(delayMs * 2, Math.max(longestWaitMs, pollMs));
      continue;
    }
    if (found.hasGap) looks.sayGap();
    const texts = found.texts.filter(({ length }) => length > 0);
    for (const text of texts) last.push(text);
    yield texts;
    if (isLast) return;
    delayMs = texts.length > 0 ? pollMs : Math.min(delayMs + pollMs / 2, pollMs * 2);
  }
}

const longestWaitMs = 10_000;

/** Looks that may fail for a while. */
class Looks {
  readonly #about: string;
  readonly #environment: GrowthEnvironment;
  #isAway = false;

  constructor({ node }: NodeJournal, service: string, environment: GrowthEnvironment) {
    this.#about = `${node}/${service}`;
    this.#environment = environment;
  }

  /** @returns undefined when it failed in a way that may pass. @throws what will not. */
  async look<T>(ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const { notices, takeTurn } = this.#environment;
    const giveBack = await takeTurn(signal);
    try {
      const found = await ask(signal);
      if (this.#isAway) notices.notice({ level: "info", about: this.#about, message: "the node answers again" });
      this.#isAway = false;
      return found;
    } catch (error) {
      if (signal.aborted || !(error instanceof KtError) || !mayPass.has(error.code)) throw error;
      if (!this.#isAway) {
        const message = `${error.message}; it is asked again until it answers`;
        notices.notice({ level: "warning", about: this.#about, message, hint: error.hint });
      }
      this.#isAway = true;
      return undefined;
    } finally {
      giveBack();
    }
  }

  sayGap(): void {
    this.#environment.notices.notice({
      level: "gap",
      about: this.#about,
      message: "the journal does not have the last line that was read any more: lines between may be missing",
    });
  }
}

const mayPass: ReadonlySet<string> = new Set(["KT_UNREACHABLE", "KT_KUBELET_UNREACHABLE", "KT_BUSY", "KT_API"]);
