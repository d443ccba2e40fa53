import type { Container } from "../../src/demo/server/world/container.ts";

/** How a {@link NumberedWriter} writes. */
export interface NumberedLines {
  /** In each line as `id=`. */
  readonly id: string;
  /** How many; may be infinite. */
  readonly lines: number;
  /** 0: as fast as possible. */
  readonly linesPerSecond: number;
  readonly lineBytes?: number;
  readonly stderrRatio?: number;
}

/** Writes numbered lines into the current run of a container of the fake cluster, as logspam does on a real one. */
export class NumberedWriter {
  readonly #container: Container;
  readonly #spec: NumberedLines;
  readonly #onEnd: () => void;
  readonly #startedMs: number = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;
  #owedToStderr = 0;

  /** @param onEnd Called when all lines are written, not when it was stopped. */
  constructor(container: Container, spec: NumberedLines, onEnd: () => void) {
    this.#container = container;
    this.#spec = spec;
    this.#onEnd = onEnd;
    this.#timer = setTimeout(() => this.#write(), 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #write(): void {
    const { lines, linesPerSecond } = this.#spec;
    const passedSeconds = (performance.now() - this.#startedMs) / 1000;
    const due = linesPerSecond === 0 ? this.#sequence + burst : Math.ceil(passedSeconds * linesPerSecond);
    const until = Math.min(lines, due, this.#sequence + burst);
    while (this.#sequence < until) this.#writeLine();
    if (this.#sequence === lines) this.#onEnd();
    else this.#timer = setTimeout(() => this.#write(), linesPerSecond === 0 ? 0 : tickMs);
  }

  #writeLine(): void {
    const { id, lineBytes = 0, stderrRatio = 0 } = this.#spec;
    this.#sequence++;
    this.#owedToStderr += stderrRatio;
    const stream = this.#owedToStderr >= 1 ? "stderr" : "stdout";
    if (stream === "stderr") this.#owedToStderr--;
    const line = `${new Date().toISOString()} INFO id=${id} seq=${this.#sequence} stream=${stream} `;
    this.#container.writeLine(line.padEnd(lineBytes, "abcdefghijklmnopqrstuvwxyz0123456789"), { stream });
  }
}

const tickMs = 20;
/** Readers in the same process get their turn in between. */
const burst = 1000;
