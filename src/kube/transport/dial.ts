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
}

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
    return { socket: secure, protocol: secure.alpnProtocol === "h2" ? "h2" : "http/1.1" };
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason;
    if (deadline.aborted) throw new DialTimeoutError(options.timeoutMs);
    throw error;
  }
}

async function reach(options: DialOptions, signal: AbortSignal): Promise<Socket> {
  const { server, proxy } = options;
  const target = { host: bareHost(server), port: portOf(server) };
  if (proxy === undefined) return connectSocket(target.host, target.port, signal);
  try {
    return await reachThrough(proxy, target, signal);
  } catch (error) {
    throw new ProxyError(proxy.url, error);
  }
}

async function reachThrough(
  proxy: ProxyRoute,
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const socket = await connectSocket(bareHost(proxy.url), portOf(proxy.url), signal);
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

async function connectSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = connectTcp({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 });
  await settled(socket, "connect", signal);
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
