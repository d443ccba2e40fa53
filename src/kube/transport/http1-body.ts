import { NotHttpError } from "./exchange.ts";
import type { AnswerHead } from "./http1-head.ts";
import type { LandingBlocks } from "./landing-blocks.ts";

/**
 * Finds the body of an answer over HTTP/1.1 in the bytes of its connection: as long as the head says, in chunks, or all that comes
 * (RFC 9112, 6.3).
 */
export class Http1Body {
  /** Whether all of it has come. */
  isEnded: boolean;
  /** Whether only the end of the connection ends it. */
  readonly endsWithConnection: boolean;
  readonly #isChunked: boolean;
  /** Of the body, or of the chunk; endless where the connection ends it. */
  #missingBytes: number;
  /** Where in the framing of chunks it is. */
  #place: "size" | "extension" | "data" | "data-end" | "trailer" = "size";
  /** Digits of the size, or letters of the line of the trailer, so far. */
  #letters = 0;

  /** @throws NotHttpError when the head says nothing that can be understood. */
  constructor({ status, headers }: AnswerHead) {
    const coding = headers["transfer-encoding"]?.toLowerCase();
    const length = headers["content-length"];
    const isEmpty = status === 204 || status === 304;
    if (coding !== undefined && coding !== "chunked" && coding !== "identity")
      throw new NotHttpError(`its answer is coded as "${coding}"`);
    this.#isChunked = !isEmpty && coding === "chunked";
    this.endsWithConnection = !isEmpty && !this.#isChunked && length === undefined;
    this.#missingBytes = isEmpty || this.#isChunked ? 0 : length === undefined ? Infinity : lengthOf(length);
    this.isEnded = !this.#isChunked && this.#missingBytes === 0;
  }

  /**
   * Takes what of `bytes[from, to)` belongs to it.
   * @param landing gets the body itself.
   * @returns the offset behind what it took: `to`, unless it has ended.
   * @throws NotHttpError when the chunks cannot be understood.
   */
  take(bytes: Buffer, from: number, to: number, landing: LandingBlocks): number {
    let at = from;
    while (at < to && !this.isEnded) {
      if (!this.#isChunked || this.#place === "data") {
        const end = Math.min(to, at + this.#missingBytes);
        landing.put(bytes, at, end);
        this.#missingBytes -= end - at;
        at = end;
        if (this.#missingBytes > 0) continue;
        if (this.#isChunked) this.#place = "data-end";
        else this.isEnded = true;
      } else {
        this.#readFraming(bytes[at++] as number);
      }
    }
    return at;
  }

  #readFraming(byte: number): void {
    switch (this.#place) {
      case "size":
        this.#readSize(byte);
        break;
      case "extension":
        if (byte === lineFeed) this.#beginData();
        break;
      case "data-end":
        if (byte === lineFeed) this.#beginSize();
        else if (byte !== carriageReturn) throw new NotHttpError("a chunk of its answer is longer than it says");
        break;
      default:
        if (byte === lineFeed && this.#letters === 0) this.isEnded = true;
        else if (byte === lineFeed) this.#letters = 0;
        else if (byte !== carriageReturn) this.#letters++;
    }
  }

  #readSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit >= 0 && this.#letters < mostSizeDigits) {
      this.#missingBytes = this.#missingBytes * 16 + digit;
      this.#letters++;
      return;
    }
    const isBehind = byte === carriageReturn || byte === lineFeed || byte === semicolon || byte === space;
    if (!isBehind || this.#letters === 0) throw new NotHttpError("a chunk of its answer has no size");
    if (byte === lineFeed) this.#beginData();
    else this.#place = "extension";
  }

  #beginSize(): void {
    this.#place = "size";
    this.#letters = 0;
    this.#missingBytes = 0;
  }

  #beginData(): void {
    this.#letters = 0;
    this.#place = this.#missingBytes === 0 ? "trailer" : "data";
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const semicolon = 0x3b;
const space = 0x20;
/** 52 bits: what a number can count exactly. */
const mostSizeDigits = 13;

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function lengthOf(text: string): number {
  // Given twice, it must be the same twice (RFC 9112, 6.3).
  const lengths = new Set(text.split(",").map((one) => one.trim()));
  const [length = ""] = lengths;
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(length)) throw new NotHttpError(`its answer is "${text}" bytes long`);
  return Number(length);
}
