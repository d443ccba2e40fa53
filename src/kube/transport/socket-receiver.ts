import type { OnReadOpts, Socket } from "node:net";

/** Takes what came: `bytes[0, length)`, which are only lent. */
export type TakeBytes = (bytes: Buffer, length: number) => void;

/**
 * Reads a socket without an object for each piece: into one buffer that all sockets share, where the socket was made with
 * {@link onRead}. Halves what it takes to receive a log (`npm run bench finished-read`).
 */
export class SocketReceiver {
  #take: TakeBytes = ignore;

  /** For the options of `connect`. To be asked for once, for a socket that nothing else reads. */
  readonly onRead: OnReadOpts = {
    buffer: sharedBuffer(),
    callback: (length, bytes) => {
      this.#take(bytes as Buffer, length);
      return true;
    },
  };

  /** Where bytes go from now on. */
  set take(take: TakeBytes) {
    this.#take = take;
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
