import { connect, type ClientHttp2Session, type ClientHttp2Stream, type Settings } from "node:http2";
import type { Socket } from "node:net";
import { NotAnsweredError, type Wire, type WireRequest } from "./exchange.ts";
import type { BodyStream } from "./body-stream.ts";
import { exchangeOver } from "./http2-exchange.ts";
import type { ReadyQueue } from "./ready-queue.ts";
import { watchLiveness, type LivenessLimits } from "./liveness.ts";

/** The connection's own window: only the streams' windows shall ever make the server wait. */
const connectionWindowBytes = 64 * 1024 * 1024;
/** Node's ceiling for what one session may hold; our bound is the sum of the streams' windows. */
const maxSessionMemoryMb = 1024;

/** Streams on one connection: what the API server allows, and no more where a server has no limit. */
export const streamLimit = 100;

/** What {@link Http2Connection} needs. */
export interface Http2ConnectionOptions {
  /** `https://host:port` of the API server. */
  readonly origin: string;
  /** Connected, with h2 agreed on. */
  readonly socket: Socket;
  /** Window of each stream, in bytes. */
  readonly streamWindowBytes: number;
  readonly ready: ReadyQueue;
  readonly liveness: LivenessLimits;
  /** The connection takes no more requests; called once. `wasWanted`: because we said so. */
  readonly onRetired: (wasWanted: boolean) => void;
  /** The last stream has ended, too; called once. */
  readonly onClosed: () => void;
}

/** One HTTP/2 connection to the API server. */
export class Http2Connection implements Wire {
  readonly #session: ClientHttp2Session;
  readonly #options: Http2ConnectionOptions;
  #windowBytes: number;
  #announcedBytes: number;
  #isUsable = true;
  #hasAnswered = false;
  #streams = 0;
  #maxStreams: number | undefined;
  #cause: unknown;

  constructor(options: Http2ConnectionOptions) {
    this.#options = options;
    this.#windowBytes = options.streamWindowBytes;
    this.#announcedBytes = options.streamWindowBytes;
    this.#session = connect(options.origin, {
      createConnection: () => options.socket,
      settings: { enablePush: false, initialWindowSize: options.streamWindowBytes, maxFrameSize: 64 * 1024 },
      maxSessionMemory: maxSessionMemoryMb,
    });
    const session = this.#session;
    session.once("connect", () => {
      if (!session.destroyed) session.setLocalWindowSize(connectionWindowBytes);
    });
    session.on("remoteSettings", ({ maxConcurrentStreams }: Settings) => {
      this.#maxStreams = Math.min(streamLimit, maxConcurrentStreams ?? streamLimit);
    });
    session.on("localSettings", this.#announceWindow);
    session.on("goaway", () => this.#retire(false));
    session.on("error", (error) => {
      this.#cause = error;
      this.#retire(false);
    });
    session.on("close", () => {
      this.#retire(false);
      options.onClosed();
    });
    watchLiveness(session, options.socket, { limits: options.liveness, isNeeded: () => this.#streams > 0 });
  }

  /** Whether new requests can be sent over it. */
  get isUsable(): boolean {
    return this.#isUsable && !this.#session.closed && !this.#session.destroyed;
  }

  /** Streams that are open now. */
  get streams(): number {
    return this.#streams;
  }

  /** Streams that the server allows at once; undefined until it said. */
  get maxStreams(): number | undefined {
    return this.#maxStreams;
  }

  /** Tells the server a new window for every stream, open ones too. */
  setStreamWindow(windowBytes: number): void {
    this.#windowBytes = windowBytes;
    this.#announceWindow();
  }

  send(request: WireRequest): Promise<BodyStream> {
    let stream: ClientHttp2Stream;
    try {
      stream = this.#session.request(
        { ...request.headers, ":method": request.method, ":path": request.path },
        { endStream: request.body === undefined },
      );
    } catch (error) {
      return Promise.reject(new NotAnsweredError(error, true));
    }
    this.#streams++;
    stream.once("close", () => {
      this.#streams--;
    });
    const wasOld = this.#hasAnswered;
    stream.once("response", () => {
      this.#hasAnswered = true;
    });
    return exchangeOver(stream, request, {
      isRepeatable: wasOld && request.method === "GET",
      ready: this.#options.ready,
      highWaterBytes: () => this.#windowBytes / 2,
      cause: () => this.#cause,
    });
  }

  /** Takes no more requests and closes once the last stream has ended. */
  retire(): void {
    this.#retire(true);
    if (!this.#session.closed) this.#session.close();
  }

  /** Cuts everything off. */
  destroy(): void {
    this.#retire(true);
    this.#session.destroy();
  }

  /** One announcement at a time: a server may take many that it has not confirmed for an attack. */
  readonly #announceWindow = (): void => {
    if (this.#windowBytes === this.#announcedBytes || this.#session.pendingSettingsAck || !this.isUsable) return;
    this.#announcedBytes = this.#windowBytes;
    this.#session.settings({ initialWindowSize: this.#windowBytes });
  };

  #retire(wasWanted: boolean): void {
    if (!this.#isUsable) return;
    this.#isUsable = false;
    this.#options.onRetired(wasWanted);
  }
}
