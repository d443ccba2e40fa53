/**
 * Reads the times of journal lines, `Nov 21 08:11:56.494799`, which are in UTC and tell no year: it is the last one in which
 * the time is not more than a day ahead of now. So a journal may go back one year, and over New Year.
 */
export class JournalClock {
  /** Seconds since 1970 of the last time read. */
  seconds = 0;
  /** Its nanoseconds. */
  nanos = 0;
  readonly #nowSeconds: () => number;
  #latestSeconds = 0;
  /** Month and day of the last time read, as they stand in the line: most lines repeat it. */
  readonly #known = Buffer.alloc(dateBytes);
  #knownSeconds = Number.NaN;
  /** The same in the year before. */
  #earlierSeconds = Number.NaN;

  constructor(nowSeconds: () => number) {
    this.#nowSeconds = nowSeconds;
  }

  /** @returns the offset behind the time, where a blank stands; -1 when the line begins with none: then nothing has changed. */
  read(bytes: Buffer, at: number, end: number): number {
    if (end - at < shortestBytes || bytes[at + secondEnd] !== point || bytes[at + 9] !== colon) return -1;
    if (!this.#isKnown(bytes, at) && !this.#readDate(bytes, at)) return -1;
    const ofDay = number(bytes, at + 7, 2) * 3600 + number(bytes, at + 10, 2) * 60 + number(bytes, at + 13, 2);
    const micros = number(bytes, at + secondEnd + 1, 6);
    if (Number.isNaN(ofDay + micros) || bytes[at + timeBytes] !== space) return -1;
    const isAhead = !(this.#knownSeconds + ofDay <= this.#latestSeconds);
    this.seconds = (isAhead ? this.#earlierSeconds : this.#knownSeconds) + ofDay;
    this.nanos = micros * 1000;
    return at + timeBytes;
  }

  #isKnown(bytes: Buffer, at: number): boolean {
    for (let index = dateBytes - 1; index >= 0; index--) if (bytes[at + index] !== this.#known[index]) return false;
    return true;
  }

  #readDate(bytes: Buffer, at: number): boolean {
    const month = months.indexOf(bytes.toString("latin1", at, at + 3));
    const day = bytes[at + 4] === space ? number(bytes, at + 5, 1) : number(bytes, at + 4, 2);
    if (month < 0 || Number.isNaN(day) || day < 1) return false;
    this.#known.set(bytes.subarray(at, at + dateBytes));
    // At each new day, since a follow goes on for many.
    this.#latestSeconds = this.#nowSeconds() + secondsPerDay;
    const thisYear = new Date(this.#latestSeconds * 1000).getUTCFullYear();
    this.#knownSeconds = dayIn(thisYear, month, day);
    // Of February 29 the last one may be years ago.
    let year = thisYear - 1;
    while (year > thisYear - 8 && Number.isNaN(dayIn(year, month, day))) year--;
    this.#earlierSeconds = dayIn(year, month, day);
    return !Number.isNaN(this.#earlierSeconds);
  }
}

const months: readonly string[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const dateBytes = "Nov 21".length;
const secondEnd = "Nov 21 08:11:56".length;
const timeBytes = "Nov 21 08:11:56.494799".length;
const shortestBytes = timeBytes + 1;
const secondsPerDay = 86_400;
const space = 0x20;
const colon = 0x3a;
const point = 0x2e;

/** The beginning of that day; not a number when the year has none. */
function dayIn(year: number, month: number, day: number): number {
  const ms = Date.UTC(year, month, day);
  return new Date(ms).getUTCMonth() === month ? ms / 1000 : Number.NaN;
}

function number(bytes: Buffer, at: number, digits: number): number {
  let value = 0;
  for (let index = at; index < at + digits; index++) {
    const digit = (bytes[index] as number) - 48;
    if (digit >>> 0 > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
