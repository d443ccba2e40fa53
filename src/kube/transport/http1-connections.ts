import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { DialError, DialingAgent } from "./dialing-agent.ts";
import { NotAnsweredError, plainHeaders, type Wire, type WireRequest } from "./exchange.ts";
import { BodyStream } from "./body-stream.ts";
import type { ReadyQueue } from "./ready-queue.ts";

const { request: sendRequest } = process.getBuiltinModule("node:http");

/** Bytes held for a reader; beyond, the kernel's buffers fill and the server waits. */
const highWaterBytes = 512 * 1024;

/** What {@link Http1Connections} needs. */
export interface Http1ConnectionsOptions {
  readonly server: URL;
  /** Put before each path: the server's URL where a plain HTTP proxy wants whole URLs, else empty. */
  readonly pathPrefix: string;
  /** Sent with each request, for a proxy. */
  readonly headers: Readonly<Record<string, string>>;
  readonly dial: () => Promise<Socket>;
  readonly ready: ReadyQueue;
}

/** As many HTTP/1.1 connections as there are requests at once, kept alive between them. */
export class Http1Connections implements Wire {
  readonly #options: Http1ConnectionsOptions;
  #agent: DialingAgent;
  #openRequests = 0;
  /** Whose requests go on, but get no more company. */
  readonly #retired: DialingAgent[] = [];

  constructor(options: Http1ConnectionsOptions) {
    this.#options = options;
    this.#agent = new DialingAgent(options.dial);
  }

  /** Requests under way, to the end of their answers. */
  get openRequests(): number {
    return this.#openRequests;
  }

  /** Gives it a connection that was dialled already. */
  adopt(socket: Socket): void {
    this.#agent.adopt(socket);
  }

  send(request: WireRequest): Promise<BodyStream> {
    const { promise, resolve, reject } = Promise.withResolvers<BodyStream>();
    const length = request.body === undefined ? {} : { "content-length": String(request.body.length) };
    const outgoing = sendRequest({
      agent: this.#agent,
      method: request.method,
      path: this.#options.pathPrefix + request.path,
      headers: { host: this.#options.server.host, ...request.headers, ...this.#options.headers, ...length },
      setHost: false,
    });
    this.#openRequests++;
    outgoing.once("close", () => {
      this.#openRequests--;
    });
    const cancel = (): void => void outgoing.destroy();
    const abort = (): void => {
      cancel();
      reject(request.signal.reason);
    };
    request.signal.addEventListener("abort", abort, { once: true });
    outgoing.on("error", (error) => {
      request.signal.removeEventListener("abort", abort);
      if (error instanceof DialError) reject(error.cause);
      else reject(new NotAnsweredError(error, outgoing.reusedSocket && request.method === "GET"));
    });
    outgoing.on("socket", request.onSent);
    outgoing.on("response", (incoming: IncomingMessage) => {
      request.signal.removeEventListener("abort", abort);
      resolve(
        new BodyStream(incoming, {
          status: incoming.statusCode ?? 0,
          headers: plainHeaders(incoming.headers),
          signal: request.signal,
          ready: this.#options.ready,
          highWaterBytes,
          isComplete: () => incoming.complete,
          cancel,
          failure: request.failure,
        }),
      );
    });
    outgoing.end(request.body);
    return promise;
  }

  /** New requests get new connections; those under way go on. */
  retire(): void {
    this.#agent.retire();
    this.#retired.push(this.#agent);
    this.#agent = new DialingAgent(this.#options.dial);
  }

  /** Cuts everything off. */
  destroy(): void {
    for (const agent of [...this.#retired, this.#agent]) agent.destroy();
  }
}
