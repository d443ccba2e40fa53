import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ConnectOptions } from "../connect-options.ts";
import type { ClusterAccess } from "./cluster-access.ts";

const usualFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Access by the service account of the pod that we run in; undefined outside of a cluster. Impersonation,
 * namespace and trust may be given as flags.
 */
export async function inClusterAccess(options: ConnectOptions): Promise<ClusterAccess | undefined> {
  const folder = options.serviceAccountFolder ?? usualFolder;
  const host = options.env["KUBERNETES_SERVICE_HOST"];
  const port = options.env["KUBERNETES_SERVICE_PORT"];
  const tokenFile = join(folder, "token");
  if (!host || !port || !(await isFile(tokenFile))) return undefined;
  const caFile = options.certificateAuthority || join(folder, "ca.crt");
  const isInsecure = options.insecureSkipTlsVerify === true;
  return {
    context: "",
    namespace: options.namespace || options.env["POD_NAMESPACE"] || (await readNamespace(folder)) || "default",
    server: new URL(`https://${host.includes(":") ? `[${host}]` : host}:${port}`),
    cluster: {
      name: "",
      server: "",
      ...(!isInsecure && (await isFile(caFile)) ? { caFile } : {}),
      skipTLSVerify: isInsecure,
      ...(options.tlsServerName ? { tlsServerName: options.tlsServerName } : {}),
      disableCompression: options.disableCompression === true,
      execExtension: undefined,
    },
    user: {
      name: "",
      ...(options.token ? { token: options.token } : { tokenFile }),
      ...(options.as ? { impersonateUser: options.as } : {}),
      impersonateUid: options.asUid,
      impersonateGroups: options.asGroups ?? [],
      impersonateExtra: options.asUserExtra ?? {},
    },
  };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function readNamespace(folder: string): Promise<string> {
  try {
    return (await readFile(join(folder, "namespace"), "utf8")).trim();
  } catch {
    return "";
  }
}
