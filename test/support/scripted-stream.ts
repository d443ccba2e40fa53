import { KtError } from "../../src/errors/kt-error.ts";
import type { ByteStream } from "../../src/kube/client.ts";
import { type Line, type LogFile, type Run, stamp } from "./scripted-run.ts";

/** What goes wrong with an answer. */
export interface AnswerFault {
  /** Refuses it with this error instead of answering. */
  readonly refuse?: KtError;
  /** Ends it behind so many bytes. */
  readonly afterBytes?: number;
  /** How it ends there; absent: `break`. */
  readonly how?: "break" | "end" | "stall";
  /** Sent instead of the log. */
  readonly body?: string;
}

/** What a {@link ScriptedStream} is made of. */
export interface StreamOptions {
  readonly run: Run;
  readonly query: Readonly<Record<string, unknown>>;
  readonly fault: AnswerFault;
  readonly chunk: (bytes: Buffer) => Buffer[];
  readonly isDeleted: () => boolean;
  readonly closed: () => void;
  readonly signal: AbortSignal;
}

/** One answer of the scripted kubelet. */
export class ScriptedStream implements ByteStream {
  readonly status = 200;
  readonly headers = {};
  isFrozen = false;
  readonly #options: StreamOptions;
  #file: LogFile;
  #at: number;
  #sentBytes = 0;
  #queue: Buffer[] = [];
  #end: "break" | "end" | undefined;
  #isStalled = false;
  #isFirst = true;
  #wake: (() => void) | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#file = options.run.file;
    this.#at = this.#firstLine();
    options.signal.addEventListener("abort", () => this.wake(), { once: true });
  }

  async next(): Promise<readonly Buffer[] | undefined> {
    const { signal } = this.#options;
    for (;;) {
      if (signal.aborted) throw signal.reason as Error;
      this.#fill();
      const next = this.#queue.shift();
      if (next !== undefined) return [next];
      if (this.#end === "break") throw new KtError("KT_UNREACHABLE", "the connection was reset");
      if (this.#end === "end") return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.closed();
  }

  wake(): void {
    this.#wake?.();
  }

  cut(how: "break" | "end"): void {
    this.#end ??= how;
    this.wake();
  }

  reopen(at: number): void {
    if (this.#options.query["follow"] !== true) return;
    this.#file = this.#options.run.file;
    this.#at = at;
    this.wake();
  }

  /** findTailLineStartIndex of cri-client: counts pieces from the end. */
  #firstLine(): number {
    const tailLines = this.#options.query["tailLines"];
    if (typeof tailLines !== "number") return 0;
    let pieces = 0;
    let at = this.#file.lines.length;
    while (at > 0 && pieces + (this.#file.lines[at - 1] as Line).pieces <= tailLines) {
      pieces += (this.#file.lines[at - 1] as Line).pieces;
      at--;
    }
    // The rest of the tail is the end of a line, which the kubelet sends as one, with a later timestamp.
    const cut = this.#file.lines[at - 1];
    if (pieces < tailLines && cut !== undefined) {
      const text = cut.bytes.subarray(31);
      const kept = text.subarray(text.length - 16_384 * (tailLines - pieces));
      this.#queue.push(Buffer.concat([Buffer.from(`${stamp(cut.at + 1000)} `), kept]));
    }
    return at;
  }

  #fill(): void {
    const { run, query, fault, isDeleted, chunk } = this.#options;
    if (this.#end !== undefined || this.#isStalled || this.isFrozen) return;
    const parts: Buffer[] = [];
    if (this.#isFirst && fault.body !== undefined) parts.push(Buffer.from(fault.body));
    this.#isFirst = false;
    if (fault.body !== undefined) {
      this.#end = "end";
    } else if (run.isGone) {
      parts.push(Buffer.from(`unable to retrieve container logs for ${run.id}`));
      this.#end = "end";
    } else {
      this.#collect(parts);
      if (query["follow"] !== true || !run.isRunning || isDeleted()) this.#end = "end";
    }
    this.#send(Buffer.concat(parts), chunk);
  }

  #collect(parts: Buffer[]): void {
    const { run, query } = this.#options;
    const since = sinceOf(query["sinceTime"]);
    for (;;) {
      while (this.#at < this.#file.lines.length) {
        const line = this.#file.lines[this.#at++] as Line;
        if (line.at >= since) parts.push(line.bytes);
      }
      const next = run.files[run.files.indexOf(this.#file) + 1];
      if (query["follow"] !== true || next === undefined) return;
      this.#file = next;
      this.#at = 0;
    }
  }

  #send(bytes: Buffer, chunk: (bytes: Buffer) => Buffer[]): void {
    const { fault, query } = this.#options;
    const limitBytes = query["limitBytes"];
    let sent = typeof limitBytes === "number" ? bytes.subarray(0, limitBytes) : bytes;
    const left = (fault.afterBytes ?? Number.POSITIVE_INFINITY) - this.#sentBytes;
    if (sent.length >= left) {
      sent = sent.subarray(0, left);
      const how = fault.how ?? "break";
      if (how === "stall") this.#isStalled = true;
      this.#end = how === "stall" ? undefined : how;
    }
    this.#sentBytes += sent.length;
    if (sent.length > 0) this.#queue.push(...chunk(sent));
  }
}

/** Cut to the whole second, as the API server does. */
function sinceOf(sinceTime: unknown): number {
  return typeof sinceTime === "string" ? Math.floor(Date.parse(sinceTime) / 1000) * 1e9 : Number.NEGATIVE_INFINITY;
}
