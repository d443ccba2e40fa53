import type { Clock } from "../../src/time/clock.ts";
import { systemClock } from "../../src/time/clock.ts";
import type { EndingSignal, Io } from "../../src/cli/io/io.ts";

/** What a test may decide about the surroundings of a run. */
export interface RecordingIoOptions {
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly nowMs?: () => number;
  readonly clock?: Clock;
  /** What is typed on standard input. */
  readonly typed?: readonly string[];
  /** What comes on standard input where no line is asked for. */
  readonly piped?: readonly Buffer[];
  /** Replaces the writing to standard output: how many bytes were taken, or a rejection. */
  readonly write?: (bytes: Buffer) => Promise<number>;
}

/** Surroundings that record what a run says. */
export interface RecordingIo extends Io {
  /** Everything written to standard output so far, as UTF-8. */
  readonly out: () => string;
  /** Everything written to standard error so far. */
  readonly err: () => string;
  /** Sends the signal to the run. */
  readonly signal: (signal: EndingSignal) => void;
  /** Throws an error where nobody catches it. */
  readonly uncaught: (error: unknown) => void;
  /** Signals that the run died of. */
  readonly deaths: readonly EndingSignal[];
}

/** Surroundings of a run inside the test's own process: nothing of the process is touched. */
export function recordingIo(options: RecordingIoOptions = {}): RecordingIo {
  const chunks: Buffer[] = [];
  const messages: string[] = [];
  const deaths: EndingSignal[] = [];
  const listeners = new Set<(signal: EndingSignal) => void>();
  const catchers = new Set<(error: unknown) => void>();
  const typed = [...(options.typed ?? [])];
  const isTerminal = options.isTerminal ?? false;
  const take = (bytes: Buffer): number => {
    chunks.push(Buffer.from(bytes));
    return bytes.length;
  };
  return {
    stdout: {
      isTerminal,
      isFile: false,
      write: async (bytes, offset, length) => {
        const piece = bytes.subarray(offset, offset + length);
        if (options.write === undefined) return take(piece);
        const written = await options.write(piece);
        return take(piece.subarray(0, written));
      },
    },
    stderr: { isTerminal, columns: options.columns ?? 80, write: (text) => void messages.push(text) },
    stdin: {
      isTerminal: typed.length > 0,
      readLine: () => Promise.resolve(typed.shift()),
      bytes: async function* () {
        yield* options.piped ?? [];
      },
    },
    env: options.env ?? {},
    nowMs: options.nowMs ?? Date.now,
    clock: options.clock ?? systemClock,
    random: () => 0.5,
    onSignal: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onUncaught: (listener) => {
      catchers.add(listener);
      return () => void catchers.delete(listener);
    },
    uncaught: (error) => {
      for (const catcher of catchers) catcher(error);
    },
    dieOf: (signal) => void deaths.push(signal),
    out: () => Buffer.concat(chunks).toString(),
    err: () => messages.join(""),
    signal: (signal) => {
      for (const listener of listeners) listener(signal);
    },
    deaths,
  };
}
