import type { ServerHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

/** How a connection is cut: by a TCP reset, or by a plain close (FIN) without a word in TLS or HTTP/2. */
export type CutKind = "reset" | "fin";

/** One accepted TCP connection. */
export interface Connection {
  /** From 1, in the order of acceptance. */
  readonly id: number;
  readonly socket: Socket;
}

/** The open connections of a listener. */
export class Connections {
  readonly #open = new Map<number, Connection>();
  /** By the client's port, as `#open`. */
  readonly #sessions = new Map<number, ServerHttp2Session>();
  /** The TLS layer of those whose handshake is over. By the client's port, as `#open`. */
  readonly #layers = new Map<number, TLSSocket>();
  #count = 0;

  /** How many were accepted since the start. */
  get acceptedCount(): number {
    return this.#count;
  }

  /** How many are open. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Notes a connection until it closes. */
  accept(socket: Socket): void {
    this.#count += 1;
    const port = socket.remotePort ?? 0;
    const connection = { id: this.#count, socket };
    this.#open.set(port, connection);
    socket.once("close", () => {
      if (this.#open.get(port) === connection) this.#open.delete(port);
    });
    socket.on("error", () => undefined);
  }

  /** Notes the TLS layer of a connection until it closes. */
  acceptLayer(layer: TLSSocket): void {
    const port = layer.remotePort ?? 0;
    this.#layers.set(port, layer);
    layer.once("close", () => {
      if (this.#layers.get(port) === layer) this.#layers.delete(port);
    });
  }

  /** Notes an HTTP/2 session until it closes. */
  acceptSession(session: ServerHttp2Session): void {
    const port = session.socket.remotePort ?? 0;
    this.#sessions.set(port, session);
    session.once("close", () => {
      if (this.#sessions.get(port) === session) this.#sessions.delete(port);
    });
    session.on("error", () => undefined);
  }

  /** The connection whose client side has this port; undefined when it is closed. */
  byRemotePort(port: number): Connection | undefined {
    return this.#open.get(port);
  }

  /** Cuts a connection. Unlike the TLS layer's own close, nothing is said to the client before. */
  cut({ socket }: Connection, how: CutKind): void {
    // Of a socket that is being shut down libuv refuses the reset (EINVAL), and Node then never closes it: the process would
    // spin at its end, waiting for that (Node 26.10, src/tcp_wrap.cc TCPWrap::Reset).
    const port = socket.remotePort ?? 0;
    const isEnding = this.#sessions.get(port)?.destroyed === true || this.#layers.get(port)?.writableEnded === true;
    if (how === "reset" && !isEnding) socket.resetAndDestroy();
    else socket.destroy();
  }

  /** Cuts all connections. */
  cutAll(how: CutKind): void {
    for (const connection of this.#open.values()) this.cut(connection, how);
  }

  /** Sends GOAWAY on all HTTP/2 connections: open streams may end, new ones need a new connection. */
  goAway(): void {
    for (const session of this.#sessions.values()) session.close();
  }
}
