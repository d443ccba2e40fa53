import { readFile } from "node:fs/promises";
import { KtError } from "../../errors/kt-error.ts";
import { asRecord, asText, type JsonRecord, showValue } from "../json-value.ts";
import type { ClusterAccess } from "../kubeconfig/cluster-access.ts";
import type { ClientCertificate } from "./credential.ts";
import { type ExecConfig, runByHand } from "./exec-config.ts";

/** What a plugin gave. */
export interface ExecStatus {
  readonly token: string | undefined;
  readonly certificate: ClientCertificate | undefined;
  /** Infinity when it said nothing. */
  readonly expiresAtMs: number;
}

/** What the plugin is told in KUBERNETES_EXEC_INFO: an ExecCredential. */
export async function execInfo(config: ExecConfig, access: ClusterAccess, isInteractive: boolean): Promise<JsonRecord> {
  const spec = {
    interactive: isInteractive,
    ...(config.isClusterInfoWanted ? { cluster: await clusterInfo(access) } : {}),
  };
  return { apiVersion: config.apiVersion, kind: "ExecCredential", spec };
}

async function clusterInfo({ server, cluster }: ClusterAccess): Promise<JsonRecord> {
  const caData = cluster.caData || (cluster.caFile ? (await readFile(cluster.caFile)).toString("base64") : undefined);
  return {
    server: server.href.replace(/\/$/, ""),
    ...(cluster.tlsServerName ? { "tls-server-name": cluster.tlsServerName } : {}),
    ...(cluster.skipTLSVerify ? { "insecure-skip-tls-verify": true } : {}),
    ...(caData ? { "certificate-authority-data": caData } : {}),
    ...(cluster.proxyUrl ? { "proxy-url": cluster.proxyUrl } : {}),
    ...(cluster.disableCompression ? { "disable-compression": true } : {}),
    config: cluster.execExtension ?? null,
  };
}

/**
 * Reads what a plugin printed.
 *
 * @throws KtError KT_CREDENTIALS when it is not an ExecCredential of the configured version with a credential
 * in it. The output itself is never shown: it may hold a token.
 */
export function parseExecAnswer(stdout: string, config: ExecConfig, describe: string): ExecStatus {
  const answer = parseJson(stdout);
  if (answer === undefined) throw useless(describe, "printed something that is not an ExecCredential in JSON", config);
  if (answer["apiVersion"] !== config.apiVersion) {
    const versions = `${showValue(answer["apiVersion"])} where the kubeconfig says ${config.apiVersion}`;
    throw useless(describe, `answered in the version ${versions}`, config);
  }
  const status = asRecord(answer["status"]);
  if (status === undefined) throw useless(describe, "answered without a status", config);
  const token = asText(status["token"]);
  const cert = asText(status["clientCertificateData"]);
  const key = asText(status["clientKeyData"]);
  if ((cert === undefined) !== (key === undefined)) {
    throw useless(describe, "gave a certificate without its key, or the reverse", config);
  }
  if (token === undefined && cert === undefined)
    throw useless(describe, "gave neither a token nor a certificate", config);
  const expires = asText(status["expirationTimestamp"]);
  const expiresAtMs = expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
  if (Number.isNaN(expiresAtMs))
    throw useless(describe, `gave an expirationTimestamp that is none: ${expires}`, config);
  return { token, certificate: cert !== undefined && key !== undefined ? { cert, key } : undefined, expiresAtMs };
}

function parseJson(text: string): JsonRecord | undefined {
  try {
    const answer = asRecord(JSON.parse(text));
    return answer?.["kind"] === "ExecCredential" ? answer : undefined;
  } catch {
    return undefined;
  }
}

function useless(describe: string, what: string, config: ExecConfig): KtError {
  return new KtError("KT_CREDENTIALS", `${describe} ${what}`, { hint: runByHand(config) });
}
