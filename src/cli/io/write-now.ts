import { writeSync } from "node:fs";
import { windowsConsole } from "./windows-console.ts";

/**
 * Writes all of a text before it returns, whatever pieces the system takes it in.
 * @param descriptor of an open file. Who has closed its other end wants to hear nothing.
 * @returns false when the system does not take all of it.
 */
export function writeNow(descriptor: number, text: string | Buffer): boolean {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const console = windowsConsole(descriptor);
  if (console !== undefined) {
    console.write(bytes);
    return true;
  }
  for (let offset = 0; offset < bytes.length; ) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      if (!isFull(error)) return false;
      // Somebody who shares this pipe or terminal has made it non-blocking; there is nothing to wait on but time.
      Atomics.wait(sleeper, 0, 0, pauseMs);
    }
  }
  return true;
}

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const pauseMs = 2;

function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}
