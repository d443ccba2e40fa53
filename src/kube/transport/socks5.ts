import { isIP, type Socket } from "node:net";
import { readUntil } from "./socket-reading.ts";

const version = 5;
const method = { none: 0, password: 2, refused: 0xff } as const;
const addressKind = { ipv4: 1, name: 3, ipv6: 4 } as const;
const failures = [
  "it failed",
  "its rules forbid it",
  "the network is unreachable",
  "the host is unreachable",
  "the connection was refused",
  "the time to live expired",
  "it does not know CONNECT",
  "it does not know this kind of address",
];

/**
 * Asks a SOCKS5 proxy (RFC 1928, with RFC 1929 when its URL names a user) for a connection to `target`.
 * Names are resolved by the proxy, as Go's net/http does.
 *
 * @throws Error with the proxy's reason when it refuses.
 */
export async function openSocks5(
  socket: Socket,
  proxy: URL,
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const hasUser = proxy.username !== "";
  socket.write(
    hasUser ? Buffer.from([version, 2, method.none, method.password]) : Buffer.from([version, 1, method.none]),
  );
  const chosen = await readUntil(socket, signal, (bytes) => (bytes.length < 2 ? undefined : 2));
  if (chosen[0] !== version) refuse(socket, "it does not speak SOCKS5");
  if (chosen[1] === method.password && hasUser) await logIn(socket, proxy, signal);
  else if (chosen[1] !== method.none) refuse(socket, "it wants other credentials");
  socket.write(connectRequest(target));
  const reply = await readUntil(socket, signal, replyLength);
  const code = reply[1] ?? 1;
  if (code !== 0) refuse(socket, `${failures[code - 1] ?? `code ${code}`} (${target.host}:${target.port})`);
  return socket;
}

async function logIn(socket: Socket, proxy: URL, signal: AbortSignal): Promise<void> {
  const user = Buffer.from(decodeURIComponent(proxy.username));
  const password = Buffer.from(decodeURIComponent(proxy.password));
  socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
  const answer = await readUntil(socket, signal, (bytes) => (bytes.length < 2 ? undefined : 2));
  if (answer[1] !== 0) refuse(socket, "it does not accept the user and password of its URL");
}

function connectRequest(target: { readonly host: string; readonly port: number }): Buffer {
  const head = [version, 1, 0];
  const port = Buffer.from([target.port >> 8, target.port & 0xff]);
  if (isIP(target.host) === 4) {
    return Buffer.concat([Buffer.from([...head, addressKind.ipv4, ...target.host.split(".").map(Number)]), port]);
  }
  if (isIP(target.host) === 6) {
    return Buffer.concat([Buffer.from([...head, addressKind.ipv6]), ipv6Bytes(target.host), port]);
  }
  const name = Buffer.from(target.host);
  return Buffer.concat([Buffer.from([...head, addressKind.name, name.length]), name, port]);
}

/** The sixteen bytes of an IPv6 address; a zone and an embedded IPv4 address do not occur in URLs, which are normalised. */
function ipv6Bytes(address: string): Buffer {
  const [left = "", right] = address.split("::");
  const leftGroups = left === "" ? [] : left.split(":");
  const rightGroups = right === undefined || right === "" ? [] : right.split(":");
  const zeros = Array<string>(8 - leftGroups.length - rightGroups.length).fill("0");
  const groups = [...leftGroups, ...zeros, ...rightGroups].map((group) => Number.parseInt(group, 16));
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function replyLength(bytes: Buffer): number | undefined {
  if (bytes.length < 5) return undefined;
  const kind = bytes[3];
  const addressLength = kind === addressKind.ipv4 ? 4 : kind === addressKind.ipv6 ? 16 : 1 + (bytes[4] ?? 0);
  const length = 4 + addressLength + 2;
  return bytes.length < length ? undefined : length;
}

function refuse(socket: Socket, why: string): never {
  socket.destroy();
  throw new Error(`it refused: ${why}`);
}
