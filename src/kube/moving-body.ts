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
 * another handshake takes, and most answers end there. What has come already must come again over the other connection, byte for
 * byte, or it is a cut.
 */
export class MovingBody implements ByteStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: MovingBodyOptions;
  #body: ByteStream;
  /** What has come, as long as it may move; undefined afterwards. */
  #begun: Buffer[] | undefined = [];
  #begunBytes = 0;
  #isDisposed = false;

  constructor(first: ByteStream, options: MovingBodyOptions) {
    this.status = first.status;
    this.headers = first.headers;
    this.#body = first;
    this.#options = options;
  }

  async next(): Promise<readonly Buffer[] | undefined> {
    if (this.#begun !== undefined && this.#begunBytes >= longBytes) {
      const begun = this.#begun;
      this.#begun = undefined;
      if (this.#options.hasRoom() && (await this.#move())) return this.#behind(begun);
    }
    const chunks = await this.#body.next();
    if (this.#begun !== undefined && chunks !== undefined) {
      this.#begun.push(...chunks);
      for (const { length } of chunks) this.#begunBytes += length;
    }
    return chunks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#body[Symbol.asyncDispose]();
  }

  async #move(): Promise<boolean> {
    let body: ByteStream;
    try {
      body = await this.#options.open();
    } catch {
      // It still comes over the shared connection, which tells what is wrong with the server, if anything is.
      return false;
    }
    await this.#body[Symbol.asyncDispose]();
    this.#body = body;
    if (this.#isDisposed) await body[Symbol.asyncDispose]();
    return true;
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
const longBytes = 256 * 1024;
