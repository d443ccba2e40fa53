import { hasCode } from "../../errors/kt-error.ts";
import type { EntrySource } from "../journal-lines.ts";
import { JournalParsing } from "../journal-parsing.ts";
import { mostServices, widenedTimes, westernmostSeconds } from "../journal-query.ts";
import type { NodeJournal } from "../node-journal.ts";
import type { MentionedPod, PodMentions } from "./pod-mentions.ts";

/** What was learnt of how a node reads times. */
export interface LearntTimes {
  /** By how much later than it is meant it may read one: all that is asked for since then must be asked for so much earlier. */
  readonly marginSeconds: number;
}

/**
 * Learns from the journals of a node which sandboxes and containers pods have had there. A pod's name leads to its sandboxes, and those lead to
 * its containers: a runtime says so in one line after the other, so it takes two looks; a kubelet names the pod in each.
 * @throws KtError as `NodeJournal.open`, save that a service which the node does not have tells nothing.
 */
export async function learnMentions<P extends MentionedPod>(
  journal: NodeJournal,
  services: readonly string[],
  mentions: PodMentions<P>,
  signal: AbortSignal,
): Promise<LearntTimes> {
  const look = new MentionLook(journal, mentions, signal);
  for (const asked of [services, services.filter((service) => service !== "kubelet")]) {
    const { version } = mentions;
    // With so many pods everything is read, and IDs are learnt as they come; of none there is nothing to learn.
    if (mentions.pattern() === undefined) break;
    for (let from = 0; from < asked.length; from += mostServices) await look.at(asked.slice(from, from + mostServices));
    if (mentions.version === version) break;
  }
  return { marginSeconds: look.marginSeconds };
}

/** Reads lines only for what they tell of IDs. */
export function learningParsing<P extends MentionedPod>(
  { client }: NodeJournal,
  service: string,
  mentions: PodMentions<P>,
): JournalParsing {
  const learn: EntrySource = (bytes, start, end, seconds) => {
    mentions.find(bytes.toString("latin1", start, end), seconds);
    return undefined;
  };
  return new JournalParsing(learn, service, () => client.serverNowMs() / 1000);
}

/** Looks through the journals of a node for what they tell of pods. */
class MentionLook<P extends MentionedPod> {
  /** Grows when the node may have read a time later than that. */
  marginSeconds = usualMarginSeconds;
  #isMarginKnown = false;
  readonly #journal: NodeJournal;
  readonly #mentions: PodMentions<P>;
  readonly #signal: AbortSignal;

  constructor(journal: NodeJournal, mentions: PodMentions<P>, signal: AbortSignal) {
    this.#journal = journal;
    this.#mentions = mentions;
    this.#signal = signal;
  }

  /**
   * Looks at services, in one query. Since when a node is asked for, it reads as a time of its own zone, mostly UTC: where that begins with
   * lines about the beginning of the oldest pod, none is missing, and less has to be looked through than for all zones.
   */
  async at(services: readonly string[]): Promise<void> {
    const earliest = await this.#learnFrom(services);
    if (this.#isMarginKnown) return;
    this.#isMarginKnown = true;
    if (earliest !== undefined && earliest < this.#mentions.sinceSeconds + beginningSeconds) return;
    this.marginSeconds = westernmostSeconds;
    await this.#learnFrom(services);
  }

  /** @returns when the earliest line was written that speaks of a pod, in seconds since 1970; undefined where there is none. */
  async #learnFrom(services: readonly string[]): Promise<number | undefined> {
    const [service = "", ...others] = services;
    const mentions = this.#mentions;
    let earliest: number | undefined;
    const learn: EntrySource = (bytes, start, end, seconds) => {
      const pod = mentions.find(bytes.toString("latin1", start, end), seconds);
      if (pod !== undefined) earliest = Math.min(earliest ?? seconds, seconds);
      return undefined;
    };
    const { client } = this.#journal;
    const parsing = new JournalParsing(learn, service, () => client.serverNowMs() / 1000);
    const first = { seconds: Math.floor(mentions.sinceSeconds), nanos: 0 };
    const query = { service, others, pattern: mentions.pattern(), ...widenedTimes({ first }, this.marginSeconds) };
    try {
      const answer = await this.#journal.open(query, this.#signal);
      if (answer.kind !== "entries") return undefined;
      await using body = answer.body;
      for (let bytes = await body.next(); bytes !== undefined; bytes = await body.next()) parsing.push(bytes, 0);
      parsing.end(0);
    } catch (error) {
      if (!hasCode(error, "KT_NOT_FOUND")) throw error;
      // One that the node has not spoils the answer of all.
      if (others.length > 0) for (const one of services) earliest = lesser(earliest, await this.#learnFrom([one]));
    }
    return earliest;
  }
}

/** For clocks that are put back by an hour twice a year. */
const usualMarginSeconds = 3600;
/** So soon after a pod was made a kubelet has spoken of it. */
const beginningSeconds = 1800;

function lesser(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);
}
