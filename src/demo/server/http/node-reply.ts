import type { ServerResponse } from "node:http";
import { constants, type Http2ServerResponse } from "node:http2";
import type { Writable } from "node:stream";
import type { Reply } from "./exchange.ts";

/** A {@link Reply} over one of Node's own responses. Writing to a client that has gone does nothing. */
export function createReply(
  response: ServerResponse | Http2ServerResponse,
  cut: (how: "reset" | "fin") => void,
): Reply {
  return new NodeReply(response, cut);
}

class NodeReply implements Reply {
  readonly #response: ServerResponse | Http2ServerResponse;
  readonly #cut: (how: "reset" | "fin") => void;
  #pendingWrites = 0;
  #flushed: (() => void)[] = [];
  #draining: Promise<void> | undefined;
  readonly #onWritten = (): void => {
    this.#pendingWrites -= 1;
    if (this.#pendingWrites === 0) this.#settleFlushes();
  };

  constructor(response: ServerResponse | Http2ServerResponse, cut: (how: "reset" | "fin") => void) {
    this.#response = response;
    this.#cut = cut;
    response.once("close", () => this.#settleFlushes());
  }

  head(status: number, headers: Readonly<Record<string, string>>): Promise<void> {
    if (this.#isGone()) return Promise.resolve();
    if ("stream" in this.#response) {
      this.#response.writeHead(status, headers);
    } else {
      this.#response.writeHead(status, headers);
      this.#response.flushHeaders();
    }
    return Promise.resolve();
  }

  write(chunk: Buffer): Promise<void> {
    if (this.#isGone() || chunk.length === 0) return Promise.resolve();
    this.#pendingWrites += 1;
    const response: Writable = this.#response;
    if (response.write(chunk, this.#onWritten)) return Promise.resolve();
    // Shared: a log that is written to meanwhile would leave a listener for each line.
    this.#draining ??= drained(response).then(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  flush(): Promise<void> {
    if (this.#pendingWrites === 0 || this.#isGone()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#flushed.push(resolve);
    });
  }

  async end(): Promise<void> {
    if (!this.#isGone()) this.#response.end();
  }

  reset(): void {
    if ("stream" in this.#response) this.#response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    else this.#response.destroy();
  }

  goAway(): void {
    if ("stream" in this.#response) this.#response.stream.session?.close();
  }

  cutConnection(how: "reset" | "fin"): void {
    this.#cut(how);
  }

  #isGone(): boolean {
    return this.#response.destroyed || ("stream" in this.#response && this.#response.stream.destroyed);
  }

  #settleFlushes(): void {
    const waiting = this.#flushed;
    this.#flushed = [];
    for (const settle of waiting) settle();
  }
}

function drained(response: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off("drain", settle);
      response.off("close", settle);
      resolve();
    };
    response.on("drain", settle);
    response.on("close", settle);
  });
}
