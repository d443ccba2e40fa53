import type { JournalParsing } from "./journal-parsing.ts";
import type { JournalQuery } from "./journal-query.ts";
import type { LastEntry } from "./last-entry.ts";
import type { JournalBody, NodeJournal } from "./node-journal.ts";

/** An answer that goes on behind the last entry that was read. */
export interface ResumedAnswer {
  /** What stands behind that entry in what has arrived so far. */
  readonly text: Buffer;
  /** Gives the rest. */
  readonly body: JournalBody;
}

/**
 * Asks again for what stands behind an entry: from its second on, so that little comes twice. A kubelet reads times as those of its node's
 * zone; which one that is tells where an answer begins, and is kept for the next time.
 */
export class AnswerResumption {
  readonly #journal: NodeJournal;
  readonly #parsing: JournalParsing;
  /** How far the node's clocks are ahead of UTC, as far as it is known; most are not. */
  #zoneSeconds = 0;

  constructor(journal: NodeJournal, parsing: JournalParsing) {
    this.#journal = journal;
    this.#parsing = parsing;
  }

  /**
   * @param query What was asked for; its beginning does not count.
   * @param last The last entry that was read.
   * @param lastSeconds Its time, or that of a later one before it.
   * @returns undefined where no answer has that entry.
   * @throws KtError as `NodeJournal.open`.
   */
  async behind(
    query: JournalQuery,
    last: LastEntry,
    lastSeconds: number,
    signal: AbortSignal,
  ): Promise<ResumedAnswer | undefined> {
    const from = Math.floor(lastSeconds) - spareSeconds;
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const sinceSeconds = from + this.#zoneSeconds;
      const opened = await this.#open({ ...query, sinceSeconds }, last, { from, to: lastSeconds }, signal);
      if (!("begins" in opened)) return opened;
      // So much later it was there. Zones differ by quarters of hours; where nothing comes, it is still to come there.
      const stepSeconds =
        opened.begins === undefined ? -6 * 3600 : Math.ceil((from - opened.begins) / quarterHour) * quarterHour;
      this.#zoneSeconds += stepSeconds;
      if (Math.abs(stepSeconds) < 1 || Math.abs(this.#zoneSeconds) > widestZoneSeconds) break;
    }
    this.#zoneSeconds = 0;
    return undefined;
  }

  /** @returns when it begins, where it does not begin at the time that is meant, or does not have the entry. */
  async #open(
    query: JournalQuery,
    last: LastEntry,
    { from, to }: { readonly from: number; readonly to: number },
    signal: AbortSignal,
  ): Promise<ResumedAnswer | { readonly begins: number | undefined }> {
    const answer = await this.#journal.open(query, signal);
    if (answer.kind !== "entries") return { begins: undefined };
    const { body } = answer;
    let begins: number | undefined;
    let taken: Buffer[] = [];
    let lookAtBytes = 1;
    for (let bytes: Buffer | undefined = await body.next(), length = 0; ; bytes = await body.next()) {
      if (bytes !== undefined) length += taken.push(bytes) && bytes.length;
      if (bytes !== undefined && length < lookAtBytes) continue;
      // All of it is looked at each time that it has doubled.
      lookAtBytes = length * 2;
      const text = Buffer.concat(taken);
      taken = [text];
      begins ??= this.#parsing.firstSeconds(text);
      if (begins !== undefined && (begins < from || begins > to)) break;
      const end = last.endIn(text.subarray(0, text.lastIndexOf(newline) + 1));
      if (end >= 0) return { text: text.subarray(end), body };
      if (bytes === undefined || length > mostBytes) break;
    }
    await body[Symbol.asyncDispose]();
    return { begins };
  }
}

/** Entries stand in the order in which the journal got them, not always in that of their times. */
const spareSeconds = 1;
const quarterHour = 900;
const widestZoneSeconds = 14 * 3600;
const mostAttempts = 10;
/** More is not written in two seconds. */
const mostBytes = 32 * 1024 * 1024;
const newline = 0x0a;
