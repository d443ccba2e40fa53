import type { Clock } from "../../time/clock.ts";
import type { ByteSink, TextSink } from "./byte-sink.ts";

/** Signals that end a run in order. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The surroundings of a run; tests make their own. */
export interface Io {
  readonly stdout: ByteSink;
  readonly stderr: TextSink;
  readonly stdin: {
    readonly isTerminal: boolean;
    /** One line without its newline; undefined at the end of the input or on an abort. */
    readLine(signal: AbortSignal): Promise<string | undefined>;
    /** All of it, as it comes; ends early on an abort, perhaps with an error. */
    bytes(signal: AbortSignal): AsyncIterable<Buffer>;
  };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Calls the listener at each such signal instead of dying of it; returns what ends that. */
  onSignal(listener: (signal: EndingSignal) => void): () => void;
  /** Calls the listener with what nobody caught, instead of dying of it with a stack trace; returns what ends that. */
  onUncaught(listener: (error: unknown) => void): () => void;
  /** Dies of the signal at once, as if nobody had ever listened. */
  dieOf(signal: EndingSignal): void;
}
