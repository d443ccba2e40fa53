import type { ByteStream } from "./client.ts";

/** What a {@link MovingBody} needs besides the answer that it begins with. */
export interface MovingBodyOptions {
  /** Whether another connection can be had just now. */
  readonly hasRoom: () => boolean;
  /** Sends the same request over a connection of its own. */
  readonly open: () => Promise<ByteStream>;
  /** Turns the reason for a cut into the error that `next` throws. */
  readonly failure: (cause: Error) => Error;
}

/**
 * An answer that moves to a connection of its own when it proves long: it begins over the shared one, without the time that
 * another handshake takes, and most answers end there; it goes on there until the other answer is here. What has come already must
 * come again over the other connection, byte for byte, or it is a cut.
 */
export class MovingBody implements ByteStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: MovingBodyOptions;
  #body: ByteStream;
  /** What has come, as long as it may move; undefined afterwards. */
  #begun: Buffer[] | undefined = [];
  #begunBytes = 0;
  #isAsked = false;
  /** The same answer over a connection of its own, once it is here. */
  #other: ByteStream | undefined;

  constructor(first: ByteStream, options: MovingBodyOptions) {
    this.status = first.status;
    this.headers = first.headers;
    this.#body = first;
    this.#options = options;
  }

  async next(): Promise<readonly Buffer[] | undefined> {
    if (this.#other !== undefined && this.#begun !== undefined) {
      await this.#body[Symbol.asyncDispose]();
      this.#body = this.#other;
      const begun = this.#begun;
      this.#begun = undefined;
      return this.#behind(begun);
    }
    const chunks = await this.#body.next();
    if (this.#begun === undefined) return chunks;
    if (chunks === undefined) {
      this.#stay();
      return undefined;
    }
    this.#begun.push(...chunks);
    for (const { length } of chunks) this.#begunBytes += length;
    if (this.#begunBytes >= longBytes && !this.#isAsked) this.#ask();
    if (this.#begunBytes >= mostBegunBytes) this.#stay();
    return chunks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stay();
    await this.#body[Symbol.asyncDispose]();
  }

  #ask(): void {
    this.#isAsked = true;
    if (!this.#options.hasRoom()) {
      this.#stay();
      return;
    }
    this.#options.open().then(
      (other) => {
        this.#other = other;
        if (this.#begun === undefined) this.#stay();
      },
      // It still comes over the shared connection, which tells what is wrong with the server, if anything is.
      () => this.#stay(),
    );
  }

  /** It moves no more. */
  #stay(): void {
    this.#begun = undefined;
    const other = this.#other;
    if (other !== this.#body) void other?.[Symbol.asyncDispose]();
  }

  /** What comes behind these bytes; undefined where nothing does. */
  async #behind(begun: readonly Buffer[]): Promise<readonly Buffer[] | undefined> {
    const expected = Buffer.concat(begun);
    let at = 0;
    while (at < expected.length) {
      const chunks = await this.#body.next();
      if (chunks === undefined) throw this.#changed();
      for (const [index, chunk] of chunks.entries()) {
        const length = Math.min(chunk.length, expected.length - at);
        if (chunk.compare(expected, at, at + length, 0, length) !== 0) throw this.#changed();
        at += length;
        if (at < expected.length) continue;
        const rest = length < chunk.length ? [chunk.subarray(length)] : [];
        const behind = [...rest, ...chunks.slice(index + 1)];
        return behind.length > 0 ? behind : this.#body.next();
      }
    }
    return this.#body.next();
  }

  #changed(): Error {
    return this.#options.failure(new Error("it answered otherwise when it was asked for the same log again"));
  }
}

/** What is longer is worth another connection: a handshake takes as long as some megabytes over a shared one. */
const longBytes = 128 * 1024;
/** Where so much has come before another connection was there, it is not waited for any longer. */
const mostBegunBytes = 2 * 1024 * 1024;
