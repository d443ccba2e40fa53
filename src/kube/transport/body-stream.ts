import type { ByteStream } from "../client.ts";
import type { ArrivedBytes } from "./arrived-bytes.ts";
import type { ReadyQueue } from "./ready-queue.ts";

/** What a {@link BodyStream} needs besides the bytes. */
export interface BodyStreamOptions {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly ready: ReadyQueue;
  /** Where the transport puts the bytes. */
  readonly arrived: ArrivedBytes;
  /** Bytes held for the reader before the server is made to wait. */
  readonly highWaterBytes: number;
  /** Makes the server wait, and lets it go on. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Gives up the transfer. Must lead to no further events that matter. */
  readonly cancel: () => void;
  /** Turns what broke the transfer into the error that `next` throws. */
  readonly failure: (cause: unknown) => Error;
}

/**
 * The body of one answer, over any transport, which tells it what happens. All that arrives between two calls of `next` comes
 * out together: no promise for each piece.
 */
export class BodyStream implements ByteStream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #options: BodyStreamOptions;
  #state: "open" | "ended" | "failed" | "closed" = "open";
  #isPaused = false;
  #error: unknown;
  #waiter: (() => void) | undefined;
  #isWaking = false;

  constructor(options: BodyStreamOptions) {
    this.status = options.status;
    this.headers = options.headers;
    this.#options = options;
    if (options.signal.aborted) this.#abort();
    else options.signal.addEventListener("abort", this.#abort, { once: true });
  }

  /** Whether anybody wants what comes. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  async next(): Promise<readonly Buffer[] | undefined> {
    const { arrived, resume } = this.#options;
    while (!arrived.hasNews) {
      if (this.#state === "failed") throw this.#error;
      if (this.#state !== "open") return undefined;
      await new Promise<void>((resolve) => {
        this.#waiter = resolve;
      });
    }
    const chunks = arrived.take();
    if (this.#isPaused && this.#state === "open") {
      this.#isPaused = false;
      resume();
    }
    return chunks;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.arrived.drop();
    if (this.#state !== "open") return;
    this.#finish("closed");
    this.#options.cancel();
  }

  /** More has arrived. */
  noteArrival(): void {
    const { arrived, highWaterBytes, pause } = this.#options;
    if (!this.#isPaused && arrived.heldBytes >= highWaterBytes) {
      this.#isPaused = true;
      pause();
    }
    this.#wake();
  }

  /** It has come to the end that the server gave it. */
  end(): void {
    if (this.#state === "open") this.#finish("ended");
  }

  /** It is cut off. */
  fail(cause: unknown): void {
    if (this.#state !== "open") return;
    this.#error = this.#options.failure(cause);
    this.#finish("failed");
  }

  readonly #abort = (): void => {
    if (this.#state !== "open") return;
    this.#options.arrived.drop();
    this.#error = this.#options.signal.reason;
    this.#finish("failed");
    this.#options.cancel();
  };

  #finish(state: "ended" | "failed" | "closed"): void {
    this.#state = state;
    this.#options.arrived.end();
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
