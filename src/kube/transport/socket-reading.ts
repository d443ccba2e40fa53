import type { Socket } from "node:net";

/**
 * Reads from a socket until `measure` says how many of the bytes make up the answer; what follows them
 * is put back. Reads nothing beyond, so that TLS can take the socket over.
 *
 * @throws what `measure` throws, the signal's reason, or what broke the connection; the socket is then destroyed.
 */
export function readUntil(
  socket: Socket,
  signal: AbortSignal,
  measure: (bytes: Buffer) => number | undefined,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const stop = (): void => {
      socket.removeListener("readable", read);
      socket.removeListener("error", fail);
      socket.removeListener("close", close);
      signal.removeEventListener("abort", abort);
    };
    const fail = (error: unknown): void => {
      stop();
      socket.destroy();
      reject(error);
    };
    const close = (): void => fail(new Error("it closed the connection"));
    const abort = (): void => fail(signal.reason);
    const read = (): void => {
      const chunk: unknown = socket.read();
      if (!(chunk instanceof Buffer)) return;
      bytes = Buffer.concat([bytes, chunk]);
      try {
        const length = measure(bytes);
        if (length === undefined) return;
        stop();
        if (bytes.length > length) socket.unshift(bytes.subarray(length));
        resolve(bytes.subarray(0, length));
      } catch (error) {
        fail(error);
      }
    };
    socket.on("readable", read);
    socket.once("error", fail);
    socket.once("close", close);
    signal.addEventListener("abort", abort, { once: true });
  });
}
