import { fstatSync, write } from "node:fs";
import { createInterface } from "node:readline";
import { isatty } from "node:tty";
import { systemClock } from "../../time/clock.ts";
import type { ByteSink, TextSink } from "./byte-sink.ts";
import { errorColumns } from "./error-columns.ts";
import type { EndingSignal, Io } from "./io.ts";
import { windowsConsole } from "./windows-console.ts";
import { writeNow } from "./write-now.ts";

/** The surroundings of this process. */
export function processIo(): Io {
  return {
    stdout: descriptorSink(1),
    stderr: errorSink(),
    stdin: { isTerminal: isatty(0), readLine, bytes: readBytes },
    env: process.env,
    nowMs: Date.now,
    clock: systemClock,
    random: Math.random,
    onSignal(listener) {
      const signals: readonly EndingSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    onUncaught(listener) {
      // Rejections that nobody handles come here as well.
      process.on("uncaughtException", listener);
      return () => {
        process.off("uncaughtException", listener);
      };
    },
    dieOf(signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    },
  };
}

/**
 * Writes straight to the descriptor in a thread of libuv's pool. `process.stdout` is synchronous for pipes and files on
 * Linux: a slow reader there would stop the reading of the streams as well, and a kubelet skips lines for who reads slowly.
 */
function descriptorSink(descriptor: number): ByteSink {
  return {
    isTerminal: isatty(descriptor),
    get columns() {
      return isatty(descriptor) ? process.stdout.columns : undefined;
    },
    isFile: isFile(descriptor),
    write: (bytes, offset, length) =>
      new Promise((resolve, reject) => {
        const finish = (error: Error | null | undefined, written: number): void => {
          if (error) reject(error);
          else resolve(written);
        };
        const console = windowsConsole(descriptor);
        if (console === undefined) write(descriptor, bytes, offset, length, null, finish);
        else console.write(bytes.subarray(offset, offset + length), (error) => finish(error, length));
      }),
  };
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    // It was closed by whoever started us; the first write says so.
    return false;
  }
}

function errorSink(): TextSink {
  return {
    isTerminal: isatty(2),
    get columns() {
      return errorColumns();
    },
    write: (text) => writeNow(2, text),
  };
}

function readLine(signal: AbortSignal): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, signal });
  return new Promise((resolve) => {
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
    });
    lines.once("close", () => resolve(undefined));
  });
}

async function* readBytes(signal: AbortSignal): AsyncGenerator<Buffer, void, void> {
  // An open standard input would keep the process waiting for it.
  const close = (): void => void process.stdin.destroy();
  signal.addEventListener("abort", close, { once: true });
  try {
    if (signal.aborted) return;
    for await (const chunk of process.stdin) yield Buffer.from(chunk as Uint8Array);
  } finally {
    signal.removeEventListener("abort", close);
  }
}
