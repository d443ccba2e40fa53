import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createCertificateAuthority } from "../../../../src/demo/server/tls/certificate-authority.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { OidcCredential } from "../../../../src/kube/credentials/oidc-credential.ts";
import { type ScratchFolder, scratchFolder } from "../../../support/scratch-folder.ts";

const nowMs = Date.parse("2026-11-21T10:00:00Z");
const life = { onNewCertificate: () => {}, closing: new AbortController().signal };

function jwt(name: string, expiresMs: number): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ sub: name, exp: Math.floor(expiresMs / 1000) })}.signature`;
}

interface Provider extends AsyncDisposable {
  readonly issuer: string;
  readonly caData: string;
  /** Bodies of the requests for tokens. */
  readonly grants: URLSearchParams[];
}

async function startProvider(answer: () => { status: number; body: unknown }): Promise<Provider> {
  const authority = createCertificateAuthority("oidc", Date.now());
  const { certPem, keyPem } = authority.issueServer(["127.0.0.1"]);
  const grants: URLSearchParams[] = [];
  const server: Server = createServer(
    { cert: certPem, key: keyPem },
    (request, response) => void serve(request, response),
  );
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray()).toString();
    if (request.url === "/issuer/.well-known/openid-configuration") {
      response.end(JSON.stringify({ token_endpoint: `${issuer}/token` }));
      return;
    }
    grants.push(new URLSearchParams(body));
    const { status, body: tokens } = answer();
    response.writeHead(status).end(JSON.stringify(tokens));
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}/issuer`;
  return {
    issuer,
    caData: Buffer.from(authority.certPem).toString("base64"),
    grants,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function credential(provider: Provider, folder: ScratchFolder, tokens: Record<string, string>): OidcCredential {
  const config = {
    "idp-issuer-url": provider.issuer,
    "client-id": "kubectl",
    "client-secret": "hush",
    "idp-certificate-authority-data": provider.caData,
    ...tokens,
  };
  const file = folder.write("config", JSON.stringify(config));
  return new OidcCredential({
    access: {
      context: "",
      namespace: "default",
      server: new URL("https://one.example"),
      cluster: { name: "", server: "", skipTLSVerify: false, disableCompression: false, execExtension: undefined },
      user: { name: "jane", file, authProvider: { name: "oidc", config } },
    },
    options: { env: {}, nowMs: () => nowMs },
    ...life,
  });
}

test("L29 OIDC: a token that is good is used without asking anybody", async () => {
  await using provider = await startProvider(() => ({ status: 500, body: {} }));
  using folder = scratchFolder();
  const token = jwt("good", nowMs + 60_000);
  assert.equal(await credential(provider, folder, { "id-token": token }).authorization(), `Bearer ${token}`);
  assert.equal(provider.grants.length, 0);
});

test("L29 OIDC: an expired token is renewed once for all, and both new tokens are kept in the kubeconfig", async () => {
  const fresh = jwt("fresh", nowMs + 3_600_000);
  await using provider = await startProvider(() => ({ status: 200, body: { id_token: fresh, refresh_token: "r2" } }));
  using folder = scratchFolder();
  const old = jwt("old", nowMs + 9000);
  const oidc = credential(provider, folder, { "id-token": old, "refresh-token": "r1-long-token" });
  const values = await Promise.all([1, 2, 3].map(() => oidc.authorization()));
  assert.deepEqual(new Set(values), new Set([`Bearer ${fresh}`]));
  assert.equal(provider.grants.length, 1);
  assert.deepEqual(Object.fromEntries(provider.grants[0] ?? []), {
    grant_type: "refresh_token",
    refresh_token: "r1-long-token",
    client_id: "kubectl",
    client_secret: "hush",
  });
  const kept = readFileSync(`${folder.path}/config`, "utf8");
  assert.ok(kept.includes(fresh) && kept.includes('"r2"') && !kept.includes(old) && !kept.includes("r1-long-token"));
});

test("L14 OIDC: a 401 renews a token that looks good", async () => {
  const fresh = jwt("fresh", nowMs + 3_600_000);
  await using provider = await startProvider(() => ({ status: 200, body: { id_token: fresh } }));
  using folder = scratchFolder();
  const old = jwt("old", nowMs + 60_000);
  const oidc = credential(provider, folder, { "id-token": old, "refresh-token": "r1" });
  assert.equal(oidc.renew(`Bearer ${old}`), true);
  assert.equal(await oidc.authorization(), `Bearer ${fresh}`);
});

const failures: readonly {
  title: string;
  tokens: Record<string, string>;
  status: number;
  body: unknown;
  message: RegExp;
}[] = [
  {
    title: "no refresh token",
    tokens: {},
    status: 200,
    body: {},
    message: /has expired and there is no refresh-token/,
  },
  {
    title: "a refused refresh token",
    tokens: { "refresh-token": "r1-s3cret" },
    status: 400,
    body: { error: "invalid_grant", error_description: "Token is not active" },
    message: /cannot be renewed at https:.*answered 400 .*Token is not active/,
  },
  {
    title: "no id_token in the answer",
    tokens: { "refresh-token": "r1-s3cret" },
    status: 200,
    body: { access_token: "x" },
    message: /holds no id_token/,
  },
];

for (const { title, tokens, status, body, message } of failures) {
  test(`L31 OIDC: ${title} is a clear error without a secret`, async () => {
    await using provider = await startProvider(() => ({ status, body }));
    using folder = scratchFolder();
    const oidc = credential(provider, folder, { "id-token": jwt("old", nowMs), ...tokens });
    await assert.rejects(oidc.authorization(), (error: Error) => {
      assert.ok(hasCode(error, "KT_CREDENTIALS"));
      assert.match(error.message, message);
      assert.ok(!String(error.stack).includes("s3cret"));
      return true;
    });
  });
}

test("L31 OIDC: another auth provider is refused with its name", () => {
  const access = {
    context: "",
    namespace: "default",
    server: new URL("https://one.example"),
    cluster: { name: "", server: "", skipTLSVerify: false, disableCompression: false, execExtension: undefined },
    user: { name: "jane", authProvider: { name: "gcp" } },
  };
  assert.throws(
    () => new OidcCredential({ access, options: { env: {} }, ...life }),
    (error) => hasCode(error, "KT_CREDENTIALS") && /"gcp"/.test(error.message),
  );
});
