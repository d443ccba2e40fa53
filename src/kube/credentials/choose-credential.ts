import { readFile } from "node:fs/promises";
import { KtError } from "../../errors/kt-error.ts";
import type { KubeconfigUser } from "../kubeconfig/kubeconfig.ts";
import type { ClientCertificate, Credential, CredentialSetup } from "./credential.ts";
import { basicCredential, staticCredential } from "./static-credential.ts";
import { TokenFileCredential } from "./token-file-credential.ts";
import { ExecCredential } from "./exec-credential.ts";
import { OidcCredential } from "./oidc-credential.ts";

/**
 * What a user of the kubeconfig authenticates with. Of several, in client-go's order: a token's file, a
 * token, a password, an exec plugin, an auth provider. A client certificate goes along with any but a
 * plugin, whose place it takes.
 *
 * @throws KtError KT_CREDENTIALS or KT_KUBECONFIG for a plugin or an auth provider that nobody knows.
 */
export function chooseCredential(setup: CredentialSetup): Credential {
  const { user } = setup.access;
  const credential = headerCredential(setup);
  return user.certData || user.certFile ? withCertificate(credential, user) : credential;
}

function headerCredential(setup: CredentialSetup): Credential {
  const { user } = setup.access;
  if (user.tokenFile) return new TokenFileCredential(user.tokenFile, setup.options.nowMs ?? Date.now);
  if (user.token) return staticCredential(`Bearer ${user.token.trim()}`);
  if (user.username || user.password) return basicCredential(user.username ?? "", user.password ?? "");
  if (user.certData || user.certFile) return staticCredential(undefined);
  if (user.exec) return new ExecCredential(setup);
  if (user.authProvider) return new OidcCredential(setup);
  return staticCredential(undefined);
}

function withCertificate(credential: Credential, user: KubeconfigUser): Credential {
  return {
    authorization: () => credential.authorization(),
    // From the disk each time: who renews a certificate there wants new connections to use it.
    certificate: () => readCertificate(user),
    renew: (refused) => credential.renew(refused),
  };
}

async function readCertificate(user: KubeconfigUser): Promise<ClientCertificate> {
  const [cert, key] = await Promise.all([
    readPem(user.certData, user.certFile, "client certificate", user.name),
    readPem(user.keyData, user.keyFile, "client key", user.name),
  ]);
  return { cert, key };
}

/** PEM from a kubeconfig's base64 data, which wins, or from a file. */
async function readPem(
  data: string | undefined,
  file: string | undefined,
  what: string,
  user: string,
): Promise<Buffer> {
  if (data) return Buffer.from(data, "base64");
  if (!file) {
    throw new KtError("KT_CREDENTIALS", `user "${user}" of the kubeconfig has no ${what}`, {
      hint: "kubectl config view",
    });
  }
  try {
    return await readFile(file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_CREDENTIALS", `cannot read the ${what} of user "${user}": ${why}`, { cause });
  }
}
