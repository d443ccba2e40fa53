import type { Socket } from "node:net";
import { abortable } from "../abortable.ts";
import type { BodyStream } from "./body-stream.ts";
import type { HeaderFields, Wire, WireRequest } from "./exchange.ts";
import { Http1Connection } from "./http1-connection.ts";
import { requestHead } from "./http1-head.ts";
import type { ReadyQueue } from "./ready-queue.ts";
import { SocketReceiver } from "./socket-receiver.ts";

/** Connections kept for later requests. */
const maxIdleConnections = 32;

/** What {@link Http1Connections} needs. */
export interface Http1ConnectionsOptions {
  readonly server: URL;
  /** Put before each path: the server's URL where a plain HTTP proxy wants whole URLs, else empty. */
  readonly pathPrefix: string;
  /** Sent with each request, for a proxy. */
  readonly headers: HeaderFields;
  /** Opens a connection; `isReceiving` tells whether the receiver reads it already. */
  readonly dial: (receiver: SocketReceiver) => Promise<{ readonly socket: Socket; readonly isReceiving: boolean }>;
  readonly ready: ReadyQueue;
}

/** As many HTTP/1.1 connections as there are requests at once, kept alive between them. */
export class Http1Connections implements Wire {
  readonly #options: Http1ConnectionsOptions;
  /** All that are open, with the generation that they belong to. */
  readonly #generations = new Map<Http1Connection, number>();
  /** Connections of older ones get no more requests. */
  #generation = 0;
  #idle: Http1Connection[] = [];
  #dialling = 0;

  constructor(options: Http1ConnectionsOptions) {
    this.#options = options;
  }

  /** Requests under way, to the end of their answers. */
  get openRequests(): number {
    return this.#dialling + this.#generations.size - this.#idle.length;
  }

  /** Gives it a connection that was dialled already. */
  adopt(socket: Socket): void {
    const receiver = new SocketReceiver();
    receiver.listen(socket);
    this.#keep(this.#add(socket, receiver, this.#generation));
  }

  /** @throws also Error where the request cannot be sent as it is. */
  async send(request: WireRequest): Promise<BodyStream> {
    const bytes = this.#bytesOf(request);
    const { signal } = request;
    const connection = this.#idle.pop() ?? (await this.#dial(signal));
    if (signal.aborted) this.#keep(connection);
    signal.throwIfAborted();
    return connection.send(request, bytes);
  }

  /** New requests get new connections; those under way go on. */
  retire(): void {
    this.#generation++;
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }

  /** Cuts everything off. */
  destroy(): void {
    this.#generation++;
    for (const connection of this.#generations.keys()) connection.destroy();
  }

  #bytesOf({ method, path, headers, body }: WireRequest): Buffer {
    const { server, pathPrefix, headers: more } = this.#options;
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const head = requestHead(method, pathPrefix + path, { host: server.host, ...headers, ...more, ...length });
    return body === undefined ? head : Buffer.concat([head, body]);
  }

  async #dial(signal: AbortSignal): Promise<Http1Connection> {
    const generation = this.#generation;
    const receiver = new SocketReceiver();
    this.#dialling++;
    const dialled = this.#options.dial(receiver).then(
      ({ socket, isReceiving }) => {
        this.#dialling--;
        if (!isReceiving) receiver.listen(socket);
        return this.#add(socket, receiver, generation);
      },
      (error: unknown) => {
        this.#dialling--;
        throw error;
      },
    );
    try {
      return await abortable(dialled, signal);
    } catch (error) {
      // The next request may have what this one does not wait for any more.
      void dialled.then((connection) => this.#keep(connection), ignore);
      throw error;
    }
  }

  #add(socket: Socket, receiver: SocketReceiver, generation: number): Http1Connection {
    const connection = new Http1Connection({
      socket,
      receiver,
      ready: this.#options.ready,
      onIdle: () => this.#keep(connection),
      onClosed: () => {
        this.#generations.delete(connection);
        this.#idle = this.#idle.filter((idle) => idle !== connection);
      },
    });
    this.#generations.set(connection, generation);
    return connection;
  }

  #keep(connection: Http1Connection): void {
    const isOld = this.#generations.get(connection) !== this.#generation;
    if (isOld || this.#idle.length >= maxIdleConnections) connection.destroy();
    else this.#idle.push(connection);
  }
}

/** Whoever waited for the connection has heard of its failure. */
function ignore(): void {}
