/**
 * Goes through the `key=value` pairs of a line as bytes, without making anything of them: for each it knows where the key and
 * the value lie. A key stands behind a space or a comma or at the beginning; what is no pair is passed over, and what
 * stands within the quotes of a value is part of that value.
 */
export class LogfmtPairs {
  keyStart = 0;
  keyEnd = 0;
  /** Where the value begins and ends, with its quotes when it has some. */
  valueStart = 0;
  valueEnd = 0;
  #bytes: Uint8Array = nothing;
  #at = 0;
  #end = 0;

  /** Begins with the line `bytes[start, end)`. */
  open(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Goes to the next pair; false when there is none. */
  next(): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.#at;
    let keyStart = at;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte > equals) continue;
      if (byte <= space || byte === comma) {
        keyStart = at + 1;
      } else if (byte === equals && at > keyStart) {
        this.keyStart = keyStart;
        this.keyEnd = at;
        this.valueStart = at + 1;
        if (bytes[at + 1] === quote && at + 1 < end) this.#takeQuoted();
        else this.#takeBare(at + 1);
        return true;
      }
    }
    this.#at = end;
    return false;
  }

  #takeQuoted(): void {
    const bytes = this.#bytes;
    const end = this.#end;
    for (let at = this.valueStart + 1; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte > backslash) continue;
      if (byte === quote) {
        this.valueEnd = at + 1;
        this.#at = at + 1;
        return;
      }
      if (byte === backslash) at++;
    }
    // A quote that nothing closes: pairs may follow it all the same.
    this.#takeBare(this.valueStart);
    this.valueEnd = end;
  }

  /** Up to the next space; behind a comma in it another pair may begin. */
  #takeBare(start: number): void {
    const bytes = this.#bytes;
    const end = this.#end;
    let commaAt = -1;
    let at = start;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte > comma) continue;
      if (byte <= space) break;
      if (byte === comma && commaAt < 0) commaAt = at;
    }
    this.valueEnd = at;
    this.#at = commaAt < 0 ? at : commaAt;
  }
}

const nothing = new Uint8Array(0);
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const equals = 0x3d;
const backslash = 0x5c;
