/** What a part of a line that varies is shown as. */
export const variableNames = ["num", "time", "duration", "size", "ip", "uuid", "hex", "id"] as const;

/** Kinds of variable parts: places in {@link variableNames}. */
export const Variable = { num: 0, time: 1, duration: 2, size: 3, ip: 4, uuid: 5, hex: 6, id: 7 } as const;

/**
 * Knows the parts of a line that vary by what they look like: numbers, times, durations, sizes, addresses, UUIDs and other
 * identifiers. What looks like a word stays one, also with a digit or two in it (`http2`, `k8s`, `log4j`).
 */
export class VariableFinder {
  /** Where the variable that was found begins: behind the letters of `order1234`. */
  start = 0;
  /** The offset behind it. */
  end = 0;
  /** Its kind: a number of {@link Variable}. */
  kind = 0;

  /**
   * Looks at the run of letters and digits `[at, runEnd)`, which has a digit or ends before a sign that joins hexadecimal
   * digits, and at what is joined to it up to `end`.
   * @returns whether it is a variable or ends with one.
   */
  find(bytes: Uint8Array, at: number, runEnd: number, end: number): boolean {
    this.start = at;
    if (runEnd - at === 8 && bytes[runEnd] === dash && isUuid(bytes, at, end))
      return this.#found(Variable.uuid, at + 36);
    if (!isDigit(bytes[at])) return this.#findBehindLetters(bytes, at, runEnd, end);
    const timeEnd = endOfTime(bytes, at, end);
    if (timeEnd > 0) return this.#found(Variable.time, timeEnd);
    const ipEnd = endOfAddress(bytes, at, end);
    if (ipEnd > 0) return this.#found(Variable.ip, ipEnd);
    if (bytes[at] === zero && bytes[at + 1] === lowerX && runEnd - at > 2) return this.#found(Variable.hex, runEnd);
    return this.#findNumber(bytes, at, runEnd, end);
  }

  #found(kind: number, end: number): true {
    this.kind = kind;
    this.end = end;
    return true;
  }

  #findBehindLetters(bytes: Uint8Array, at: number, runEnd: number, end: number): boolean {
    const ipEnd = endOfAddress(bytes, at, end);
    if (ipEnd > 0) return this.#found(Variable.ip, ipEnd);
    let groups = 0;
    let digits = 0;
    let isHex = true;
    for (let place = at; place < runEnd; place++) {
      const byte = bytes[place] as number;
      if (isDigit(byte)) {
        digits++;
        if (!isDigit(bytes[place - 1]) || place === at) groups++;
      } else if (!isHexLetter(byte)) isHex = false;
    }
    if (digits === 0) return false;
    const length = runEnd - at;
    const isId =
      (isHex && length >= leastHexLength) || (groups > 1 && length >= 5) || digits > 3 || length >= leastLongLength;
    if (groups === 1 && !(isHex && length >= leastHexLength) && isDigit(bytes[runEnd - 1])) {
      // `order1234`: only the number varies; `http2` and `utf8` are words.
      if (digits < 3) return false;
      this.start = runEnd - digits;
      return this.#found(Variable.num, runEnd);
    }
    return isId && this.#found(Variable.id, runEnd);
  }

  #findNumber(bytes: Uint8Array, at: number, runEnd: number, end: number): boolean {
    const numberEnd = endOfNumber(bytes, at, end);
    if (numberEnd >= runEnd && !isLetter(bytes[numberEnd])) return this.#found(Variable.num, numberEnd);
    const durationEnd = endOfDuration(bytes, at, end);
    if (durationEnd > 0) return this.#found(Variable.duration, durationEnd);
    const sizeEnd = endOfSize(bytes, numberEnd, end);
    if (sizeEnd > 0) return this.#found(Variable.size, sizeEnd);
    // `5xx` and `3rd` are words.
    const isWord = runEnd - at <= 3 && numberEnd - at === 1;
    return !isWord && this.#found(Variable.id, runEnd);
  }
}

/** Hexadecimal runs of this length with a digit in them are taken for hashes and the like. */
const leastHexLength = 8;
/** A run of letters and digits this long is no word. */
const leastLongLength = 24;
const zero = 0x30;
const dash = 0x2d;
const point = 0x2e;
const colon = 0x3a;
const slash = 0x2f;
const comma = 0x2c;
const plus = 0x2b;
const space = 0x20;
const lowerX = 0x78;

function isDigit(byte: number | undefined): boolean {
  return ((byte as number) - zero) >>> 0 <= 9 && byte !== undefined;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (((byte | 0x20) - 0x61) >>> 0 <= 25 || byte >= 0x80);
}

function isLetterOrDigit(byte: number | undefined): boolean {
  return isLetter(byte) || isDigit(byte);
}

function isHexLetter(byte: number): boolean {
  return ((byte | 0x20) - 0x61) >>> 0 <= 5;
}

function isHexDigit(byte: number | undefined): boolean {
  return byte !== undefined && (isDigit(byte) || isHexLetter(byte));
}

function areDigits(bytes: Uint8Array, at: number, count: number): boolean {
  for (let place = at; place < at + count; place++) if (!isDigit(bytes[place])) return false;
  return true;
}

function isUuid(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 36 || (end - at > 36 && isLetterOrDigit(bytes[at + 36]))) return false;
  for (let place = 0; place < 36; place++) {
    const isJoint = place === 8 || place === 13 || place === 18 || place === 23;
    if (isJoint ? bytes[at + place] !== dash : !isHexDigit(bytes[at + place])) return false;
  }
  return true;
}

/**
 * The end of a date, a time of day, or both: RFC 3339 and its relatives, `2026/11/21 08:11:56`, `21/Nov/2026:08:11:56 +0000`. -1 when
 * there is none.
 */
function endOfTime(bytes: Uint8Array, at: number, end: number): number {
  const dateEnd = endOfDate(bytes, at, end);
  if (dateEnd < 0) return endOfTimeOfDay(bytes, at, end);
  const joint = bytes[dateEnd];
  const isJoined = joint === 0x54 || joint === 0x74 || joint === space || joint === colon;
  const timeEnd = isJoined ? endOfTimeOfDay(bytes, dateEnd + 1, end) : -1;
  return timeEnd > 0 ? timeEnd : dateEnd;
}

function endOfDate(bytes: Uint8Array, at: number, end: number): number {
  const separator = bytes[at + 4];
  const isYearFirst = separator === dash || separator === slash;
  if (isYearFirst && end - at >= 10 && bytes[at + 7] === separator && areDigits(bytes, at, 4)) {
    return areDigits(bytes, at + 5, 2) && areDigits(bytes, at + 8, 2) ? at + 10 : -1;
  }
  // Of access logs: 21/Nov/2026.
  const isDayFirst = end - at >= 11 && bytes[at + 2] === slash && bytes[at + 6] === slash && isLetter(bytes[at + 3]);
  return isDayFirst && areDigits(bytes, at, 2) && areDigits(bytes, at + 7, 4) ? at + 11 : -1;
}

function endOfTimeOfDay(bytes: Uint8Array, at: number, end: number): number {
  const isTime =
    end - at >= 8 &&
    bytes[at + 2] === colon &&
    bytes[at + 5] === colon &&
    areDigits(bytes, at, 2) &&
    areDigits(bytes, at + 3, 2) &&
    areDigits(bytes, at + 6, 2);
  if (!isTime) return -1;
  let next = at + 8;
  if ((bytes[next] === point || bytes[next] === comma) && isDigit(bytes[next + 1])) {
    next++;
    while (next < end && isDigit(bytes[next])) next++;
  }
  return Math.min(end, endOfZone(bytes, next));
}

function endOfZone(bytes: Uint8Array, at: number): number {
  if ((bytes[at] === 0x5a || bytes[at] === 0x7a) && !isLetterOrDigit(bytes[at + 1])) return at + 1;
  const sign = bytes[at] === space ? at + 1 : at;
  if (bytes[sign] !== plus && bytes[sign] !== dash) return at;
  const minutes = bytes[sign + 3] === colon ? sign + 4 : sign + 3;
  const isZone = areDigits(bytes, sign + 1, 2) && areDigits(bytes, minutes, 2) && !isLetterOrDigit(bytes[minutes + 2]);
  return isZone ? minutes + 2 : at;
}

/** The end of an address of IPv4, IPv6 or Ethernet; -1 when there is none. */
function endOfAddress(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  let points = 0;
  let colons = 0;
  let digits = 0;
  let isShortened = false;
  for (; next < end; next++) {
    const byte = bytes[next];
    if (byte === point && colons === 0 && isDigit(bytes[next + 1])) {
      if (digits === 0 || digits > 3) return -1;
      points++;
      digits = 0;
    } else if (byte === colon && points === 0 && (isHexDigit(bytes[next + 1]) || bytes[next + 1] === colon)) {
      if (digits > 4) return -1;
      if (bytes[next + 1] === colon) isShortened = true;
      colons++;
      digits = 0;
    } else if (isDigit(byte) || (points === 0 && isHexDigit(byte))) digits++;
    else break;
  }
  if (isLetterOrDigit(bytes[next]) && next < end) return -1;
  if (points === 3) return digits > 0 && digits <= 3 ? next : -1;
  return digits <= 4 && (colons >= 5 || (isShortened && colons >= 2)) ? next : -1;
}

/** The end of `12`, `1.5`, `1.36.3`, `1e-5`. */
function endOfNumber(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && isDigit(bytes[next])) next++;
  while (next + 1 < end && bytes[next] === point && isDigit(bytes[next + 1])) {
    next++;
    while (next < end && isDigit(bytes[next])) next++;
  }
  if (((bytes[next] as number) | 0x20) === 0x65) {
    const sign = bytes[next + 1] === dash || bytes[next + 1] === plus ? next + 2 : next + 1;
    if (sign < end && isDigit(bytes[sign])) {
      let digit = sign;
      while (digit < end && isDigit(bytes[digit])) digit++;
      if (!isLetter(bytes[digit])) return digit;
    }
  }
  return next;
}

/** The end of `200ms`, `1h30m`, `1.5s`, `12µs`; -1 when it is no duration. */
function endOfDuration(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && isDigit(bytes[next])) {
    const numberEnd = endOfNumber(bytes, next, end);
    const unitEnd = endOfTimeUnit(bytes, numberEnd);
    if (unitEnd === numberEnd || unitEnd > end) return -1;
    next = unitEnd;
  }
  return isLetterOrDigit(bytes[next]) && next < end ? -1 : next;
}

function endOfTimeUnit(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  const second = bytes[at + 1];
  if (second === 0x73 && (first === 0x6e || first === 0x75 || first === 0x6d)) return at + 2;
  // The two signs that stand for micro.
  const isMicro = (first === 0xc2 && second === 0xb5) || (first === 0xce && second === 0xbc);
  if (isMicro && bytes[at + 2] === 0x73) return at + 3;
  return first === 0x73 || first === 0x6d || first === 0x68 || first === 0x64 ? at + 1 : at;
}

/** The end of a unit of size (`B`, `k`, `kB`, `Mi`, `GiB`) at `at`; -1 when there is none. */
function endOfSize(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  const first = (bytes[next] as number) | 0x20;
  const isPrefix = first === 0x6b || first === 0x6d || first === 0x67 || first === 0x74;
  if (isPrefix) {
    next++;
    if (bytes[next] === 0x69) next++;
  }
  if (bytes[next] === 0x42) next++;
  return next > at && next <= end && !(next < end && isLetterOrDigit(bytes[next])) ? next : -1;
}
