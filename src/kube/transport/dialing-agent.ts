import type { Agent as HttpAgent } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

// An `import` of node:http reads all its exports, and one of them, WebSocket, loads undici: 15 ms at every start.
const Agent: typeof HttpAgent = process.getBuiltinModule("node:http").Agent;

/** Connections kept for later requests. */
const maxIdleConnections = 32;

/** What went wrong while connecting, told apart from what goes wrong while talking. */
export class DialError extends Error {
  override readonly name = "DialError";
}

/** Keeps HTTP/1.1 connections alive that are dialled in our own way: through proxies, with our certificates. */
export class DialingAgent extends Agent {
  readonly #dial: () => Promise<Socket>;
  readonly #adopted: Socket[] = [];
  #isRetired = false;

  constructor(dial: () => Promise<Socket>) {
    super({ keepAlive: true, maxFreeSockets: maxIdleConnections });
    this.#dial = dial;
  }

  /** Gives it a connection that was dialled already. */
  adopt(socket: Socket): void {
    // One that breaks before anybody uses it is no error: it is not used then.
    socket.on("error", () => undefined);
    this.#adopted.push(socket);
  }

  override createConnection(_options: unknown, done?: (error: Error | null, socket: Socket) => void): undefined {
    const adopted = this.#adopted.pop();
    const dialled = adopted === undefined || adopted.destroyed ? this.#dial() : Promise.resolve(adopted);
    dialled.then(
      (socket) => done?.(null, socket),
      // Node gives no socket with an error; its type says otherwise.
      (cause: unknown) => (done as ((error: Error) => void) | undefined)?.(new DialError("cannot connect", { cause })),
    );
    return undefined;
  }

  /** Keeps no connection beyond its request. */
  retire(): void {
    this.#isRetired = true;
    for (const sockets of Object.values(this.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // Its type says nothing of the answer, but Node destroys the socket when it is false.
    const isKept: unknown = super.keepSocketAlive(socket);
    return isKept !== false && !this.#isRetired;
  }

  override destroy(): void {
    for (const socket of this.#adopted) socket.destroy();
    super.destroy();
  }
}
