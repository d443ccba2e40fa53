import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { asRecord, asText } from "../json-value.ts";
import type { KubeconfigUser } from "../kubeconfig/kubeconfig.ts";

/** What is known of credentials without asking anybody. Holds nothing secret. */
export interface CredentialFacts {
  readonly kind: "token" | "token file" | "password" | "client certificate" | "exec plugin" | "auth provider" | "none";
  /** The file, or the plugin's command; absent where there is none. */
  readonly from?: string;
  /** Who the certificate or the token is for, as far as it says so itself. */
  readonly subject?: string;
  /** Milliseconds since 1970; absent: not known, or never. */
  readonly validFromMs?: number;
  readonly validToMs?: number;
}

/** Looks at the credentials of a kubeconfig's user. What cannot be read is left to the request that needs it. */
export async function examineCredential(user: KubeconfigUser): Promise<CredentialFacts> {
  if (user.tokenFile) {
    const token = await readText(user.tokenFile);
    return { kind: "token file", from: user.tokenFile, ...(token === undefined ? {} : tokenFacts(token)) };
  }
  if (user.token) return { kind: "token", ...tokenFacts(user.token) };
  if (user.username || user.password) return { kind: "password" };
  if (user.certData || user.certFile) return { kind: "client certificate", ...(await certificateFacts(user)) };
  const command = asText(asRecord(user.exec)?.["command"]);
  if (user.exec) return { kind: "exec plugin", ...(command === undefined ? {} : { from: command }) };
  return { kind: user.authProvider ? "auth provider" : "none" };
}

type Validity = Omit<CredentialFacts, "kind" | "from">;

/** What a JSON Web Token says of itself (RFC 7519); nothing for tokens of other kinds. */
function tokenFacts(token: string): Validity {
  const [, payload] = /^[\w-]+\.([\w-]+)\.[\w-]*$/.exec(token.trim()) ?? [];
  if (payload === undefined) return {};
  try {
    const claims = asRecord(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    const subject = asText(claims?.["sub"]);
    return {
      ...(subject === undefined ? {} : { subject }),
      ...secondsAsMs("validFromMs", claims?.["nbf"]),
      ...secondsAsMs("validToMs", claims?.["exp"]),
    };
  } catch {
    return {};
  }
}

function secondsAsMs<K extends string>(key: K, seconds: unknown): { [P in K]?: number } {
  return typeof seconds === "number" ? ({ [key]: seconds * 1000 } as { [P in K]?: number }) : {};
}

async function certificateFacts({ certData, certFile }: KubeconfigUser): Promise<Validity & { from?: string }> {
  const from = certData ? {} : { from: certFile ?? "" };
  const pem = certData ? Buffer.from(certData, "base64").toString("utf8") : await readText(certFile ?? "");
  if (pem === undefined) return from;
  try {
    const certificate = new X509Certificate(pem);
    const [, subject] = /^CN=(.*)$/m.exec(certificate.subject) ?? [];
    return {
      ...from,
      ...(subject === undefined ? {} : { subject }),
      validFromMs: Date.parse(certificate.validFrom),
      validToMs: Date.parse(certificate.validTo),
    };
  } catch {
    return from;
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return undefined;
  }
}
