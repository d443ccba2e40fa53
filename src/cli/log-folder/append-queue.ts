import type { FileAppender } from "./file-appender.ts";

/** What is to be written to one file. */
interface Waiting {
  readonly path: string;
  chunks: Buffer[];
  readonly onWritten: (chunk: Buffer) => void;
}

/** Writes chunks to their files one after the other, while others are being filled. */
export class AppendQueue {
  readonly #appender: FileAppender;
  readonly #onFailure: (error: Error) => void;
  readonly #waiting = new Map<string, Waiting>();
  #waitingBytes = 0;
  #running: Promise<void> | undefined;
  #failure: Error | undefined;

  /** @param onFailure Called once, with a KtError KT_OUTPUT. Nothing is written after it. */
  constructor(appender: FileAppender, onFailure: (error: Error) => void) {
    this.#appender = appender;
    this.#onFailure = onFailure;
  }

  /** Takes a chunk over, until `onWritten` gives it back. An empty one makes the file. */
  add(path: string, chunk: Buffer, onWritten: (chunk: Buffer) => void): void {
    if (this.#failure !== undefined) return;
    const waiting = this.#waiting.get(path);
    if (waiting === undefined) this.#waiting.set(path, { path, chunks: [chunk], onWritten });
    else waiting.chunks.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#running ??= this.#run();
  }

  /** Undefined when there is room for more. @throws (rejects with) what made the writing fail. */
  room(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return this.#waitingBytes < mostWaitingBytes ? undefined : this.drain();
  }

  /** Waits until all is written. @throws what made the writing fail. */
  async drain(): Promise<void> {
    await this.#running;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #run(): Promise<void> {
    try {
      for (const waiting of this.#waiting.values()) {
        this.#waiting.delete(waiting.path);
        await this.#appender.append(waiting.path, waiting.chunks);
        for (const chunk of waiting.chunks) {
          this.#waitingBytes -= chunk.length;
          waiting.onWritten(chunk);
        }
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#waiting.clear();
      this.#onFailure(this.#failure);
    }
    this.#running = undefined;
  }
}

const mostWaitingBytes = 16 * 1024 * 1024;
