import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { createServer, type TLSSocket } from "node:tls";
import { createCertificateAuthority } from "../../../../src/demo/server/tls/certificate-authority.ts";
import { dial } from "../../../../src/kube/transport/dial.ts";
import { TlsMemory } from "../../../../src/kube/transport/tls-memory.ts";
import type { TlsMaterial } from "../../../../src/kube/transport/trust.ts";
import { listening } from "../../../support/broken-server.ts";

const timeout = 20_000;
const authority = createCertificateAuthority("test", Date.now());
const { certPem, keyPem } = authority.issueServer(["127.0.0.1"]);

/** A server that asks for client certificates, and dials to it that share a memory. */
async function startTls() {
  const names: (string | undefined)[] = [];
  const server = createServer({
    cert: certPem,
    key: keyPem,
    ca: authority.certPem,
    requestCert: true,
    rejectUnauthorized: false,
    ALPNProtocols: ["h2", "http/1.1"],
  });
  server.on("secureConnection", (socket) => {
    const { subject } = socket.getPeerCertificate();
    names.push(subject === undefined ? undefined : String(subject.CN));
    socket.on("error", () => undefined);
    socket.write("hello");
  });
  const { port, [Symbol.asyncDispose]: close } = await listening(server);
  const memory = new TlsMemory();
  /** Whether the server went on with a session of before. */
  const isResumed = async (material: TlsMaterial, protocol: "h2" | "http/1.1" = "h2"): Promise<boolean> => {
    const { socket } = await dial({
      server: new URL(`https://127.0.0.1:${port}`),
      proxy: undefined,
      tls: async () => material,
      protocols: [protocol],
      timeoutMs: 5000,
      signal: new AbortController().signal,
      memory,
    });
    // The session comes with the first bytes.
    socket.resume();
    await once(socket, "data");
    const isReused = (socket as TLSSocket).isSessionReused();
    socket.destroy();
    return isReused;
  };
  return { isResumed, names, [Symbol.asyncDispose]: close };
}

test("L29 TLS: a connection goes on with the session of the one before, also for another protocol", {
  timeout,
}, async () => {
  await using server = await startTls();
  const ca = Buffer.from(authority.certPem);
  assert.equal(await server.isResumed({ ca }), false);
  assert.equal(await server.isResumed({ ca: Buffer.from(ca) }), true);
  assert.equal(await server.isResumed({ ca }, "http/1.1"), true);
});

test("L29 TLS: a client certificate that was renewed is the one that the server sees", { timeout }, async () => {
  await using server = await startTls();
  const [first, second] = ["first", "second"].map((commonName) => {
    const issued = authority.issueClient({ commonName });
    return { ca: authority.certPem, cert: issued.certPem, key: issued.keyPem };
  });
  assert.equal(await server.isResumed(first ?? {}), false);
  assert.equal(await server.isResumed(first ?? {}), true);
  assert.equal(await server.isResumed(second ?? {}), false);
  assert.deepEqual(server.names, ["first", "first", "second"]);
});

test("L31 TLS: what was trusted before does not make another name or authority trusted", { timeout }, async () => {
  await using server = await startTls();
  assert.equal(await server.isResumed({ ca: authority.certPem }), false);
  await assert.rejects(server.isResumed({ ca: authority.certPem, servername: "other.example" }), /altnames/);
  assert.equal(await server.isResumed({ ca: authority.certPem }), false);
  const other = createCertificateAuthority("other", Date.now());
  await assert.rejects(server.isResumed({ ca: other.certPem }), /certificate/);
});
