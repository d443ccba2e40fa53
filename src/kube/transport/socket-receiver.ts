import type { OnReadOpts, Socket } from "node:net";

/** Takes what came: `bytes[0, length)`, which are only lent unless they lie in the taker's own room. */
export type TakeBytes = (bytes: Buffer, length: number) => void;

/**
 * Reads a socket without an object for each piece, where the socket was made with {@link onRead}: into memory of whoever takes the
 * bytes, or into one buffer that all sockets share. Spares much of what it takes to receive a log (`npm run bench finished-read`).
 */
export class SocketReceiver {
  #take: TakeBytes = ignore;
  #room: (() => Buffer) | undefined;

  /** For the options of `connect`. To be asked for once, for a socket that nothing else reads. */
  readonly onRead: OnReadOpts = {
    buffer: () => this.#room?.() ?? sharedBuffer(),
    callback: (length, bytes) => {
      this.#take(bytes as Buffer, length);
      return true;
    },
  };

  /** Where bytes go from now on. */
  set take(take: TakeBytes) {
    this.#take = take;
  }

  /** Where they are read into, if it can be chosen; undefined: it does not matter. */
  set room(room: (() => Buffer) | undefined) {
    this.#room = room;
  }

  /** Reads a socket that was made without {@link onRead}. */
  listen(socket: Socket): void {
    socket.on("data", (chunk: Buffer) => this.#take(chunk, chunk.length));
  }
}

let shared: Buffer | undefined;

/** What is read is taken before anything else is read, so that one buffer is enough. As large as what libuv reads at once. */
function sharedBuffer(): Buffer {
  return (shared ??= Buffer.allocUnsafeSlow(64 * 1024));
}

function ignore(): void {}
