import { resolve } from "node:path";
import type { Context } from "@kubernetes/client-node/dist/config_types.js";
import { KtError } from "../../errors/kt-error.ts";
import type { ConnectOptions } from "../connect-options.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import type { Kubeconfig, KubeconfigCluster, KubeconfigUser } from "./kubeconfig.ts";
import { inClusterAccess } from "./in-cluster.ts";

/**
 * Puts kubectl's flags over the kubeconfig, by the rules of k8s.io/client-go v0.36 tools/clientcmd/client_config.go.
 * Where neither says anything, the service account of the pod that we run in.
 *
 * @throws KtError KT_KUBECONFIG when something that is named does not exist, or nothing is there at all.
 */
export async function resolveAccess(kubeconfig: Kubeconfig, options: ConnectOptions): Promise<ClusterAccess> {
  const contextName = options.context || kubeconfig.currentContext || "";
  const context = findContext(kubeconfig, contextName);
  const clusterName = options.cluster || context?.cluster || "";
  const userName = options.user || context?.user || "";
  const cluster = overrideCluster(find(kubeconfig.clusters, clusterName, "cluster", kubeconfig), options);
  const user = overrideUser(find(kubeconfig.users, userName, "user", kubeconfig), options);
  if (cluster.server === "") {
    const inCluster = await inClusterAccess(options);
    if (inCluster !== undefined) return inCluster;
    throw nothingToConnectTo(kubeconfig, contextName);
  }
  return {
    context: contextName,
    namespace: options.namespace || context?.namespace || "default",
    server: parseServer(cluster),
    cluster,
    user,
  };
}

function findContext(kubeconfig: Kubeconfig, name: string): Context | undefined {
  if (name === "") return undefined;
  const context = kubeconfig.contexts.get(name);
  if (context !== undefined) return context;
  const there = thereAre(kubeconfig.contexts.keys());
  throw new KtError(
    "KT_KUBECONFIG",
    `context "${name}" is not in the kubeconfig (${kubeconfig.files.join(", ")}); ${there}`,
    {
      hint: "kubectl config get-contexts",
    },
  );
}

function thereAre(names: Iterable<string>): string {
  const known = [...names];
  return known.length === 0 ? "there is none" : `there are: ${known.slice(0, 10).join(", ")}`;
}

function find<T>(
  entries: ReadonlyMap<string, T>,
  name: string,
  kind: "cluster" | "user",
  config: Kubeconfig,
): T | undefined {
  if (name === "") return undefined;
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  const lacks = kind === "cluster" ? "is not in the kubeconfig, or has no server" : "is not in the kubeconfig";
  const there = thereAre(entries.keys());
  throw new KtError("KT_KUBECONFIG", `${kind} "${name}" ${lacks} (${config.files.join(", ")}); ${there}`, {
    hint: "kubectl config view",
  });
}

function overrideCluster(entry: KubeconfigCluster | undefined, options: ConnectOptions): KubeconfigCluster {
  const cluster: KubeconfigCluster = entry ?? noCluster;
  const hasNewTrust = options.insecureSkipTlsVerify === true || !!options.certificateAuthority;
  return {
    name: cluster.name,
    server: options.server || cluster.server,
    // One way to trust the server takes the place of all the others.
    ...(hasNewTrust ? {} : { ...definedOf("caFile", cluster.caFile), ...definedOf("caData", cluster.caData) }),
    ...definedOf("caFile", options.certificateAuthority ? resolve(options.certificateAuthority) : undefined),
    skipTLSVerify: hasNewTrust ? options.insecureSkipTlsVerify === true : cluster.skipTLSVerify,
    // A server name of the kubeconfig belongs to the kubeconfig's server.
    ...definedOf("tlsServerName", options.tlsServerName || (options.server ? undefined : cluster.tlsServerName)),
    ...definedOf("proxyUrl", cluster.proxyUrl),
    disableCompression: options.disableCompression || cluster.disableCompression,
    execExtension: cluster.execExtension,
  };
}

const noCluster: KubeconfigCluster = {
  name: "",
  server: "",
  skipTLSVerify: false,
  disableCompression: false,
  execExtension: undefined,
};

/** A credential given as a flag takes the place of those of the kubeconfig that mean the same header. */
function overrideUser(entry: KubeconfigUser | undefined, options: ConnectOptions): KubeconfigUser {
  const user: KubeconfigUser = entry ?? { name: "" };
  const hasHeader = !!options.token || !!options.username || !!options.password;
  const header = hasHeader
    ? {
        ...definedOf("token", options.token),
        ...definedOf("username", options.username),
        ...definedOf("password", options.password),
      }
    : {
        ...definedOf("token", user.token),
        ...definedOf("tokenFile", user.tokenFile),
        ...definedOf("username", user.username),
        ...definedOf("password", user.password),
        ...(user.exec ? { exec: user.exec as unknown } : {}),
        ...(user.authProvider ? { authProvider: user.authProvider as unknown } : {}),
      };
  const certificate = options.clientCertificate
    ? { certFile: resolve(options.clientCertificate) }
    : { ...definedOf("certFile", user.certFile), ...definedOf("certData", user.certData) };
  const key = options.clientKey
    ? { keyFile: resolve(options.clientKey) }
    : { ...definedOf("keyFile", user.keyFile), ...definedOf("keyData", user.keyData) };
  return {
    name: user.name,
    ...header,
    ...certificate,
    ...key,
    ...definedOf("impersonateUser", options.as || user.impersonateUser),
    ...definedOf("impersonateUid", options.asUid || user.impersonateUid),
    impersonateGroups: options.asGroups?.length ? options.asGroups : (user.impersonateGroups ?? []),
    impersonateExtra: options.asUserExtra ?? user.impersonateExtra ?? {},
    file: user.file,
  };
}

function parseServer(cluster: KubeconfigCluster): URL {
  const whole = cluster.server.includes("://") ? cluster.server : `http://${cluster.server}`;
  const url = URL.parse(whole);
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:") && url.hostname !== "") return url;
  throw new KtError("KT_KUBECONFIG", `the server "${cluster.server}" is not an http:// or https:// URL`, {
    hint: "kubectl config view",
  });
}

function nothingToConnectTo(kubeconfig: Kubeconfig, contextName: string): KtError {
  const contexts = [...kubeconfig.contexts.keys()];
  if (contextName === "" && contexts.length > 0) {
    return new KtError("KT_KUBECONFIG", "no context is chosen: the kubeconfig has no current-context", {
      hint: `kubectl config use-context ${contexts[0]}    (or --context ${contexts[0]})`,
    });
  }
  return new KtError(
    "KT_KUBECONFIG",
    `no cluster to talk to: no kubeconfig was found (${kubeconfig.files.join(", ")})`,
    {
      hint: "set KUBECONFIG or --kubeconfig to a kubeconfig file, or --server to an API server",
    },
  );
}

/** An object with the key only when the value is there and not empty; client-node leaves nulls. */
function definedOf<K extends string>(key: K, value: string | null | undefined): { [P in K]?: string } {
  return value ? ({ [key]: value } as { [P in K]?: string }) : {};
}
