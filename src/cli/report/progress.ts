import type { Clock } from "../../time/clock.ts";
import type { ErrorLines } from "./error-lines.ts";

/** Shows on a terminal what a run that says nothing yet, or not there, is doing (L28). */
export class Progress {
  readonly #lines: ErrorLines;
  readonly #clock: Clock;
  readonly #startedMs: number;
  #cancel: (() => void) | undefined;
  #openSources = 0;
  #entries = 0;
  #bytes = 0;

  constructor(lines: ErrorLines, clock: Clock) {
    this.#lines = lines;
    this.#clock = clock;
    this.#startedMs = clock.nowMs();
    if (lines.isTerminal) this.#plan(firstAfterMs);
  }

  /** One more container is read. */
  opened(): void {
    this.#openSources++;
  }

  /** One container is read no more. */
  closed(): void {
    this.#openSources--;
  }

  /** Notes what was printed so far. */
  note(entries: number, bytes: number): void {
    this.#entries = entries;
    this.#bytes = bytes;
  }

  /** Takes the line away for good. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#lines.clearStatus();
  }

  #plan(delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      this.#lines.showStatus(this.#text().slice(0, this.#lines.columns - 1));
      this.#plan(eachMs);
    });
  }

  #text(): string {
    const seconds = (this.#clock.nowMs() - this.#startedMs) / 1000;
    if (this.#openSources === 0 && this.#entries === 0) return `looking for containers, ${seconds.toFixed(0)} s`;
    const sources = `${this.#openSources} ${this.#openSources === 1 ? "container" : "containers"}`;
    if (this.#entries === 0) return `${sources}, waiting for lines, ${seconds.toFixed(0)} s`;
    const rate = `${amountOf(this.#bytes / Math.max(seconds, 0.001))}B/s`;
    return `${sources}, ${amountOf(this.#entries)} lines, ${amountOf(this.#bytes)}B, ${rate}`;
  }
}

/** Who is served at once need not see it flash up. */
const firstAfterMs = 400;
const eachMs = 250;

/** `950 `, `1.2 k`, `35 M`: three figures at most. */
function amountOf(count: number): string {
  if (count < 1000) return `${Math.round(count)} `;
  const power = Math.min(3, Math.floor(Math.log10(count) / 3));
  const scaled = count / 1000 ** power;
  return `${scaled.toFixed(scaled < 10 ? 1 : 0)} ${["", "k", "M", "G"][power] ?? ""}`;
}
