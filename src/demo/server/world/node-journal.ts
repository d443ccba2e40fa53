import type { Clock } from "./clock.ts";

/** One entry of a journal. */
export interface JournalEntry {
  /** Unit that it belongs to, without `.service`. */
  readonly service: string;
  /** Who wrote it: `kubelet[178]`. */
  readonly writer: string;
  /** May have several lines. */
  readonly message: string;
  /** Microseconds since 1970. */
  readonly atMicros: number;
  /** Counted from the first one. */
  readonly boot: number;
}

/** The journal of a node. */
export class NodeJournal {
  readonly entries: JournalEntry[] = [];
  /** Number of the boot that runs now. */
  boot = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Writes an entry of a service. @param options `at` is RFC 3339; absent: now. `by` is who wrote it; absent: the service. */
  write(service: string, message: string, options: { readonly at?: string; readonly by?: string } = {}): void {
    const atMs = options.at === undefined ? this.#clock.nowMs() : Date.parse(options.at);
    const micros = /\.\d{3}(\d{3})/.exec(options.at ?? "")?.[1] ?? "0";
    const writer = options.by ?? `${service}[178]`;
    this.entries.push({
      service,
      writer,
      message,
      atMicros: Math.floor(atMs * 1000) + Number(micros),
      boot: this.boot,
    });
  }

  /** What comes from now on belongs to another boot. */
  reboot(): void {
    this.boot += 1;
  }
}
