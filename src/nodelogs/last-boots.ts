import { KtError } from "../errors/kt-error.ts";
import { JournalParsing } from "./journal-parsing.ts";
import { type NodeJournal, wholeOf } from "./node-journal.ts";
import type { ServiceRequest } from "./service-request.ts";

/**
 * The end of a journal: at least the last lines that are wanted, or all since the time. A kubelet gives the last lines of one
 * boot only, so that the boots are asked one after the other, from the last one on. All of it is held until the earliest of them
 * is there: at most as many lines as a kubelet gives, some 25 MB where they are of the usual length.
 * @returns their texts, oldest first; undefined where there are too many boots with too little in them.
 * @throws KtError as `NodeJournal.open`; KT_NOT_FOUND when there is no such boot.
 */
export async function lastBoots(
  journal: NodeJournal,
  { service, tailLines, range, boot: only }: ServiceRequest & { readonly tailLines: number },
  signal: AbortSignal,
): Promise<readonly Buffer[] | undefined> {
  const parsing = new JournalParsing(
    () => undefined,
    service,
    () => journal.client.serverNowMs() / 1000,
  );
  const texts: Buffer[] = [];
  let missing = tailLines;
  for (let boot = only ?? 0; missing > 0; boot--) {
    if (only === undefined && boot < -mostBoots) return undefined;
    const answer = await journal.open({ service, tailLines: missing, boot: boot === 0 ? undefined : boot }, signal);
    if (answer.kind === "no-boot") {
      if (only === undefined) break;
      throw noBoot(journal.node, only);
    }
    if (answer.kind === "entries") {
      const text = await wholeOf(answer.body);
      texts.unshift(text);
      missing -= parsing.countLines(text);
      if (range.first !== undefined && parsing.beginsBefore(text, range.first)) break;
    }
    if (only !== undefined) break;
  }
  return texts;
}

/** With so many requests it is better to ask for all. */
const mostBoots = 4;

/** What is said where a boot is asked for that the journal does not have. */
export function noBoot(node: string, boot: number): KtError {
  return new KtError("KT_NOT_FOUND", `the journal of node "${node}" does not reach back to boot ${boot}`, {
    hint: "--boot 0 is the current boot, --boot -1 the one before; without --boot all are read",
  });
}
