import type { TextSink } from "../io/byte-sink.ts";

/**
 * Standard error as lines, with at most one line below them that changes (progress). No line ever lands inside
 * that one.
 */
export class ErrorLines {
  readonly #sink: TextSink;
  #status = "";

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  get isTerminal(): boolean {
    return this.#sink.isTerminal;
  }

  get columns(): number {
    return this.#sink.columns;
  }

  /** Writes lines, the last one's newline added. */
  write(text: string): void {
    const status = this.#status;
    this.clearStatus();
    this.#sink.write(`${text}\n`);
    if (status !== "") this.showStatus(status);
  }

  /** Shows the changing line, in place of what it said before; nothing where there is no terminal. */
  showStatus(text: string): void {
    if (!this.#sink.isTerminal || text === "") return;
    this.#sink.write(`${eraseLine}${text}`);
    this.#status = text;
  }

  /** Takes the changing line away. */
  clearStatus(): void {
    if (this.#status === "") return;
    this.#status = "";
    this.#sink.write(eraseLine);
  }
}

const eraseLine = "\r\u001b[K";
