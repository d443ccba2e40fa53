/**
 * The last entry that was read of a journal, as its text: what stands behind it in a later answer is new. Journals only grow at their
 * end, and a line tells its time to the microsecond; lines that are alike to the last byte are counted.
 */
export class LastEntry {
  /** The end of what was read, and somewhat more before it. */
  #parts: Buffer[] = [];
  #bytes = 0;

  /** Whether nothing was read before. */
  get isNone(): boolean {
    return lastEntryOf(this.#tail()) === undefined;
  }

  /** Takes what was read, in its order. */
  push(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    // Copied once for so many bytes, not once for each small piece of a long journal.
    if (this.#bytes > 8 * keptBytes) this.#tail();
  }

  /**
   * Where in a text of whole entries that one ends; -1 when it is not there, or nothing was read before.
   * @param text Begins with the beginning of a line.
   */
  endIn(text: Buffer): number {
    const tail = this.#tail();
    const last = lastEntryOf(tail);
    if (last === undefined) return -1;
    const count = endsOf(tail, last).length;
    const ends = endsOf(text, last);
    return ends[count - 1] ?? ends.at(-1) ?? -1;
  }

  #tail(): Buffer {
    const tail = Buffer.from(Buffer.concat(this.#parts).subarray(-keptBytes));
    this.#parts = [tail];
    this.#bytes = tail.length;
    return tail;
  }
}

/** More than twice what journald takes for one line. */
const keptBytes = 128 * 1024;
const newline = 0x0a;
const space = 0x20;
const dash = 0x2d;

/** The last line that begins an entry, with its further lines; marks of boots are none. */
function lastEntryOf(text: Buffer): Buffer | undefined {
  let entryEnd = text.length;
  for (let end = text.length; end > 0; ) {
    const start = end === 1 ? 0 : text.lastIndexOf(newline, end - 2) + 1;
    if (text[start] === dash) entryEnd = start;
    else if (text[start] !== space && text[start] !== newline) return text.subarray(start, entryEnd);
    end = start;
  }
  return undefined;
}

/** Where entries end that are exactly this one. */
function endsOf(text: Buffer, entry: Buffer): readonly number[] {
  const ends: number[] = [];
  for (let at = text.indexOf(entry); at >= 0; at = text.indexOf(entry, at + 1)) {
    const end = at + entry.length;
    if ((at === 0 || text[at - 1] === newline) && text[end] !== space) ends.push(end);
  }
  return ends;
}
