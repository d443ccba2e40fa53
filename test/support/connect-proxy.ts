import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** An HTTP proxy for the method CONNECT, as HTTPS_PROXY and `proxy-url` name it. */
export interface ConnectProxy extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What was asked for: `host:port`, with the user of Proxy-Authorization where there was one. */
  readonly requests: readonly { readonly target: string; readonly user: string | undefined }[];
  /** Cuts all tunnels. */
  cutAll(): void;
  close(): Promise<void>;
}

/** Starts a proxy. With `credentials` (`user:password`) it answers 407 to everyone else. */
export async function startConnectProxy(options: { readonly credentials?: string } = {}): Promise<ConnectProxy> {
  const requests: { target: string; user: string | undefined }[] = [];
  const tunnels = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on("connect", (request, client: Socket, head: Buffer) => {
    const target = request.url ?? "";
    const credentials = credentialsOf(request.headers["proxy-authorization"]);
    requests.push({ target, user: credentials?.split(":")[0] });
    client.on("error", () => undefined);
    if (options.credentials !== undefined && credentials !== options.credentials) {
      client.end(
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
      );
      return;
    }
    const { hostname, port } = new URL(`tcp://${target}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) {
      tunnels.add(socket);
      socket.on("close", () => tunnels.delete(socket));
    }
    upstream.on("error", () => client.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"));
    upstream.on("close", () => client.destroySoon());
    client.on("close", () => upstream.destroySoon());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cutAll = (): void => {
    for (const socket of tunnels) socket.destroy();
  };
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    cutAll();
    await closed;
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, cutAll, close, [Symbol.asyncDispose]: close };
}

function credentialsOf(header: string | undefined): string | undefined {
  const [, encoded] = /^Basic (.+)$/i.exec(header ?? "") ?? [];
  return encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString();
}
