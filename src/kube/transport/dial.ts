import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { isIP } from "node:net";
import { DialTimeoutError, ProxyError } from "./dial-errors.ts";
import type { ProxyRoute } from "./proxy-route.ts";
import { openTunnel } from "./http-tunnel.ts";
import { openSocks5 } from "./socks5.ts";
import { bareHost, portOf } from "./server-address.ts";
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
    const socket = await reach(options, signal);
    if (options.tls === undefined) return { socket, protocol: "http/1.1" };
    const secure = await secureSocket(socket, options, signal);
    options.onStep?.({ kind: "tls", socket: secure });
    return { socket: secure, protocol: secure.alpnProtocol === "h2" ? "h2" : "http/1.1" };
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (deadline.aborted) throw new DialTimeoutError(options.timeoutMs);
    throw error;
  }
}

async function reach(options: DialOptions, signal: AbortSignal): Promise<Socket> {
  const { server, proxy, onStep } = options;
  const target = { host: bareHost(server), port: portOf(server) };
  if (proxy === undefined) return connectSocket(target, signal, onStep);
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
  const socket = await connectSocket({ host: bareHost(proxy.url), port: portOf(proxy.url) }, signal, onStep);
  const through = await passProxy(socket, proxy, target, signal);
  onStep?.({ kind: "proxy" });
  return through;
}

async function passProxy(socket: Socket, proxy: ProxyRoute, target: Endpoint, signal: AbortSignal): Promise<Socket> {
  if (proxy.kind === "socks5") return openSocks5(socket, proxy.url, target, signal);
  const toProxy =
    proxy.url.protocol === "https:"
      ? await handshake(
          socket,
          { host: bareHost(proxy.url), ...servername(bareHost(proxy.url)), ...trustOf(undefined) },
          signal,
        )
      : socket;
  return proxy.kind === "tunnel" ? openTunnel(toProxy, proxy.url, target, signal) : toProxy;
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

async function connectSocket(target: Endpoint, signal: AbortSignal, onStep: DialOptions["onStep"]): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connectTcp({ ...target, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  if (onStep !== undefined) socket.on("lookup", (_error, address: string) => onStep({ kind: "lookup", address }));
  await settled(socket, "connect", signal);
  onStep?.({ kind: "tcp", address: socket.remoteAddress ?? target.host });
  return socket;
}

async function secureSocket(socket: Socket, options: DialOptions, signal: AbortSignal): Promise<TLSSocket> {
  try {
    const { servername: wanted, ...material } = (await options.tls?.()) ?? {};
    // What the certificate must have; the socket is connected already.
    const host = wanted ?? bareHost(options.server);
    return await handshake(
      socket,
      { host, ...servername(host), ...material, ALPNProtocols: [...options.protocols] },
      signal,
    );
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function handshake(socket: Socket, options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  signal.throwIfAborted();
  const secure = connectTls({ ...options, socket });
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
