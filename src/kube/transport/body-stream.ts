import type { Readable } from "node:stream";
import type { ByteStream } from "../client.ts";
import type { ReadyQueue } from "./ready-queue.ts";

/** What a {@link BodyStream} needs besides the bytes. */
export interface BodyStreamOptions {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly ready: ReadyQueue;
  /** Bytes held for the reader before the server is made to wait. */
  readonly highWaterBytes: number;
  /** Whether the end that `body` told was the server's own, not that of a cut. Asked once, at the end. */
  readonly isComplete: () => boolean;
  /** Gives up the transfer. Must lead to no further events that matter. */
  readonly cancel: () => void;
  /** Turns what broke the transfer into the error that `next` throws. */
  readonly failure: (cause: unknown) => Error;
}

/**
 * The body of one answer, over any transport. All chunks that arrive between two calls of `next` come
 * out together, as they are: no copy, and no promise for each chunk.
 */
export class BodyStream implements ByteStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #body: Readable;
  readonly #options: BodyStreamOptions;
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  #state: "open" | "ended" | "failed" | "closed" = "open";
  #error: unknown;
  #waiter: (() => void) | undefined;
  #isWaking = false;

  constructor(body: Readable, options: BodyStreamOptions) {
    this.status = options.status;
    this.headers = options.headers;
    this.#body = body;
    this.#options = options;
    body.on("data", this.#take);
    body.on("end", this.#end);
    body.on("error", this.#fail);
    body.on("close", this.#close);
    if (options.signal.aborted) this.#abort();
    else options.signal.addEventListener("abort", this.#abort, { once: true });
  }

  async next(): Promise<readonly Buffer[] | undefined> {
    while (this.#chunks.length === 0) {
      if (this.#state === "failed") throw this.#error;
      if (this.#state !== "open") return undefined;
      await new Promise<void>((resolve) => {
        this.#waiter = resolve;
      });
    }
    const chunks = this.#chunks;
    this.#chunks = [];
    if (this.#heldBytes >= this.#options.highWaterBytes && this.#state === "open") this.#body.resume();
    this.#heldBytes = 0;
    return chunks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#chunks = [];
    this.#heldBytes = 0;
    if (this.#state !== "open") return;
    this.#finish("closed");
    this.#options.cancel();
  }

  readonly #take = (chunk: Buffer): void => {
    if (this.#state !== "open") return;
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= this.#options.highWaterBytes) this.#body.pause();
    this.#wake();
  };

  readonly #end = (): void => {
    // An incomplete end is followed by `error` or `close`, which knows more of what happened.
    if (this.#state === "open" && this.#options.isComplete()) this.#finish("ended");
  };

  readonly #fail = (cause: unknown): void => {
    if (this.#state !== "open") return;
    this.#error = this.#options.failure(cause);
    this.#finish("failed");
  };

  readonly #close = (): void => {
    this.#fail(new Error("the connection was closed before the end of the answer"));
  };

  readonly #abort = (): void => {
    if (this.#state !== "open") return;
    this.#chunks = [];
    this.#error = this.#options.signal.reason;
    this.#finish("failed");
    this.#options.cancel();
  };

  #finish(state: "ended" | "failed" | "closed"): void {
    this.#state = state;
    this.#options.signal.removeEventListener("abort", this.#abort);
    this.#wake();
  }

  #wake(): void {
    if (this.#waiter === undefined || this.#isWaking) return;
    this.#isWaking = true;
    this.#options.ready.add(() => {
      const waiter = this.#waiter;
      this.#isWaking = false;
      this.#waiter = undefined;
      waiter?.();
    });
  }
}
