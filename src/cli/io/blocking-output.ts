import { fstatSync } from "node:fs";
import type { Writable } from "node:stream";
import { writeNow } from "./write-now.ts";

/**
 * Keeps standard output and error as they are where they are pipes. Node makes a pipe non-blocking as soon as anybody looks at
 * `process.stdout` or `process.stderr`, as packages and Node's own `net` and `assert` do: it would be so for every program that
 * shares the pipe, and those fail with EAGAIN in the middle of their output. To be called before anything else is loaded.
 */
export function keepOutputBlocking(): void {
  replaceStream("stdout", 1);
  replaceStream("stderr", 2);
}

function replaceStream(name: "stdout" | "stderr", descriptor: number): void {
  if (!isPipe(descriptor)) return;
  let stream: Writable | undefined;
  const open = (): Writable => {
    // Most runs never look.
    const streams = process.getBuiltinModule("node:stream");
    return new streams.Writable({
      decodeStrings: false,
      write(chunk: string | Buffer, _encoding, done) {
        writeNow(descriptor, chunk);
        done();
      },
    });
  };
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => (stream ??= Object.assign(open(), { fd: descriptor })),
  });
}

function isPipe(descriptor: number): boolean {
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket();
}
