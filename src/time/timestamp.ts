/** An exact moment: whole seconds since 1970 (may be negative) and nanoseconds, 0 to 999,999,999. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

/** Compares two moments: below 0 when `a` is earlier, 0 when they are the same. */
export function compareInstants(a: Instant, b: Instant): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

/**
 * Reads RFC 3339 timestamps out of bytes, one after the other, without making an object for any. Takes 0
 * to 9 digits behind the point (more are cut) and every zone offset; the API pads to nine digits, log files cut
 * trailing zeros (measured, kubernetes v1.36.3).
 */
export class TimestampReader {
  /** Seconds since 1970 of the last timestamp read. */
  seconds = 0;
  /** Its nanoseconds. */
  nanos = 0;
  /** The date and time, without what follows, of the last timestamp: most lines of a log repeat it. */
  readonly #known = Buffer.from("1970-01-01T00:00:00.");
  #knownSeconds = 0;
  readonly #knownView = new DataView(this.#known.buffer, this.#known.byteOffset, this.#known.length);
  /** The same and the point behind it, as whole words. */
  #word0 = 0;
  #word4 = 0;
  #word8 = 0;
  #word12 = 0;
  #word16 = 0;

  constructor() {
    this.#know(this.#known, 0, 0);
  }

  /**
   * As {@link read}, and several times as fast, but only for what nearly every line of a log begins with: nine digits behind
   * the point, UTC, and the second of the timestamp before.
   * @param view shows the bytes.
   * @returns the offset behind it, or -1 for everything else; then `seconds` and `nanos` are as before.
   */
  readAgain(view: DataView, at: number, end: number): number {
    if (
      end - at < paddedBytes ||
      view.getInt32(at + 16, true) !== this.#word16 ||
      view.getInt32(at + 12, true) !== this.#word12 ||
      view.getInt32(at + 8, true) !== this.#word8 ||
      view.getInt32(at + 4, true) !== this.#word4 ||
      view.getInt32(at, true) !== this.#word0
    ) {
      return -1;
    }
    const first = fourDigits(view.getInt32(at + 20, true));
    const second = fourDigits(view.getInt32(at + 24, true));
    const last = view.getUint8(at + 28) - 48;
    if (first < 0 || second < 0 || last >>> 0 > 9 || view.getUint8(at + 29) !== upperZ) return -1;
    this.seconds = this.#knownSeconds;
    this.nanos = first * 100_000 + second * 10 + last;
    return at + paddedBytes;
  }

  /**
   * Reads the timestamp that begins at `at` and ends before `end`.
   * @returns the offset behind it, or -1 when there is none; then `seconds` and `nanos` are as before.
   */
  read(bytes: Uint8Array, at: number, end: number): number {
    if (end - at < shortestBytes) return -1;
    if (!this.#isKnown(bytes, at)) {
      const seconds = readDateAndTime(bytes, at);
      if (Number.isNaN(seconds)) return -1;
      this.#know(bytes, at, seconds);
    }
    if (end - at >= paddedBytes && bytes[at + paddedBytes - 1] === upperZ && bytes[at + dateAndTimeBytes] === point) {
      const nanos = readNineDigits(bytes, at + dateAndTimeBytes + 1);
      if (nanos >= 0) {
        this.seconds = this.#knownSeconds;
        this.nanos = nanos;
        return at + paddedBytes;
      }
    }
    return this.#readFractionAndZone(bytes, at + dateAndTimeBytes, end);
  }

  #know(bytes: Uint8Array, at: number, seconds: number): void {
    const known = this.#known;
    // A call into native code costs more: where few lines are written, the second is another for nearly each of them.
    for (let index = 0; index < dateAndTimeBytes; index++) known[index] = bytes[at + index] as number;
    this.#knownSeconds = seconds;
    const view = this.#knownView;
    this.#word0 = view.getInt32(0, true);
    this.#word4 = view.getInt32(4, true);
    this.#word8 = view.getInt32(8, true);
    this.#word12 = view.getInt32(12, true);
    this.#word16 = view.getInt32(16, true);
  }

  #isKnown(bytes: Uint8Array, at: number): boolean {
    const known = this.#known;
    // From the back, where two timestamps differ first.
    for (let index = dateAndTimeBytes - 1; index >= 0; index--) {
      if (bytes[at + index] !== known[index]) return false;
    }
    return true;
  }

  #readFractionAndZone(bytes: Uint8Array, at: number, end: number): number {
    let next = at;
    let nanos = 0;
    if (bytes[next] === point) {
      next++;
      let scale = 100_000_000;
      for (; next < end; next++) {
        const digit = (bytes[next] as number) - 48;
        if (digit < 0 || digit > 9) break;
        nanos += digit * scale;
        scale = scale > 1 ? scale / 10 : 0;
      }
      if (next === at + 1) return -1;
    }
    const zone = next < end ? bytes[next] : 0;
    let offsetSeconds = 0;
    if (zone === upperZ || zone === lowerZ) {
      next++;
    } else if ((zone === plus || zone === dash) && next + 5 <= end) {
      // Some programs leave the colon out, as `date` and systemd do.
      const minutesAt = next + (bytes[next + 3] === colon ? 4 : 3);
      const hours = twoDigits(bytes, next + 1);
      const minutes = minutesAt + 2 <= end ? twoDigits(bytes, minutesAt) : Number.NaN;
      if (!(hours <= 23 && minutes <= 59)) return -1;
      offsetSeconds = (hours * 60 + minutes) * (zone === dash ? -60 : 60);
      next = minutesAt + 2;
    } else {
      return -1;
    }
    this.seconds = this.#knownSeconds - offsetSeconds;
    this.nanos = nanos;
    return next;
  }
}

/** The moment that the text names as RFC 3339 with up to nine digits behind the point; undefined when it is not one. */
export function parseTimestamp(text: string): Instant | undefined {
  const bytes = Buffer.from(text);
  const reader = new TimestampReader();
  return reader.read(bytes, 0, bytes.length) === bytes.length
    ? { seconds: reader.seconds, nanos: reader.nanos }
    : undefined;
}

/** RFC 3339 in UTC with nine digits behind the point, as the API prints it: `2026-11-21T08:11:56.494799123Z`. */
export function formatTimestamp(instant: Instant): string {
  const date = new Date(instant.seconds * 1000).toISOString();
  return `${date.slice(0, -5)}.${String(instant.nanos).padStart(9, "0")}Z`;
}

/**
 * For sentences: to the millisecond, and without a fraction at whole seconds: `2026-11-21T08:11:56.494Z`, `2026-11-21T08:11:56Z`.
 */
export function sentenceTimestamp({ seconds, nanos }: Instant): string {
  return withoutZeros(formatTimestamp({ seconds, nanos: nanos - (nanos % 1_000_000) }));
}

/** A text of {@link formatTimestamp} as short as it can be and still be exact: no zeros at its end, no fraction at whole seconds. */
export function withoutZeros(timestamp: string): string {
  return timestamp.replace(/\.?0*Z$/u, "Z");
}

const dash = 0x2d;
const colon = 0x3a;
const plus = 0x2b;
const point = 0x2e;
const upperT = 0x54;
const lowerT = 0x74;
const space = 0x20;
const upperZ = 0x5a;
const lowerZ = 0x7a;
/** `2026-11-21T08:11:56Z` */
const shortestBytes = 20;
/** `2026-11-21T08:11:56` */
const dateAndTimeBytes = 19;
/** `2026-11-21T08:11:56.494799123Z` */
const paddedBytes = 30;

/** Seconds since 1970 of `2026-11-21T08:11:56` at `at`, taken as UTC; NaN when that is no date and time. */
function readDateAndTime(bytes: Uint8Array, at: number): number {
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const hour = twoDigits(bytes, at + 11);
  const minute = twoDigits(bytes, at + 14);
  const second = twoDigits(bytes, at + 17);
  const separator = bytes[at + 10];
  const isWellFormed =
    // Comparisons with NaN, which stands for what is no number, are false.
    year >= 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysOfMonth(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    // A leap second, which runs into the next minute.
    second <= 60 &&
    bytes[at + 4] === dash &&
    bytes[at + 7] === dash &&
    (separator === upperT || separator === space || separator === lowerT) &&
    bytes[at + 13] === colon &&
    bytes[at + 16] === colon;
  if (!isWellFormed) return Number.NaN;
  return daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
}

/** NaN when the bytes are no digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  return tens >>> 0 > 9 || ones >>> 0 > 9 ? Number.NaN : tens * 10 + ones;
}

/** The number that four bytes, read as a word with the lowest first, write in digits; -1 when one of them is no digit. */
function fourDigits(word: number): number {
  const digits = word ^ 0x30303030;
  // A digit has no bit of the upper four, and neither has one that is greater by six.
  if (((digits | (digits + 0x06060606)) & 0xf0f0f0f0) !== 0) return -1;
  const pairs = (digits & 0x000f000f) * 10 + ((digits >>> 8) & 0x000f000f);
  return (pairs & 0xff) * 100 + (pairs >>> 16);
}

/** -1 when one of the bytes is no digit. */
function readNineDigits(bytes: Uint8Array, at: number): number {
  let number = 0;
  for (let index = at; index < at + 9; index++) {
    const digit = (bytes[index] as number) - 48;
    if (digit >>> 0 > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 in the Gregorian calendar (Hinnant's algorithm), without a Date. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
