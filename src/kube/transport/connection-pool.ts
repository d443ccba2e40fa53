import { abortable } from "../abortable.ts";
import type { BodyStream } from "./body-stream.ts";
import { dial, type Dialled } from "./dial.ts";
import { NotAnsweredError, type Wire, type WireRequest } from "./exchange.ts";
import { Http1Connections } from "./http1-connections.ts";
import { Http2Connection, streamLimit } from "./http2-connection.ts";
import { proxyAuthorization } from "./http-tunnel.ts";
import type { LivenessLimits } from "./liveness.ts";
import type { ProxyRoute } from "./proxy-route.ts";
import { ReadyQueue } from "./ready-queue.ts";
import type { SocketReceiver } from "./socket-receiver.ts";
import { TlsMemory } from "./tls-memory.ts";
import type { TlsMaterial } from "./trust.ts";

/**
 * Memory that paused readers may hold together; each stream's window is its share. Each of its bytes is in memory about
 * three times, as what arrived, as a block ahead and as the block that is merged; more of them made nothing faster
 * (`npm run bench finished-read`).
 */
const windowBudgetBytes = 8 * 1024 * 1024;
const maxWindowBytes = 1024 * 1024;
const minWindowBytes = 64 * 1024;
/**
 * So many answers of megabytes come over HTTP/1.1, each over a connection of its own: less work on this side and more at once on the
 * server's, and no window smaller than what the way to a distant server holds (`npm run bench history`).
 */
const mostBulkRequests = 32;
/** Sendings of one request, each over another connection. */
const maxSendings = 4;

/** What {@link ConnectionPool} needs. */
export interface ConnectionPoolOptions {
  readonly server: URL;
  readonly proxy: ProxyRoute | undefined;
  /** Read for each new connection; undefined for `http://`. */
  readonly tls: (() => Promise<TlsMaterial>) | undefined;
  readonly protocols: readonly ("h2" | "http/1.1")[];
  readonly dialTimeoutMs: number;
  readonly liveness: LivenessLimits;
  /** An HTTP/2 connection ended, or takes no more requests, though nobody here wanted that. */
  readonly onLoss: () => void;
}

/** A place for an HTTP/2 connection that may still be on its way. */
interface Slot {
  /** Requests that wait for the connection. */
  pending: number;
  connection: Http2Connection | undefined;
  readonly ready: Promise<Wire>;
}

/**
 * All connections to one API server with one credential. Over HTTP/2 requests share connections, as many
 * on each as the server allows, also while these are still being set up; over HTTP/1.1 each has its own. Where the server speaks both,
 * HTTP/1.1 is for answers that are large.
 */
export class ConnectionPool implements Wire {
  readonly #options: ConnectionPoolOptions;
  readonly #ready = new ReadyQueue();
  readonly #closing = new AbortController();
  readonly #http1: Http1Connections;
  readonly #memory = new TlsMemory();
  /** Where new requests go. */
  #slots: Slot[] = [];
  /** All that are open, those too that take no more requests. */
  readonly #http2 = new Set<Http2Connection>();
  /** Settled once the first connection shows what the server speaks. */
  #protocol: Promise<"h2" | "http/1.1"> | undefined;
  /** What the server allows on each connection, as far as it said. */
  #maxStreams = streamLimit;
  #connections = 0;
  /** Whether bulky answers may come over HTTP/1.1, as far as it was tried. */
  #isBulkApart = true;

  constructor(options: ConnectionPoolOptions) {
    this.#options = options;
    const forward = options.proxy?.kind === "forward" ? options.proxy.url : undefined;
    const authorization = forward === undefined ? undefined : proxyAuthorization(forward);
    this.#http1 = new Http1Connections({
      server: options.server,
      pathPrefix: forward === undefined ? "" : options.server.origin,
      headers: authorization === undefined ? {} : { "proxy-authorization": authorization },
      dial: (receiver) => this.#dial(["http/1.1"], receiver),
      ready: this.#ready,
    });
  }

  /** Connections opened so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Whether something bulky would have a connection of its own just now, and others share theirs. */
  get hasRoomApart(): boolean {
    return this.#http2.size > 0 && this.#isBulkApart && this.#http1.openRequests < mostBulkRequests;
  }

  async send(request: WireRequest): Promise<BodyStream> {
    let { headers } = request;
    for (let sending = 1; ; sending++) {
      request.signal.throwIfAborted();
      try {
        return await this.#sendOnce({ ...request, headers });
      } catch (error) {
        const isRepeatable = error instanceof NotAnsweredError && error.isRepeatable && sending < maxSendings;
        if (!isRepeatable) throw error;
      }
      headers = (await request.headersAnew?.()) ?? headers;
    }
  }

  /** New requests get new connections, for a credential that shows in the connection itself; streams go on. */
  retire(): void {
    const slots = this.#slots;
    this.#slots = [];
    for (const slot of slots) void slot.ready.then(() => slot.connection?.retire(), ignore);
    this.#http1.retire();
  }

  /** Cuts everything off. */
  destroy(): void {
    this.#closing.abort(new Error("the client was closed"));
    this.#slots = [];
    for (const connection of this.#http2) connection.destroy();
    this.#http1.destroy();
  }

  async #sendOnce(request: WireRequest): Promise<BodyStream> {
    const protocol = await abortable((this.#protocol ??= this.#probe()), request.signal);
    if (protocol === "http/1.1") return this.#http1.send(request);
    return (await this.#sendApart(request)) ?? (await this.#sendShared(request));
  }

  /** An answer over HTTP/1.1 for what is bulky; undefined where it is to share a connection. */
  async #sendApart(request: WireRequest): Promise<BodyStream | undefined> {
    const { isBulk = false, signal } = request;
    if (!isBulk || !this.hasRoomApart) return undefined;
    try {
      return await this.#http1.send(request);
    } catch {
      signal.throwIfAborted();
      // What speaks HTTP/2 need not speak anything else.
      this.#isBulkApart = false;
      return undefined;
    }
  }

  async #sendShared(request: WireRequest): Promise<BodyStream> {
    const slot = this.#slots.find((one) => this.#hasRoom(one)) ?? this.#addSlot(this.#dial(this.#options.protocols));
    slot.pending++;
    this.#shareWindows();
    let wire: Wire;
    try {
      wire = await abortable(slot.ready, request.signal);
    } finally {
      slot.pending--;
    }
    // Of an abort that was before it listens, the wire would never hear.
    request.signal.throwIfAborted();
    return wire.send(request);
  }

  /** Opens the first connection, which shows what the server speaks, and keeps it. */
  async #probe(): Promise<"h2" | "http/1.1"> {
    try {
      if (this.#options.tls === undefined) return "http/1.1";
      const dialled = await this.#dial(this.#options.protocols);
      if (dialled.protocol === "h2") this.#addSlot(Promise.resolve(dialled));
      else this.#http1.adopt(dialled.socket);
      return dialled.protocol;
    } catch (error) {
      this.#protocol = undefined;
      throw error;
    }
  }

  #addSlot(dialling: Promise<Dialled>): Slot {
    const slot: Slot = { pending: 0, connection: undefined, ready: this.#fill(dialling, () => slot) };
    this.#slots.push(slot);
    // Whoever waits for the slot gets its failure; nobody may be waiting any more.
    slot.ready.catch(() => this.#drop(slot));
    return slot;
  }

  async #fill(dialling: Promise<Dialled>, slot: () => Slot): Promise<Wire> {
    const { socket, protocol } = await dialling;
    if (protocol === "http/1.1") {
      this.#protocol = Promise.resolve(protocol);
      this.#http1.adopt(socket);
      this.#drop(slot());
      return this.#http1;
    }
    const connection = new Http2Connection({
      origin: this.#options.server.origin,
      socket,
      streamWindowBytes: this.#windowBytes(),
      ready: this.#ready,
      liveness: this.#options.liveness,
      onRetired: (wasWanted) => {
        this.#drop(slot());
        if (!wasWanted) this.#options.onLoss();
      },
      onClosed: () => this.#http2.delete(connection),
    });
    this.#http2.add(connection);
    slot().connection = connection;
    return connection;
  }

  #drop(slot: Slot): void {
    this.#slots = this.#slots.filter((other) => other !== slot);
  }

  async #dial(protocols: ConnectionPoolOptions["protocols"], receiver?: SocketReceiver): Promise<Dialled> {
    const { server, proxy, tls, dialTimeoutMs, liveness } = this.#options;
    const dialled = await dial({
      server,
      proxy,
      tls,
      protocols,
      receiver,
      memory: this.#memory,
      timeoutMs: dialTimeoutMs,
      signal: this.#closing.signal,
    });
    this.#connections++;
    // HTTP/2 has a PING for that.
    if (dialled.protocol === "http/1.1") dialled.socket.setKeepAlive(true, liveness.idleMs);
    if (this.#closing.signal.aborted) dialled.socket.destroy();
    this.#closing.signal.throwIfAborted();
    return dialled;
  }

  #hasRoom({ connection, pending }: Slot): boolean {
    if (connection === undefined) return pending < this.#maxStreams;
    // Until its SETTINGS are here a connection is used as the last one could be; what is too much is refused, and sent again.
    this.#maxStreams = connection.maxStreams ?? this.#maxStreams;
    return connection.isUsable && connection.streams + pending < this.#maxStreams;
  }

  #shareWindows(): void {
    const windowBytes = this.#windowBytes();
    for (const slot of this.#slots) slot.connection?.setStreamWindow(windowBytes);
  }

  /** A power of two, so that it changes seldom. */
  #windowBytes(): number {
    const requests = this.#slots.reduce((sum, slot) => sum + slot.pending + (slot.connection?.streams ?? 0), 0);
    const share = 2 ** Math.floor(Math.log2(windowBudgetBytes / Math.max(1, requests)));
    return Math.min(maxWindowBytes, Math.max(minWindowBytes, share));
  }
}

/** Whoever waits for a connection gets its failure; nobody else needs it. */
function ignore(): void {}
