import type { ContainerLog, LogWatcher } from "./container-log.ts";
import type { LogFile } from "./log-file.ts";
import { PieceRenderer, type ReadOptions } from "./piece-renderer.ts";

/** Takes what is read; the promise is settled when it can take more. */
export type WriteLog = (chunk: Buffer) => Promise<void>;

/**
 * One reading of a log as the kubelet does it, with what it does wrong (k8s.io/cri-client v0.36.3
 * pkg/logs/logs.go):
 * - A finished read sees the current file only.
 * - A follow watches the folder only from its first end of file on. A rotation before that is never
 *   noticed, and the follow stands still at the end of the old file.
 * - Each new current file is an event in a queue, taken one at a time at an end of file; taking one
 *   opens *the current* file at its start. So a reader who fell behind by two rotations misses a file
 *   and gets another twice.
 * - It ends at an end of file after the container has ended.
 */
export class LogReader implements LogWatcher {
  readonly #log: ContainerLog;
  readonly #options: ReadOptions;
  readonly #renderer: PieceRenderer;
  #file: LogFile;
  #offset: number;
  #createdFiles = 0;
  #isFrozen = false;
  #wake: () => void = () => undefined;

  constructor(log: ContainerLog, options: ReadOptions) {
    this.#log = log;
    this.#options = options;
    this.#renderer = new PieceRenderer(options);
    this.#file = log.current;
    this.#offset = options.tailLines === undefined ? 0 : tailOffset(this.#file, options.tailLines);
  }

  /** Reads until the end that the options have, or until `signal`. */
  async run(write: WriteLog, signal: AbortSignal): Promise<void> {
    await this.#readToEnd(write, signal);
    if (!this.#options.follow) return;
    const unwatch = this.#log.watch(this);
    const wakeUp = (): void => this.#wake();
    signal.addEventListener("abort", wakeUp);
    try {
      while (!signal.aborted && !this.#renderer.isDone) {
        const hadEnded = this.#log.hasEnded;
        await this.#readToEnd(write, signal);
        if (this.#isFrozen) await this.#nextChange();
        else if (this.#createdFiles > 0) this.#openCurrent();
        else if (hadEnded) return;
        else if (!this.#log.hasEnded && this.#offset === this.#file.size) await this.#nextChange();
      }
    } finally {
      signal.removeEventListener("abort", wakeUp);
      unwatch();
    }
  }

  /** A script's fault: jumps over the next `pieces` pieces of the current file. */
  skip(pieces: number): void {
    for (let left = pieces; left > 0; left -= 1) {
      const rest = this.#file.read(this.#offset);
      this.#offset += rest.indexOf("\n") + 1 || rest.length;
    }
  }

  /** A script's fault: reads the current file from its start again. */
  replay(): void {
    this.#openCurrent();
    this.#wake();
  }

  /** A script's fault: reads nothing any more, and does not end. */
  freeze(): void {
    this.#isFrozen = true;
  }

  grown(): void {
    this.#wake();
  }

  created(): void {
    this.#createdFiles += 1;
    this.#wake();
  }

  ended(): void {
    this.#wake();
  }

  async #readToEnd(write: WriteLog, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#isFrozen && !this.#renderer.isDone && this.#offset < this.#file.size) {
      const { output, consumedBytes } = this.#renderer.render(this.#file.read(this.#offset));
      if (consumedBytes === 0) return;
      this.#offset += consumedBytes;
      if (output.length > 0) await write(output);
    }
  }

  #openCurrent(): void {
    this.#createdFiles = Math.max(0, this.#createdFiles - 1);
    this.#file = this.#log.current;
    this.#offset = 0;
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** Where the last `pieces` pieces of the file begin (k8s.io/cri-client v0.36.3 pkg/logs/tail.go). */
function tailOffset(file: LogFile, pieces: number): number {
  const bytes = file.read(0);
  let end = bytes.length;
  for (let left = pieces; left > 0 && end > 0; left -= 1) end = end < 2 ? 0 : bytes.lastIndexOf(10, end - 2) + 1;
  return end;
}
