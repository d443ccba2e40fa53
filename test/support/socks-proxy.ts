import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A SOCKS5 proxy, as `proxy-url: socks5://` names it. */
export interface SocksProxy extends AsyncDisposable {
  readonly port: number;
  /** What was asked for: `host:port`, names as they were sent. */
  readonly targets: readonly string[];
}

/** How it behaves. */
export interface SocksProxyOptions {
  /** `user:password` that everyone must have; absent: nobody needs one. */
  readonly credentials?: string;
  /** Answers every CONNECT with this failure. */
  readonly failure?: number;
}

/** Starts a proxy (RFC 1928, RFC 1929). It resolves every name to 127.0.0.1. */
export async function startSocksProxy(options: SocksProxyOptions = {}): Promise<SocksProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => undefined);
    void serve(client, options, targets).catch(() => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    targets,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function serve(client: Socket, options: SocksProxyOptions, targets: string[]): Promise<void> {
  const [, methodCount = 0] = await read(client, 2);
  const methods = await read(client, methodCount);
  const method = options.credentials === undefined ? 0 : 2;
  if (!methods.includes(method)) return void client.end(Buffer.from([5, 0xff]));
  client.write(Buffer.from([5, method]));
  if (options.credentials !== undefined) {
    const user = await readText(client);
    const password = await readText(client, 0);
    const isGood = `${user}:${password}` === options.credentials;
    client.write(Buffer.from([1, isGood ? 0 : 1]));
    if (!isGood) return void client.end();
  }
  const [, , , kind] = await read(client, 4);
  const host = await readHost(client, kind ?? 0);
  const port = (await read(client, 2)).readUInt16BE();
  targets.push(`${host}:${port}`);
  if (options.failure !== undefined) return void client.end(Buffer.from([5, options.failure, 0, 1, 0, 0, 0, 0, 0, 0]));
  const upstream = connect(port, "127.0.0.1");
  await once(upstream, "connect");
  client.write(Buffer.from([5, 0, 0, 3, 4, ...Buffer.from("here"), 0, 0]));
  upstream.on("error", () => undefined);
  upstream.on("close", () => client.destroy());
  client.on("close", () => upstream.destroy());
  client.pipe(upstream).pipe(client);
}

async function readHost(client: Socket, kind: number): Promise<string> {
  if (kind === 1) return [...(await read(client, 4))].join(".");
  if (kind === 4) return `[${(await read(client, 16)).toString("hex")}]`;
  return readText(client, 0);
}

async function readText(client: Socket, skippedBytes = 1): Promise<string> {
  if (skippedBytes > 0) await read(client, skippedBytes);
  const [length = 0] = await read(client, 1);
  return (await read(client, length)).toString();
}

async function read(client: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const chunk: unknown = client.read(length);
    if (chunk instanceof Buffer) return chunk;
    if (client.readableEnded || client.destroyed) throw new Error("the client left");
    await once(client, "readable");
  }
}
