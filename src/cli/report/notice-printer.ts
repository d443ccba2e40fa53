import type { Notice, Notices } from "../../stream/notice.ts";
import { withoutZeros } from "../../time/timestamp.ts";
import type { ErrorLines } from "./error-lines.ts";
import { type HintFlags, hintWithFlags } from "./hint-flags.ts";
import { formatMessage } from "./message.ts";

/** How much a {@link NoticePrinter} says. */
export interface NoticePrinterOptions {
  /** `--quiet`: neither what is good to know nor warnings. */
  readonly isQuiet: boolean;
  /** The level of `-v`. */
  readonly verbosity: number;
  readonly hasColour: boolean;
  /** What belongs into the commands of hints. */
  readonly hintFlags: HintFlags;
}

/** Prints notices on standard error, and remembers what the exit code must tell. */
export class NoticePrinter implements Notices {
  readonly #lines: ErrorLines;
  readonly #options: NoticePrinterOptions;
  readonly #said = new Set<string>();
  readonly #failed = new Set<string>();
  #lastHint: string | undefined;
  #isIncomplete = false;
  #hasSpoken = false;

  constructor(lines: ErrorLines, options: NoticePrinterOptions) {
    this.#lines = lines;
    this.#options = options;
  }

  /** Whether a source failed, or may have gaps. */
  get isIncomplete(): boolean {
    return this.#isIncomplete;
  }

  /** The names of the sources and objects that failed. */
  get failed(): ReadonlySet<string> {
    return this.#failed;
  }

  /** Whether anything was shown but what `-v` adds. */
  get hasSpoken(): boolean {
    return this.#hasSpoken;
  }

  notice(notice: Notice): void {
    if (notice.level === "error" && notice.about !== undefined) this.#failed.add(notice.about);
    if (notice.level === "gap" || notice.level === "error") this.#isIncomplete = true;
    if (!this.#isShown(notice)) return;
    if (notice.level !== "debug") this.#hasSpoken = true;
    const { scope } = notice;
    const onceKey = scope === undefined ? notice.onceKey : `${scope} ${notice.message}`;
    if (onceKey !== undefined) {
      if (this.#said.has(onceKey)) return;
      this.#said.add(onceKey);
    }
    const text = notice.gap === undefined ? notice.message : `${notice.message} (${intervalOf(notice.gap)})`;
    const about = scope === undefined ? notice.about : scope || undefined;
    const kind = notice.level === "info" ? undefined : notice.level;
    // What fails for one pod fails for its siblings, and the remedy is the same.
    const isNew = notice.hint !== undefined && notice.hint !== this.#lastHint;
    const hint = isNew ? hintWithFlags(notice.hint, this.#options.hintFlags) : undefined;
    this.#lastHint = notice.hint;
    this.#lines.write(formatMessage({ kind, about, text, hint }, this.#options.hasColour));
  }

  #isShown({ level }: Notice): boolean {
    switch (level) {
      case "debug":
        return this.#options.verbosity > 0;
      case "info":
      case "warning":
        return !this.#options.isQuiet;
      case "gap":
      case "error":
        return true;
    }
  }
}

function intervalOf(gap: NonNullable<Notice["gap"]>): string {
  const after = gap.after === undefined ? "" : `after ${withoutZeros(gap.after)}`;
  const before = gap.before === undefined ? "" : `before ${withoutZeros(gap.before)}`;
  return [after, before].filter((part) => part !== "").join(", ") || "at an unknown time";
}
