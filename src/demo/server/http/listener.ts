import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { TLSSocket } from "node:tls";
import type { KeyedCertificate } from "../tls/certificate-authority.ts";
import { Connections } from "./connections.ts";
import type { ApiRequest, Exchange } from "./exchange.ts";
import { createReply } from "./node-reply.ts";

/** What is offered: HTTP/2 and HTTP/1.1 over TLS, HTTP/1.1 alone over TLS, or plain HTTP/1.1. */
export type ListenProtocol = "h2" | "http/1.1" | "plain";

/** What a listener needs. */
export interface ListenOptions {
  readonly protocol: ListenProtocol;
  readonly server: KeyedCertificate;
  /** Authority of client certificates, as PEM. */
  readonly clientAuthorityPem: string;
  /** HTTP/2 streams at once on a connection. */
  readonly maxStreams: number;
  readonly onExchange: (exchange: Exchange) => void;
}

/** An open port on 127.0.0.1. */
export interface Listener {
  readonly port: number;
  readonly connections: Connections;
  /** Stops listening and cuts all connections; `resume` listens on the same port again. */
  pause(how: "reset" | "fin"): Promise<void>;
  resume(): Promise<void>;
}

type NodeRequest = IncomingMessage | Http2ServerRequest;
type NodeResponse = ServerResponse | Http2ServerResponse;

/** Listens on a free port of 127.0.0.1. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const connections = new Connections();
  const server = createNodeServer(options, (request, response) => {
    options.onExchange(toExchange(request, response, connections));
  });
  server.on("connection", (socket) => connections.accept(socket));
  server.on("secureConnection", (layer: TLSSocket) => connections.acceptLayer(layer));
  server.on("session", (session: ServerHttp2Session) => connections.acceptSession(session));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    connections,
    pause: async (how) => {
      const closed = once(server, "close");
      server.close();
      connections.cutAll(how);
      await closed;
    },
    resume: async () => {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
  };
}

type Handler = (request: NodeRequest, response: NodeResponse) => void;

function createNodeServer(options: ListenOptions, handler: Handler): Server {
  const tls = {
    key: options.server.keyPem,
    cert: options.server.certPem,
    ca: options.clientAuthorityPem,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const settings = { maxConcurrentStreams: options.maxStreams };
  // Go keeps idle connections open for minutes; Node's 5 s would look like a fault.
  const keepAliveTimeout = 120_000;
  switch (options.protocol) {
    case "h2":
      return createSecureServer({ ...tls, allowHTTP1: true, settings }, handler);
    case "http/1.1":
      return createHttpsServer({ ...tls, ALPNProtocols: ["http/1.1"], keepAliveTimeout }, handler);
    case "plain":
      return createServer({ keepAliveTimeout }, handler);
  }
}

function toExchange(request: NodeRequest, response: NodeResponse, connections: Connections): Exchange {
  const aborter = new AbortController();
  response.once("close", () => aborter.abort());
  response.on("error", () => undefined);
  request.on("error", () => undefined);
  const socket = "stream" in request ? request.stream.session?.socket : request.socket;
  const connection = connections.byRemotePort(socket?.remotePort ?? 0);
  const cut = (how: "reset" | "fin"): void => {
    if (connection !== undefined) connections.cut(connection, how);
  };
  return {
    request: toApiRequest(request, connection?.id ?? 0),
    reply: createReply(response, cut),
    signal: aborter.signal,
  };
}

function toApiRequest(request: NodeRequest, connectionId: number): ApiRequest {
  const url = new URL(request.url ?? "/", "http://localhost");
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return {
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    protocol: "stream" in request ? "h2" : "http/1.1",
    connectionId,
    clientCertificate: clientCertificateOf(request),
    body: async () => Buffer.concat(await request.toArray()),
  };
}

function clientCertificateOf(request: NodeRequest): ApiRequest["clientCertificate"] {
  const socket = "stream" in request ? request.stream.session?.socket : request.socket;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const { CN, O } = socket.getPeerCertificate().subject as { CN?: string; O?: string | string[] };
  return CN === undefined ? undefined : { commonName: CN, organizations: O === undefined ? [] : [O].flat() };
}
