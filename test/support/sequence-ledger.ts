/** What became of the numbered lines of one instance of a container. */
export interface InstanceTally {
  readonly pod: string;
  readonly container: string;
  /** Restart count. */
  readonly instance: number;
  /** Lines that were printed, doubled ones too. */
  readonly printed: number;
  /** The highest number printed. */
  readonly highest: number;
  /** The number that each of its streams has come to: one that is missing behind it may still be on its way by the other pipe. */
  readonly reached: number;
  /** Lines whose number had been printed before. */
  readonly doubled: number;
  /**
   * Lines whose number is below the one before it of the same stream (stdout and stderr are two pipes), but for what is
   * marked as late.
   */
  readonly disordered: number;
  /** The numbers that are missing between 1 and the highest, as runs. */
  readonly missing: readonly MissingRun[];
  /** Timestamps of its first and its last entry. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** Neighbouring numbers that were not printed, and the timestamps of the entries around them, numbered or not. */
export interface MissingRun {
  readonly first: number;
  readonly last: number;
  /** Absent when nothing stands before them. */
  readonly after: string | undefined;
  readonly before: string | undefined;
}

/**
 * Keeps the books of an output with `-o json` whose messages are numbered (`seq=1`, `seq=2` and so on, with `stream=`):
 * what is lost, what is doubled, and what stands in the wrong place.
 */
export class SequenceLedger {
  /** Entries marked `late`. */
  late = 0;
  /** Entries that are not marked `late` and whose key is below one before it. */
  misplaced = 0;
  /** Messages that are a part of a numbered line, or two parts in one: what a rotation has torn, as the kubelet gives it. */
  readonly torn: string[] = [];
  readonly #instances = new Map<string, InstanceBook>();
  /** Running maximum of the timestamps of each container. */
  readonly #keys = new Map<string, string>();
  #highestKey = "";
  #rest = "";

  /** Takes the next part of the output, cut anywhere between characters. */
  add(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#addLine(line);
  }

  /** What came behind the last newline; empty when the output ends as it should. */
  get rest(): string {
    return this.#rest;
  }

  /** Lines of all instances. */
  get printed(): number {
    let sum = 0;
    for (const book of this.#instances.values()) sum += book.printed;
    return sum;
  }

  /** The highest number of an instance so far; 0 before the first. */
  highest(pod: string, instance: number = 0): number {
    let highest = 0;
    for (const book of this.#instances.values())
      if (book.pod === pod && book.instance === instance) highest = Math.max(highest, book.highest);
    return highest;
  }

  /** Lines of an instance so far. */
  printedOf(pod: string, instance: number): number {
    let sum = 0;
    for (const book of this.#instances.values())
      if (book.pod === pod && book.instance === instance) sum += book.printed;
    return sum;
  }

  /** Every instance of which something was printed, by pod, container and restart count. */
  tallies(): readonly InstanceTally[] {
    return [...this.#instances.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, book]) => tallyOf(book));
  }

  #addLine(line: string): void {
    const entry = JSON.parse(line) as PrintedEntry;
    const { pod, container, instance = 0, timestamp, message } = entry;
    const source = `${pod}/${container}`;
    this.#judgePlace(source, timestamp, entry.late === true);
    const id = `${source}/${String(instance).padStart(6, "0")}`;
    let book = this.#instances.get(id);
    if (book === undefined) {
      const counts = { printed: 0, highest: 0, disordered: 0 };
      book = { pod, container, instance, sequences: [], timestamps: [], ...counts, lastOfStream: {} };
      this.#instances.set(id, book);
    }
    const sequence = this.#sequenceOf(message, book);
    book.sequences.push(sequence);
    book.timestamps.push(timestamp);
    if (sequence === 0) return;
    const stream = message.includes(" stream=stderr ") ? "stderr" : "stdout";
    if (entry.late !== true) {
      if (sequence < (book.lastOfStream[stream] ?? 0)) book.disordered++;
      book.lastOfStream[stream] = sequence;
    }
    book.highest = Math.max(book.highest, sequence);
    book.printed++;
  }

  /** 0 of a message that is no whole numbered line. */
  #sequenceOf(message: string, book: InstanceBook): number {
    const [, sequence, padding = ""] = wholeLine.exec(message) ?? [];
    if (sequence !== undefined && isUnbroken(padding)) {
      // A writer that pads makes all of its lines as long as the first.
      if (padding !== "") book.paddedLength ??= message.length;
      if (message.length === (book.paddedLength ?? message.length)) return Number(sequence);
    }
    if (message.includes("seq=")) this.torn.push(message);
    return 0;
  }

  /** All timestamps have nine digits and end with Z, so they compare as text. */
  #judgePlace(source: string, timestamp: string, isLate: boolean): void {
    const before = this.#keys.get(source) ?? "";
    const key = timestamp > before ? timestamp : before;
    this.#keys.set(source, key);
    if (isLate) this.late++;
    else if (key < this.#highestKey) this.misplaced++;
    else this.#highestKey = key;
  }
}

/** As writers write them: `[TIME LEVEL ][id=NAME ]seq=NUMBER stream=NAME[ PADDING]`. */
const wholeLine = /^(?:\d{4}-[\d-]{5}T[\d:.]+Z [A-Z]+ )?(?:id=\S+ )?seq=(\d+) stream=std(?:out|err) ?([a-z0-9]*)$/;
const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Whether it is a writer's padding, with no piece missing in the middle. */
function isUnbroken(padding: string): boolean {
  return /^x*$/.test(padding) || alphabet.repeat(Math.ceil(padding.length / alphabet.length)).startsWith(padding);
}

/** The keys of `-o json` that matter here. */
interface PrintedEntry {
  readonly timestamp: string;
  readonly pod: string;
  readonly container: string;
  readonly instance?: number;
  readonly message: string;
  readonly late?: true;
}

interface InstanceBook {
  readonly pod: string;
  readonly container: string;
  readonly instance: number;
  /** Of each entry in turn; 0 where it has none. */
  readonly sequences: number[];
  readonly timestamps: string[];
  printed: number;
  highest: number;
  disordered: number;
  readonly lastOfStream: { stdout?: number; stderr?: number };
  /** Length of its messages; absent when they are not padded. */
  paddedLength?: number;
}

function tallyOf(book: InstanceBook): InstanceTally {
  const { pod, container, instance, sequences, timestamps, printed, highest, disordered } = book;
  // The place of each number in the instance's output, from 1, and 0 where it was not printed.
  const places = new Uint32Array(highest + 2);
  let doubled = 0;
  for (const [index, sequence] of sequences.entries()) {
    if (sequence === 0) continue;
    if (places[sequence] === 0) places[sequence] = index + 1;
    else doubled++;
  }
  const missing: MissingRun[] = [];
  for (let sequence = 1; sequence <= highest; sequence++) {
    if (places[sequence] !== 0) continue;
    const first = sequence;
    while (places[sequence + 1] === 0) sequence++;
    const place = places[first - 1] ?? 0;
    missing.push({ first, last: sequence, after: timestamps[place - 1], before: timestamps[place] });
  }
  const [firstAt = "", lastAt = ""] = [timestamps[0], timestamps.at(-1)];
  const reached = Math.min(highest, ...Object.values(book.lastOfStream));
  return { pod, container, instance, printed, highest, reached, doubled, disordered, missing, firstAt, lastAt };
}
