import { type HeaderFields, NotHttpError } from "./exchange.ts";

/** The head of an answer over HTTP/1.1. */
export interface AnswerHead {
  readonly status: number;
  /** Lower-case names; several values of one are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the version of the answer keeps connections unless it says otherwise: 1.1, not 1.0. */
  readonly keepsConnection: boolean;
}

/**
 * The head of a request as it is sent.
 * @throws Error when the path or a header holds what would end it.
 */
export function requestHead(method: string, path: string, headers: HeaderFields): Buffer {
  if (/[^\x21-\x7e]/.test(path)) throw new Error(`the path has a character that no path may have: ${path}`);
  let text = `${method} ${path} HTTP/1.1\r\n`;
  for (const [name, values] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw new Error(`"${name}" is no name of a header`);
    for (const value of typeof values === "string" ? [values] : values) {
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
        throw new Error(`the header "${name}" has a character that no header may have`);
      text += `${name}: ${value}\r\n`;
    }
  }
  return Buffer.from(`${text}\r\n`, "latin1");
}

/** Puts the head of an answer together out of the pieces that it comes in. */
export class HeadReader {
  #bytes = Buffer.alloc(0);

  /**
   * Takes what came.
   * @returns the head once it is whole, and the offset in `bytes` behind it; undefined before.
   * @throws NotHttpError when it is none.
   */
  push(bytes: Buffer): { readonly head: AnswerHead; readonly behind: number } | undefined {
    const before = this.#bytes.length;
    const all = before === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
    const beginning = all.toString("latin1", 0, protocol.length);
    if (!protocol.startsWith(beginning)) throw new NotHttpError(`it begins with ${JSON.stringify(beginning)}`);
    const end = all.indexOf("\r\n\r\n");
    if (end > longestHeadBytes || (end < 0 && all.length > longestHeadBytes))
      throw new NotHttpError(`the head of its answer is longer than ${longestHeadBytes} bytes`);
    if (end < 0) {
      this.#bytes = Buffer.from(all);
      return undefined;
    }
    this.#bytes = Buffer.alloc(0);
    return { head: parseHead(all.toString("latin1", 0, end)), behind: end + 4 - before };
  }
}

const protocol = "HTTP/1.";
/** As much as Go's client takes by default would be 1 MB; no API server says so much. */
const longestHeadBytes = 256 * 1024;

function parseHead(text: string): AnswerHead {
  // A value may go on in the next line, which then begins with a space (RFC 9112, 5.2).
  const [first = "", ...lines] = text.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const status = /^HTTP\/1\.(\d) (\d{3})(?: |$)/.exec(first);
  if (status === null) throw new NotHttpError(`it begins with ${JSON.stringify(first.slice(0, 40))}`);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon <= 0) throw new NotHttpError("a header of its answer has no name");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return { status: Number(status[2]), headers, keepsConnection: status[1] !== "0" };
}
