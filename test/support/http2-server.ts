import { once } from "node:events";
import {
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import { ConnectionPool } from "../../src/kube/transport/connection-pool.ts";
import type { WireRequest } from "../../src/kube/transport/exchange.ts";
import { type LivenessLimits, usualLiveness } from "../../src/kube/transport/liveness.ts";

const authority = createCertificateAuthority("test", Date.now());

/** Key and certificate of a server on 127.0.0.1 that {@link poolFor} trusts. */
export function serverKeys(): { readonly cert: string; readonly key: string } {
  const { certPem, keyPem } = authority.issueServer(["127.0.0.1"]);
  return { cert: certPem, key: keyPem };
}

/** An HTTP/2 server, and a pool that talks to it; both end with the test. */
export async function startHttp2Server(
  context: TestContext,
  onStream: (stream: ServerHttp2Stream, session: ServerHttp2Session) => void,
): Promise<{ pool: ConnectionPool; server: Http2SecureServer; port: number }> {
  const server = createSecureServer({ ...serverKeys(), settings: { maxConcurrentStreams: 100 } });
  server.on("stream", (stream: ServerHttp2Stream) => {
    stream.on("error", () => undefined);
    const { session } = stream;
    if (session !== undefined && "goaway" in session) onStream(stream, session as ServerHttp2Session);
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    session.on("error", () => undefined);
    sessions.add(session);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const pool = poolFor(port);
  context.after(() => {
    pool.destroy();
    server.close();
    for (const session of sessions) session.destroy();
  });
  return { pool, server, port };
}

/** What a test may want otherwise. */
export interface PoolSettings {
  readonly liveness?: LivenessLimits;
  readonly dialTimeoutMs?: number;
}

/** A pool of connections to a server on 127.0.0.1. */
export function poolFor(port: number, settings: PoolSettings = {}): ConnectionPool {
  return new ConnectionPool({
    server: new URL(`https://127.0.0.1:${port}`),
    proxy: undefined,
    tls: async () => ({ ca: authority.certPem }),
    protocols: ["h2", "http/1.1"],
    dialTimeoutMs: settings.dialTimeoutMs ?? 5000,
    liveness: settings.liveness ?? usualLiveness,
    onLoss: () => {},
  });
}

/** A GET of `/` whose body, when it breaks, fails with "broken". */
export function plainGet(isBulk: boolean = false): WireRequest {
  return {
    method: "GET",
    isBulk,
    path: "/",
    headers: {},
    signal: new AbortController().signal,
    onSent: () => {},
    failure: (cause) => new Error("broken", { cause }),
  };
}
