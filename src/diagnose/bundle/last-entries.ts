import type { Instant } from "../../time/timestamp.ts";

/** A line and its time; undefined where it has none of its own. */
export interface TimedLine {
  readonly line: string;
  readonly time: Instant | undefined;
}

/** The last lines of something that may be far longer than what is kept of it. */
export class LastEntries {
  readonly #limitBytes: number;
  #entries: TimedLine[] = [];
  #bytes = 0;
  #cutLines = 0;
  #cutBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** At least so many bytes of the end as the limit says, where there are so many; at most twice as many. */
  get entries(): readonly TimedLine[] {
    return this.#entries;
  }

  /** How much of the beginning is left out. */
  get cut(): { readonly lines: number; readonly bytes: number } {
    return { lines: this.#cutLines, bytes: this.#cutBytes };
  }

  /** Adds a line behind the others. */
  add(line: string, time: Instant | undefined): void {
    this.#entries.push({ line, time });
    this.#bytes += Buffer.byteLength(line);
    // Seldom, so that a line is moved once or twice only.
    if (this.#bytes > this.#limitBytes * 2) this.#trim();
  }

  #trim(): void {
    let count = 0;
    let bytes = 0;
    for (const { line } of this.#entries) {
      const size = Buffer.byteLength(line);
      if (this.#bytes - bytes - size < this.#limitBytes) break;
      bytes += size;
      count++;
    }
    this.#entries = this.#entries.slice(count);
    this.#bytes -= bytes;
    this.#cutLines += count;
    this.#cutBytes += bytes;
  }
}
