/**
 * Goes through the members of a JSON object as bytes, without making anything of them: for each it knows where the key
 * and the value lie. Does not validate: of what is no JSON it finds some members or none.
 */
export class JsonMembers {
  /** Where the key's text begins and ends, without its quotes. */
  keyStart = 0;
  keyEnd = 0;
  /** Where the value begins and ends, with its quotes when it is a string. */
  valueStart = 0;
  valueEnd = 0;
  #bytes: Uint8Array = nothing;
  #at = 0;
  #end = 0;

  /**
   * Begins with the object whose `{` lies at `at`.
   * @returns whether there is one.
   */
  open(bytes: Uint8Array, at: number, end: number): boolean {
    if (bytes[at] !== openBrace || at >= end) return false;
    this.#bytes = bytes;
    this.#at = at + 1;
    this.#end = end;
    return true;
  }

  /** Goes to the next member; false when there is none, or when what follows is no JSON. */
  next(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = afterSpace(bytes, this.#at, end);
    if (bytes[at] === comma) at = afterSpace(bytes, at + 1, end);
    if (at >= end || bytes[at] !== quote) return false;
    const keyEnd = endOfString(bytes, at, end);
    this.keyStart = at + 1;
    this.keyEnd = keyEnd - 1;
    at = afterSpace(bytes, keyEnd, end);
    if (at >= end || bytes[at] !== colon) return false;
    at = afterSpace(bytes, at + 1, end);
    this.valueStart = at;
    this.valueEnd = endOfValue(bytes, at, end);
    this.#at = this.valueEnd;
    return this.valueEnd > at;
  }

  /** Whether all members were there, up to the closing brace, and nothing but spaces follows it. */
  get isComplete(): boolean {
    const at = afterSpace(this.#bytes, this.#at, this.#end);
    return this.#bytes[at] === closeBrace && afterSpace(this.#bytes, at + 1, this.#end) === this.#end;
  }
}

const nothing = new Uint8Array(0);
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function afterSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && (bytes[at] as number) <= 0x20) at++;
  return at;
}

/** The offset behind the string that begins at `at`; one that is cut off reaches to the end. */
function endOfString(bytes: Uint8Array, at: number, end: number): number {
  for (let next = at + 1; next < end; next++) {
    const byte = bytes[next];
    if (byte === quote) return next + 1;
    if (byte === backslash) next++;
  }
  return end;
}

function endOfValue(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at];
  if (first === quote) return endOfString(bytes, at, end);
  let next = at;
  if (first !== openBrace && first !== openBracket) {
    while (next < end && !isDelimiter(bytes[next] as number)) next++;
    return next;
  }
  let depth = 0;
  while (next < end) {
    const byte = bytes[next];
    if (byte === quote) {
      next = endOfString(bytes, next, end);
      continue;
    }
    next++;
    if (byte === openBrace || byte === openBracket) depth++;
    else if ((byte === closeBrace || byte === closeBracket) && --depth === 0) return next;
  }
  return end;
}

function isDelimiter(byte: number): boolean {
  return byte <= 0x20 || byte === comma || byte === closeBrace || byte === closeBracket;
}
