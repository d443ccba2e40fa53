import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { DialTimeoutError, ProxyError } from "./dial-errors.ts";
import type { ProxyRoute } from "./proxy-route.ts";
import { openTunnel } from "./http-tunnel.ts";
import { openSocks5 } from "./socks5.ts";
import { bareHost, portOf } from "./server-address.ts";
import type { SocketReceiver } from "./socket-receiver.ts";
import type { TlsMemory } from "./tls-memory.ts";
import { trustOf, type TlsMaterial } from "./trust.ts";

/** Where to connect to, and how. */
export interface DialOptions {
  readonly server: URL;
  /** Undefined for a direct connection. */
  readonly proxy: ProxyRoute | undefined;
  /** Read anew for each connection, since certificates are renewed on disk; undefined for `http://`. */
  readonly tls: (() => Promise<TlsMaterial>) | undefined;
  readonly protocols: readonly ("h2" | "http/1.1")[];
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Reads the connection from its beginning, where that can be had: where nothing lies between it and the server. */
  readonly receiver?: SocketReceiver | undefined;
  /** What earlier connections to this server have left. */
  readonly memory?: TlsMemory | undefined;
  /** Told of each step that is done, for who wants to know which one fails, or takes long. */
  readonly onStep?: ((step: DialStep) => void) | undefined;
}

/** A step on the way to a connection; with a proxy, names and TCP are the proxy's. */
export type DialStep =
  | { readonly kind: "lookup"; readonly address: string }
  | { readonly kind: "tcp"; readonly address: string }
  | { readonly kind: "proxy" }
  | { readonly kind: "tls"; readonly socket: TLSSocket };

/** A connection that is ready for requests. */
export interface Dialled {
  readonly socket: Socket;
  /** Whether the receiver reads it. */
  readonly isReceiving: boolean;
  readonly protocol: "h2" | "http/1.1";
}

/**
 * Connects to the API server: TCP, a proxy's tunnel where there is one, and TLS with the protocol agreed on.
 *
 * @throws DialTimeoutError, ProxyError, the signal's reason, or what Node's `net` and `tls` throw.
 */
export async function dial(options: DialOptions): Promise<Dialled> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, deadline]);
  try {
    const isReceiving = options.proxy === undefined && options.receiver !== undefined;
    const socket =
      options.tls === undefined
        ? await reach(options, signal)
        : await secureSocket(isReceiving ? undefined : await reach(options, signal), options, signal);
    return { socket, isReceiving, protocol: alpnOf(socket) === "h2" ? "h2" : "http/1.1" };
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (deadline.aborted) throw new DialTimeoutError(options.timeoutMs);
    throw error;
  }
}

/** What the two sides agreed on; undefined without TLS. */
function alpnOf(socket: Socket): string | false | null | undefined {
  return "alpnProtocol" in socket ? (socket as TLSSocket).alpnProtocol : undefined;
}

async function reach(options: DialOptions, signal: AbortSignal): Promise<Socket> {
  const { server, proxy, onStep } = options;
  const target = endpointOf(server);
  if (proxy === undefined) return connectSocket({ ...target, ...readingOf(options) }, signal, onStep);
  try {
    return await reachThrough(proxy, target, signal, onStep);
  } catch (error) {
    throw new ProxyError(proxy.url, error);
  }
}

async function reachThrough(
  proxy: ProxyRoute,
  target: Endpoint,
  signal: AbortSignal,
  onStep: DialOptions["onStep"],
): Promise<Socket> {
  const socket = await connectSocket(endpointOf(proxy.url), signal, onStep);
  const through = await passProxy(socket, proxy, target, signal);
  onStep?.({ kind: "proxy" });
  return through;
}

async function passProxy(socket: Socket, proxy: ProxyRoute, target: Endpoint, signal: AbortSignal): Promise<Socket> {
  if (proxy.kind === "socks5") return openSocks5(socket, proxy.url, target, signal);
  const toProxy =
    proxy.url.protocol === "https:"
      ? await handshake(
          { socket, host: bareHost(proxy.url), ...servername(bareHost(proxy.url)), ...trustOf(undefined) },
          signal,
        )
      : socket;
  return proxy.kind === "tunnel" ? openTunnel(toProxy, proxy.url, target, signal) : toProxy;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

function endpointOf(url: URL): Endpoint {
  return { host: bareHost(url), port: portOf(url) };
}

function readingOf({ receiver }: DialOptions): { onread?: OnReadOpts } {
  return receiver === undefined ? {} : { onread: receiver.onRead };
}

const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 } as const;

async function connectSocket(
  target: Endpoint & { onread?: OnReadOpts },
  signal: AbortSignal,
  onStep: DialOptions["onStep"],
): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connectTcp({ ...target, ...socketOptions });
  if (onStep !== undefined) socket.on("lookup", (_error, address: string) => onStep({ kind: "lookup", address }));
  await settled(socket, "connect", signal);
  onStep?.({ kind: "tcp", address: socket.remoteAddress ?? target.host });
  return socket;
}

/**
 * @param through the connection that it is set up on; undefined: one of its own, which alone can be read in place. Only for what
 * others have reached before: Node (26.10, measured) may never come to its end after such a socket has failed its handshake.
 */
async function secureSocket(
  through: Socket | undefined,
  options: DialOptions,
  signal: AbortSignal,
): Promise<TLSSocket> {
  try {
    const whole = (await options.tls?.()) ?? {};
    const { servername: wanted, ...material } = whole;
    const target = endpointOf(options.server);
    // What the certificate must have.
    const host = wanted ?? target.host;
    const secure = await handshake(
      {
        ...(through === undefined ? { ...target, ...socketOptions, ...readingOf(options) } : { socket: through, host }),
        ...servername(host),
        ...material,
        ...options.memory?.optionsFor(whole),
        checkServerIdentity: (_host, certificate) => checkServerIdentity(host, certificate),
        ALPNProtocols: [...options.protocols],
      },
      signal,
    );
    options.memory?.learnFrom(secure);
    options.onStep?.({ kind: "tls", socket: secure });
    return secure;
  } catch (error) {
    through?.destroy();
    throw error;
  }
}

async function handshake(options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  signal.throwIfAborted();
  const secure = connectTls(options);
  await settled(secure, "secureConnect", signal);
  return secure;
}

/** Waits for `event`, or throws what came instead; then the socket is destroyed. */
function settled(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      socket.removeListener(event, succeed);
      socket.removeListener("error", fail);
      socket.removeListener("close", close);
      signal.removeEventListener("abort", abort);
    };
    const succeed = (): void => {
      stop();
      resolve();
    };
    const fail = (error: unknown): void => {
      stop();
      socket.on("error", ignore);
      socket.destroy();
      reject(error);
    };
    const close = (): void => fail(new Error("the connection was closed while it was being set up"));
    const abort = (): void => fail(signal.reason);
    socket.once(event, succeed);
    socket.once("error", fail);
    socket.once("close", close);
    signal.addEventListener("abort", abort, { once: true });
  });
}

/** An error that comes after the one already reported says nothing new. */
function ignore(): void {}

/** TLS forbids addresses as server names. */
function servername(host: string): { servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}
