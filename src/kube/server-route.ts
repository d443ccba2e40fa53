import { readFile } from "node:fs/promises";
import { KtError } from "../errors/kt-error.ts";
import type { ClientCertificate } from "./credentials/credential.ts";
import type { Environment } from "./environment.ts";
import type { ClusterAccess } from "./kubeconfig/cluster-access.ts";
import { chooseProxy, type ProxyRoute } from "./transport/proxy-route.ts";
import { trustOf, type TlsMaterial } from "./transport/trust.ts";

/**
 * The proxy on the way to a cluster's API server; undefined for none.
 * @throws KtError KT_KUBECONFIG when it cannot be used.
 */
export function proxyFor(access: ClusterAccess, env: Environment): ProxyRoute | undefined {
  try {
    return chooseProxy(access.server, access.cluster.proxyUrl, env);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_KUBECONFIG", `the proxy for ${access.server.origin} cannot be used: ${why}`, { cause });
  }
}

/**
 * What TLS with a cluster's API server needs. Read anew for each connection, so that files that were renewed count.
 * @param certificate Ours; undefined for none.
 * @throws KtError KT_KUBECONFIG when the authority cannot be read.
 */
export async function serverTls(
  access: ClusterAccess,
  certificate: ClientCertificate | undefined,
): Promise<TlsMaterial> {
  const { cluster } = access;
  const name = cluster.tlsServerName ? { servername: cluster.tlsServerName } : {};
  if (cluster.skipTLSVerify) return { ...certificate, ...name, rejectUnauthorized: false };
  return { ...certificate, ...name, ...trustOf(await readAuthority(access)) };
}

async function readAuthority({ cluster }: ClusterAccess): Promise<Buffer | undefined> {
  if (cluster.caData) return Buffer.from(cluster.caData, "base64");
  if (!cluster.caFile) return undefined;
  try {
    return await readFile(cluster.caFile);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KtError("KT_KUBECONFIG", `cannot read the certificate-authority of cluster "${cluster.name}": ${why}`, {
      cause,
    });
  }
}
