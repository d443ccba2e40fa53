import { OutputBuffer } from "../../render/output-buffer.ts";
import type { ByteSink } from "./byte-sink.ts";
import { writeFully } from "./write-fully.ts";

/** How an {@link OutputWriter} behaves. */
export interface OutputWriterOptions {
  /** Whether what was rendered must appear at once (a follow), or may wait until it is much (a finished read). */
  readonly isPrompt: boolean;
  /** Called once, at the first failure: {@link OutputClosed} or a KtError. Nothing is written after it. */
  readonly onFailure: (error: Error) => void;
  /** Called before each write. */
  readonly beforeWrite?: (() => void) | undefined;
}

/**
 * The only writer of standard output. While one chunk is being written the next is filled; who asks for
 * {@link room} is held back when the reader is slower than that.
 */
export class OutputWriter {
  /** Where renderers write. */
  readonly buffer: OutputBuffer;
  /** How many bytes renderers have handed over so far. */
  takenBytes = 0;
  readonly #sink: ByteSink;
  readonly #options: OutputWriterOptions;
  #chunks: Buffer[] = [];
  #running: Promise<void> | undefined;
  #roomWanted: (() => void) | undefined;
  /** Who waits for chunks to be written. */
  #awaited: { readonly chunk: Buffer; readonly resolve: () => void }[] = [];
  #isFlushPlanned = false;
  #failure: Error | undefined;

  constructor(sink: ByteSink, options: OutputWriterOptions) {
    this.#sink = sink;
    this.#options = options;
    this.buffer = new OutputBuffer((chunk) => this.#take(chunk), options.isPrompt ? undefined : muchBytes);
  }

  /**
   * To be called after each rendered batch, and waited for before the next is asked for. Undefined when there is
   * room: most batches must not cost a promise.
   * @throws (rejects with) what made the writing fail.
   */
  room(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#options.isPrompt) this.#planFlush();
    return this.#chunks.length < mostWaitingChunks ? undefined : this.#waitForRoom();
  }

  /** Writes what was rendered so far, and resolves when that is out, or cannot be written; undefined when nothing waits. */
  written(): Promise<void> | undefined {
    this.buffer.flush();
    const last = this.#chunks.at(-1);
    if (last === undefined) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#awaited.push({ chunk: last, resolve });
    return promise;
  }

  /**
   * Writes what is left and waits for it.
   * @throws what made the writing fail.
   */
  async end(): Promise<void> {
    this.buffer.flush();
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }

  #take(chunk: Buffer): void {
    if (this.#failure !== undefined) return;
    this.takenBytes += chunk.length;
    this.#chunks.push(chunk);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    try {
      for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[0]) {
        this.#options.beforeWrite?.();
        await writeFully(this.#sink, chunk);
        this.buffer.recycle(chunk);
        this.#chunks.shift();
        this.#answer(chunk);
        this.#roomWanted?.();
        // What was rendered during this write has waited for it only.
        if (this.#options.isPrompt && this.#chunks.length === 0) this.buffer.flush();
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#chunks = [];
      this.#answer();
      this.#options.onFailure(this.#failure);
      this.#roomWanted?.();
    }
    this.#running = undefined;
  }

  /** Tells who waits for this chunk, or for any, that it is dealt with. */
  #answer(written?: Buffer): void {
    const awaited = this.#awaited;
    if (awaited.length === 0) return;
    this.#awaited = awaited.filter(({ chunk }) => written !== undefined && chunk !== written);
    for (const { chunk, resolve } of awaited) if (written === undefined || chunk === written) resolve();
  }

  /** One write for all batches of this turn of the event loop. */
  #planFlush(): void {
    if (this.#isFlushPlanned || this.#running !== undefined) return;
    this.#isFlushPlanned = true;
    setImmediate(() => {
      this.#isFlushPlanned = false;
      if (this.#running === undefined) this.buffer.flush();
    });
  }

  async #waitForRoom(): Promise<void> {
    while (this.#failure === undefined && this.#chunks.length >= mostWaitingChunks) {
      await new Promise<void>((resolve) => {
        this.#roomWanted = resolve;
      });
    }
    this.#roomWanted = undefined;
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** Of what need not appear at once, so much goes into each write: a thread that must be woken costs more than a write. */
const muchBytes = 1024 * 1024;
/** One being written and one behind it; a third is being filled. */
const mostWaitingChunks = 2;
