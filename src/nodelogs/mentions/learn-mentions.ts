import { hasCode } from "../../errors/kt-error.ts";
import type { EntrySource } from "../journal-lines.ts";
import { JournalParsing } from "../journal-parsing.ts";
import { widenedTimes } from "../journal-query.ts";
import type { NodeJournal } from "../node-journal.ts";
import type { MentionedPod, PodMentions } from "./pod-mentions.ts";

/**
 * Learns from the journals of a node which sandboxes and containers pods have had there. A pod's name leads to its sandboxes, and those lead to
 * its containers, so it takes two looks.
 * @throws KtError as `NodeJournal.open`, save that a service which the node does not have tells nothing.
 */
export async function learnMentions<P extends MentionedPod>(
  journal: NodeJournal,
  services: readonly string[],
  mentions: PodMentions<P>,
  signal: AbortSignal,
): Promise<void> {
  for (let look = 0; look < 2; look++) {
    const pattern = mentions.pattern();
    const { version } = mentions;
    // With so many pods everything is read, and IDs are learnt as they come; of none there is nothing to learn.
    if (pattern === undefined) return;
    for (const service of services) await learnFrom(journal, { service, pattern }, mentions, signal);
    if (mentions.version === version) return;
  }
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

async function learnFrom<P extends MentionedPod>(
  journal: NodeJournal,
  { service, pattern }: { readonly service: string; readonly pattern: string },
  mentions: PodMentions<P>,
  signal: AbortSignal,
): Promise<void> {
  const parsing = learningParsing(journal, service, mentions);
  const times = widenedTimes({ first: { seconds: Math.floor(mentions.sinceSeconds), nanos: 0 } });
  try {
    const answer = await journal.open({ service, pattern, ...times }, signal);
    if (answer.kind !== "entries") return;
    await using body = answer.body;
    for (let bytes = await body.next(); bytes !== undefined; bytes = await body.next()) parsing.push(bytes, 0);
    parsing.end(0);
  } catch (error) {
    if (!hasCode(error, "KT_NOT_FOUND")) throw error;
  }
}
