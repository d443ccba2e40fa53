import { KtError } from "../../errors/kt-error.ts";
import { asRecord, asText, type JsonRecord } from "../json-value.ts";
import { replaceSecrets } from "../kubeconfig/replace-secrets.ts";
import type { Credential, CredentialSetup } from "./credential.ts";
import { readOidcConfig, type OidcConfig } from "./oidc-config.ts";
import { refreshTokens } from "./oidc-refresh.ts";

/** A token is renewed this much before its end, since clocks differ (as in k8s.io/client-go v0.36 plugin/pkg/client/auth/oidc). */
const marginMs = 10_000;

/**
 * The ID token of the auth provider `oidc`, renewed with its refresh token when it expires. New tokens
 * are written to the kubeconfig as kubectl does: many providers accept each refresh token only once.
 */
export class OidcCredential implements Credential {
  readonly #config: OidcConfig;
  readonly #setup: CredentialSetup;
  #idToken: string | undefined;
  #refreshToken: string | undefined;
  #isRefused = false;
  #renewing: Promise<string> | undefined;

  /** @throws KtError KT_CREDENTIALS or KT_KUBECONFIG when it is another provider or not configured properly. */
  constructor(setup: CredentialSetup) {
    this.#setup = setup;
    this.#config = readOidcConfig(setup.access.user);
    this.#idToken = this.#config.idToken;
    this.#refreshToken = this.#config.refreshToken;
  }

  async authorization(): Promise<string | undefined> {
    if (
      this.#idToken !== undefined &&
      !this.#isRefused &&
      (this.#setup.options.nowMs ?? Date.now)() < expiryMs(this.#idToken) - marginMs
    ) {
      return `Bearer ${this.#idToken}`;
    }
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined;
    });
    return `Bearer ${await this.#renewing}`;
  }

  async certificate(): Promise<undefined> {
    return undefined;
  }

  renew(refused: string | undefined): boolean {
    if (this.#refreshToken === undefined) return false;
    if (refused === `Bearer ${this.#idToken}`) this.#isRefused = true;
    return true;
  }

  async #renew(): Promise<string> {
    const refreshToken = this.#refreshToken;
    if (refreshToken === undefined) {
      throw new KtError(
        "KT_CREDENTIALS",
        `the OIDC token of user "${this.#config.userName}" has expired and there is no refresh-token`,
        {
          hint: "log in again with the tool that wrote the kubeconfig",
        },
      );
    }
    const fresh = await refreshTokens(this.#config, {
      refreshToken,
      env: this.#setup.options.env,
      signal: this.#setup.closing,
    });
    const changes = new Map<string, string>();
    if (this.#idToken !== undefined) changes.set(this.#idToken, fresh.idToken);
    if (fresh.refreshToken !== undefined) changes.set(refreshToken, fresh.refreshToken);
    this.#idToken = fresh.idToken;
    this.#refreshToken = fresh.refreshToken ?? refreshToken;
    this.#isRefused = false;
    await this.#keep(changes);
    return fresh.idToken;
  }

  async #keep(changes: ReadonlyMap<string, string>): Promise<void> {
    const { file } = this.#setup.access.user;
    if (file === undefined) return;
    try {
      await replaceSecrets(file, changes);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#setup.options.onDebug?.({
        type: "note",
        message: `the renewed OIDC tokens could not be written to ${file}: ${why}`,
      });
    }
  }
}

/** When a JWT expires, in milliseconds since 1970; 0 when it does not say. */
function expiryMs(token: string): number {
  const expires = jwtPayload(token)?.["exp"];
  return typeof expires === "number" ? expires * 1000 : 0;
}

function jwtPayload(token: string): JsonRecord | undefined {
  try {
    return asRecord(JSON.parse(Buffer.from(asText(token.split(".")[1]) ?? "", "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
