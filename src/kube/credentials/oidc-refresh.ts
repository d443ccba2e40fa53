import { readFile } from "node:fs/promises";
import { KtError } from "../../errors/kt-error.ts";
import { asRecord, asText, type JsonRecord } from "../json-value.ts";
import { readAll } from "../read-body.ts";
import { ConnectionPool } from "../transport/connection-pool.ts";
import { usualLiveness } from "../transport/liveness.ts";
import type { Environment } from "../environment.ts";
import { chooseProxy } from "../transport/proxy-route.ts";
import { trustOf } from "../transport/trust.ts";
import type { OidcConfig } from "./oidc-config.ts";

const timeoutMs = 20_000;

/** What the provider gave. */
export interface OidcTokens {
  readonly idToken: string;
  /** Absent when the old one stays. */
  readonly refreshToken: string | undefined;
}

/**
 * Asks the OIDC provider for new tokens: discovery, then the grant of the refresh token.
 *
 * @throws KtError KT_CREDENTIALS with the provider's reason.
 */
export async function refreshTokens(
  config: OidcConfig,
  request: { readonly refreshToken: string; readonly env: Environment; readonly signal: AbortSignal },
): Promise<OidcTokens> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const wellKnown = new URL(`${config.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    const endpoint = asText((await call(wellKnown, undefined, { config, env: request.env, signal }))["token_endpoint"]);
    if (endpoint === undefined) throw new Error("its discovery document has no token_endpoint");
    const form = new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: request.refreshToken,
      client_id: config.clientId,
      ...(config.clientSecret === undefined ? {} : { client_secret: config.clientSecret }),
    });
    const answer = await call(new URL(endpoint), form, { config, env: request.env, signal });
    const idToken = asText(answer["id_token"]);
    if (idToken === undefined)
      throw new Error("its answer holds no id_token: was the scope openid asked for at login?");
    return { idToken, refreshToken: asText(answer["refresh_token"]) };
  } catch (cause) {
    if (request.signal.aborted) throw request.signal.reason;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError(
      "KT_CREDENTIALS",
      `the OIDC token of user "${config.userName}" cannot be renewed at ${config.issuer}: ${why}`,
      {
        hint: "log in again with the tool that wrote the kubeconfig",
        cause,
      },
    );
  }
}

async function call(
  url: URL,
  form: URLSearchParams | undefined,
  context: { readonly config: OidcConfig; readonly env: Environment; readonly signal: AbortSignal },
): Promise<JsonRecord> {
  const { caData, caFile } = context.config;
  const ca =
    caData !== undefined ? Buffer.from(caData, "base64") : caFile !== undefined ? await readFile(caFile) : undefined;
  const pool = new ConnectionPool({
    server: url,
    proxy: chooseProxy(url, undefined, context.env),
    tls: url.protocol === "https:" ? async () => trustOf(ca) : undefined,
    protocols: ["http/1.1"],
    dialTimeoutMs: timeoutMs,
    liveness: usualLiveness,
    onLoss: () => {},
  });
  try {
    const body = await pool.send({
      method: form === undefined ? "GET" : "POST",
      path: url.pathname + url.search,
      headers: {
        accept: "application/json",
        ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
      body: form === undefined ? undefined : Buffer.from(form.toString()),
      signal: context.signal,
      onSent: () => {},
      failure: (cause) => new Error("its answer broke off", { cause }),
    });
    const answer = asRecord(JSON.parse((await readAll(body)).toString("utf8"))) ?? {};
    if (body.status === 200) return answer;
    const reason = asText(answer["error_description"]) ?? asText(answer["error"]) ?? "";
    throw new Error(`it answered ${body.status} to ${url.pathname} ${reason}`.trim());
  } finally {
    pool.destroy();
  }
}
