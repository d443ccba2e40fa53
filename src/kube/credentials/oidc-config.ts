import { dirname, resolve } from "node:path";
import { KtError } from "../../errors/kt-error.ts";
import { asRecord, asText } from "../json-value.ts";
import type { KubeconfigUser } from "../kubeconfig/kubeconfig.ts";

/** The auth provider `oidc` of a user in a kubeconfig. */
export interface OidcConfig {
  readonly userName: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** PEM in base64. */
  readonly caData: string | undefined;
  readonly caFile: string | undefined;
}

/**
 * Reads the auth provider of a user.
 *
 * @throws KtError KT_CREDENTIALS when it is not OIDC, which is the only one that kubectl still has.
 */
export function readOidcConfig(user: KubeconfigUser): OidcConfig {
  const provider = asRecord(user.authProvider) ?? {};
  const name = asText(provider["name"]) ?? "";
  if (name !== "oidc") {
    throw new KtError(
      "KT_CREDENTIALS",
      `user "${user.name}" has the auth provider "${name}", which kubectl no longer has either`,
      {
        hint: "use its credential plugin instead: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins",
      },
    );
  }
  const config = asRecord(provider["config"]) ?? {};
  const issuer = asText(config["idp-issuer-url"]);
  const clientId = asText(config["client-id"]);
  if (issuer === undefined || clientId === undefined) {
    throw new KtError(
      "KT_KUBECONFIG",
      `the OIDC auth provider of user "${user.name}" lacks idp-issuer-url or client-id`,
      {
        hint: "kubectl config view",
      },
    );
  }
  const caFile = asText(config["idp-certificate-authority"]);
  return {
    userName: user.name,
    issuer,
    clientId,
    clientSecret: asText(config["client-secret"]),
    idToken: asText(config["id-token"]),
    refreshToken: asText(config["refresh-token"]),
    caData: asText(config["idp-certificate-authority-data"]),
    caFile: caFile !== undefined && user.file !== undefined ? resolve(dirname(user.file), caFile) : caFile,
  };
}
