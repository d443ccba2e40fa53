import { mask } from "./secret-rules.ts";

/**
 * Masks private keys in PEM form in the lines of one text, also where one line holds a whole key with `\n` written out, and where the
 * beginning of a key is missing.
 */
export class KeyBlocks {
  /** How many keys there were so far. */
  count = 0;
  /** Lines of an open key that are still to come at most. */
  #left = 0;

  /** The line, with what belongs to a key masked. */
  mask(line: string): string {
    const begin = beginning.exec(line);
    if (begin !== null) {
      this.count++;
      const ending = end.exec(line.slice(begin.index));
      this.#left = ending === null ? longestKeyLines : 0;
      const rest = ending === null ? "" : line.slice(begin.index + ending.index + ending[0].length);
      return `${line.slice(0, begin.index)}${mask}${this.mask(rest)}`;
    }
    const ending = end.exec(line);
    if (ending !== null) {
      if (this.#left === 0) this.count++;
      this.#left = 0;
      return mask + line.slice(ending.index + ending[0].length);
    }
    if (this.#left === 0) return line;
    this.#left--;
    return hasKeyText(line) ? mask : line;
  }
}

/** Whether the line ends a key that began before; what stands there and looks like one belongs to it. */
export function isEndOfKey(line: string): boolean {
  return end.test(line) && !beginning.test(line);
}

const beginning = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const end = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** A key of 16,384 bits has about 200. */
const longestKeyLines = 250;

/** Whether the line may be one amid a key: base64 or a header of it, perhaps behind something that a logger puts before it. */
export function hasKeyText(line: string): boolean {
  return (
    /[A-Za-z0-9+/=]{16}\s{0,256}["'\\n,]{0,16}$/.test(line) ||
    /^\s*[A-Za-z0-9+/=]+\s*$/.test(line) ||
    /(?:Proc-Type|DEK-Info):/.test(line)
  );
}
