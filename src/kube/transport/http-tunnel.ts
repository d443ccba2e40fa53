import type { Socket } from "node:net";
import { readUntil } from "./socket-reading.ts";

const maxHeaderBytes = 64 * 1024;

/**
 * Asks an HTTP proxy for a tunnel to `target` and returns the socket, which then leads there.
 *
 * @throws Error with the proxy's answer when it refuses.
 */
export async function openTunnel(
  socket: Socket,
  proxy: URL,
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const host = target.host.includes(":") ? `[${target.host}]` : target.host;
  const lines = [`CONNECT ${host}:${target.port} HTTP/1.1`, `Host: ${host}:${target.port}`];
  const authorization = proxyAuthorization(proxy);
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  const answer = await readUntil(socket, signal, (bytes) => {
    const end = bytes.indexOf("\r\n\r\n");
    if (end >= 0) return end + 4;
    if (bytes.length > maxHeaderBytes) throw new Error("it answered with something that is not HTTP");
    return undefined;
  });
  const statusLine = answer.toString("latin1").split("\r\n", 1)[0] ?? "";
  if (!/^HTTP\/1\.[01] 2\d\d/.test(statusLine)) {
    socket.destroy();
    throw new Error(`it refused to connect to ${host}:${target.port}: ${statusLine.slice(0, 200)}`);
  }
  return socket;
}

/** The Proxy-Authorization that a proxy's URL asks for; undefined when it names no user. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === "" && proxy.password === "") return undefined;
  const plain = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(plain).toString("base64")}`;
}
