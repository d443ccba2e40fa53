import type { LastEntry } from "./last-entry.ts";
import { mostTailLines } from "./journal-query.ts";
import { type NodeJournal, wholeOf } from "./node-journal.ts";
import { oldestFirst } from "./oldest-first.ts";

/** What has come to a journal since its last look. */
export interface Growth {
  /** The new entries, oldest first. */
  readonly texts: readonly Buffer[];
  /** Whether entries may be missing before them: the last one read is not there any more. */
  readonly hasGap: boolean;
}

/**
 * Looks for what is new in a journal by its last lines, more and more until the last one read is among them. So neither the
 * node's time zone nor its clock matters. After a reboot the end of the boot before is read as well.
 */
export class JournalGrowth {
  readonly #journal: NodeJournal;
  readonly #service: string;
  readonly #pattern: string | undefined;
  /** How many lines are asked for: about twice those that were new the last time. */
  #lines = fewLines;

  constructor(journal: NodeJournal, service: string, pattern: string | undefined) {
    this.#journal = journal;
    this.#service = service;
    this.#pattern = pattern;
  }

  /**
   * What stands behind the last entry.
   * @param only The only boot that is looked at; absent: the last ones.
   * @throws KtError as `NodeJournal.open`.
   */
  async since(last: LastEntry, signal: AbortSignal, only?: number): Promise<Growth> {
    const texts: Buffer[] = [];
    const earliest = only ?? -mostBoots;
    for (let boot = only ?? 0; boot >= earliest; boot--) {
      const found = await this.#sinceInBoot(boot, last, signal);
      if (found === undefined) break;
      texts.unshift(found.text);
      if (found.state === "found") return { texts, hasGap: false };
      if (found.state === "too-many") return { texts, hasGap: true };
      if (last.isNone && found.text.length === 0) break;
    }
    return { texts, hasGap: !last.isNone };
  }

  /** @returns undefined when there is no such boot. */
  async #sinceInBoot(boot: number, last: LastEntry, signal: AbortSignal): Promise<PartOfBoot | undefined> {
    for (let lines = this.#lines; ; lines = Math.min(lines * 8, mostTailLines)) {
      const query = { service: this.#service, pattern: this.#pattern, tailLines: lines };
      const answer = await this.#journal.open(boot === 0 ? query : { ...query, boot }, signal);
      if (answer.kind === "no-boot") return undefined;
      const whole = answer.kind === "entries" ? await wholeOf(answer.body) : Buffer.alloc(0);
      const text = this.#pattern === undefined ? whole : oldestFirst(whole);
      const end = last.endIn(text);
      if (end >= 0) {
        const behind = text.subarray(end);
        if (boot === 0) this.#lines = Math.max(fewLines, Math.min(countLines(behind) * 2, mostTailLines));
        return { text: behind, state: "found" };
      }
      // An entry has one line or more.
      if (countEntries(text) < lines) return { text, state: "whole" };
      if (lines === mostTailLines) return { text, state: "too-many" };
    }
  }
}

/** What of a boot is new: behind the last entry, all of it, or more than can be asked for. */
interface PartOfBoot {
  readonly text: Buffer;
  readonly state: "found" | "whole" | "too-many";
}

const fewLines = 32;
const mostBoots = 4;

function countEntries(text: Buffer): number {
  let count = 0;
  for (let at = 0; at < text.length; at = text.indexOf(newline, at) + 1 || text.length) if (text[at] !== space) count++;
  return count;
}

function countLines(text: Buffer): number {
  let count = 0;
  for (let at = text.indexOf(newline); at >= 0; at = text.indexOf(newline, at + 1)) count++;
  return count;
}

const newline = 0x0a;
const space = 0x20;
