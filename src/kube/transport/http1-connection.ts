import type { Socket } from "node:net";
import { BodyStream } from "./body-stream.ts";
import { NotAnsweredError, NotHttpError, type WireRequest } from "./exchange.ts";
import { Http1Body } from "./http1-body.ts";
import { type AnswerHead, HeadReader } from "./http1-head.ts";
import { LandingBlocks } from "./landing-blocks.ts";
import type { ReadyQueue } from "./ready-queue.ts";
import type { SocketReceiver } from "./socket-receiver.ts";

/**
 * Bytes held for a reader; beyond, the kernel's buffers fill and the server waits. More of them is a little faster and takes much more memory
 * where lines are printed slowly: what is young when it is let go of costs V8 nothing, what has grown old it keeps for long (`npm run bench
 * finished-read`, `-o json`).
 */
const highWaterBytes = 96 * 1024;

/** Where so much has come at once, more is read right into its place; a little is rather copied than given so much room. */
const muchBytes = 16 * 1024;

/** What {@link Http1Connection} needs. */
export interface Http1ConnectionOptions {
  readonly socket: Socket;
  /** Reads the socket. */
  readonly receiver: SocketReceiver;
  readonly ready: ReadyQueue;
  /** An answer has ended, and another request may be sent. */
  readonly onIdle: () => void;
  /** It is of no more use; called once. */
  readonly onClosed: () => void;
}

/** A request whose answer has not ended. */
interface Exchange {
  readonly request: WireRequest;
  /** Answers whoever sent it; after that nothing comes of it. */
  readonly answer: (answer: BodyStream) => void;
  readonly refuse: (error: unknown) => void;
  /** Once its head is here. */
  body?: { readonly stream: BodyStream; readonly framing: Http1Body; readonly landing: LandingBlocks };
  keepsConnection: boolean;
}

/** A connection that speaks HTTP/1.1: one request at a time. */
export class Http1Connection {
  readonly #options: Http1ConnectionOptions;
  readonly #head = new HeadReader();
  #exchange: Exchange | undefined;
  #answers = 0;
  #isClosed = false;

  constructor(options: Http1ConnectionOptions) {
    this.#options = options;
    const { socket, receiver } = options;
    receiver.take = (bytes, length) => this.#receive(bytes, length);
    socket.on("error", (error) => this.#close(error));
    socket.on("end", () => this.#endOfConnection());
    socket.on("close", () => this.#close(hangUp()));
    this.#rest();
  }

  /**
   * Sends a request, whose answer is awaited. Not before the answer of the last one has ended.
   * @param bytes the request as it goes over the wire.
   * @throws NotAnsweredError, the signal's reason.
   */
  send(request: WireRequest, bytes: Buffer): Promise<BodyStream> {
    const { socket } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<BodyStream>();
    const abort = (): void => {
      const reason: unknown = request.signal.reason;
      reject(reason);
      this.#close(reason);
    };
    request.signal.addEventListener("abort", abort, { once: true });
    const settle = (): void => request.signal.removeEventListener("abort", abort);
    this.#exchange = {
      request,
      answer: (answer) => {
        settle();
        resolve(answer);
      },
      refuse: (error) => {
        settle();
        reject(error);
      },
      keepsConnection: true,
    };
    socket.ref();
    socket.write(bytes);
    request.onSent();
    return promise;
  }

  /** Cuts it off. */
  destroy(): void {
    this.#close(hangUp());
  }

  #receive(bytes: Buffer, length: number): void {
    try {
      let at = 0;
      while (at < length && !this.#isClosed) at = this.#takePart(bytes, at, length);
    } catch (error) {
      this.#close(error);
    }
  }

  /** Takes as much as belongs together. @returns the offset behind it. */
  #takePart(bytes: Buffer, from: number, to: number): number {
    const exchange = this.#exchange;
    if (exchange === undefined) throw new NotHttpError("it says more than it was asked for");
    if (exchange.body === undefined) {
      const read = this.#head.push(bytes.subarray(from, to));
      if (read === undefined) return to;
      this.#begin(exchange, read.head);
      return from + read.behind;
    }
    const { stream, framing, landing } = exchange.body;
    const at = framing.take(bytes, from, to, landing);
    if (landing.heldBytes >= muchBytes) this.#options.receiver.room = () => landing.room();
    if (framing.isEnded) this.#finish(exchange);
    else stream.noteArrival();
    return at;
  }

  #begin(exchange: Exchange, head: AnswerHead): void {
    const { status, headers } = head;
    if (status === 101) throw new NotHttpError("it changes to another protocol, which nobody wanted");
    // What it says before the answer.
    if (status < 200) return;
    const { socket, ready } = this.#options;
    const { request } = exchange;
    const framing = new Http1Body(head);
    const landing = new LandingBlocks();
    const stream = new BodyStream({
      status,
      headers,
      signal: request.signal,
      ready,
      arrived: landing,
      highWaterBytes,
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      cancel: () => this.#close(undefined),
      failure: request.failure,
    });
    exchange.body = { stream, framing, landing };
    const connection = headers["connection"]?.toLowerCase() ?? "";
    const isKept = head.keepsConnection ? !connection.includes("close") : connection.includes("keep-alive");
    exchange.keepsConnection = isKept && !framing.endsWithConnection;
    exchange.answer(stream);
    if (framing.isEnded) this.#finish(exchange);
  }

  /** The whole answer is here. */
  #finish(exchange: Exchange): void {
    this.#exchange = undefined;
    this.#options.receiver.room = undefined;
    this.#answers++;
    exchange.body?.stream.end();
    if (this.#isClosed) return;
    if (!exchange.keepsConnection) {
      this.#close(undefined);
      return;
    }
    this.#rest();
    this.#options.onIdle();
  }

  /** Waits for a request: it must not keep the process, and shall hear when the server closes it. */
  #rest(): void {
    const { socket } = this.#options;
    socket.unref();
    socket.resume();
  }

  #endOfConnection(): void {
    const exchange = this.#exchange;
    if (exchange?.body?.framing.endsWithConnection === true) this.#finish(exchange);
    else this.#close(hangUp());
  }

  #close(cause: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { socket, onClosed } = this.#options;
    const exchange = this.#exchange;
    this.#exchange = undefined;
    socket.destroy();
    if (exchange?.body !== undefined) exchange.body.stream.fail(cause);
    // A server may close a connection that it has kept just when the next request is on its way.
    else exchange?.refuse(new NotAnsweredError(cause, this.#answers > 0 && exchange.request.method === "GET"));
    onClosed();
  }
}

function hangUp(): Error {
  return Object.assign(new Error("the connection was closed before the end of the answer"), { code: "ECONNRESET" });
}
