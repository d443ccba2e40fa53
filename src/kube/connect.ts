import { ApiClient } from "./api-client.ts";
import type { KubeClient } from "./client.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { chooseCredential } from "./credentials/choose-credential.ts";
import { impersonationHeaders } from "./credentials/impersonation.ts";
import { staticCredential } from "./credentials/static-credential.ts";
import type { ClusterAccess } from "./kubeconfig/cluster-access.ts";
import { loadKubeconfig } from "./kubeconfig/load-kubeconfig.ts";
import { resolveAccess } from "./kubeconfig/resolve-access.ts";
import { Requester } from "./requester.ts";
import { ServerClock } from "./server-clock.ts";
import { proxyFor, serverTls } from "./server-route.ts";
import { ConnectionPool } from "./transport/connection-pool.ts";
import { usualLiveness } from "./transport/liveness.ts";

/** A dial, TLS and proxies included, that takes longer is given up. */
const dialTimeoutMs = 10_000;
/** The API server itself gives up after 60 s; one that says nothing for longer is not there. */
const usualRequestTimeoutMs = 70_000;

/**
 * A client for the cluster that the flags and the kubeconfig choose. Nothing is sent yet: what is wrong
 * with the server or the credentials shows with the first request.
 *
 * @throws KtError KT_KUBECONFIG, KT_CREDENTIALS, KT_USAGE.
 */
export async function connect(options: ConnectOptions): Promise<KubeClient> {
  const kubeconfig = await loadKubeconfig(options.kubeconfig, options.env);
  const access = await resolveAccess(kubeconfig, options);
  return openClient(access, options);
}

function openClient(access: ClusterAccess, options: ConnectOptions): KubeClient {
  const onDebug = options.onDebug ?? (() => {});
  const isSecure = access.server.protocol === "https:";
  const closing = new AbortController();
  const onNewCertificate = (): void => pool.retire();
  // As kubectl: nothing secret goes over a connection that anybody can read.
  const credential = isSecure
    ? chooseCredential({ access, options, onNewCertificate, closing: closing.signal })
    : staticCredential(undefined);
  if (!isSecure)
    onDebug({ type: "note", message: `no credentials are sent to ${access.server.origin}: it is not https` });
  const requestTimeoutMs = options.requestTimeoutMs || usualRequestTimeoutMs;
  const clock = new ServerClock(options.nowMs ?? Date.now);
  const contextFlag = options.context ? ` --context=${options.context}` : "";
  const destination = { server: access.server, context: access.context, contextFlag };
  const pool = new ConnectionPool({
    server: access.server,
    proxy: proxyFor(access, options.env),
    tls: isSecure ? async () => serverTls(access, await credential.certificate()) : undefined,
    protocols: options.env["DISABLE_HTTP2"] ? ["http/1.1"] : ["h2", "http/1.1"],
    dialTimeoutMs,
    liveness: usualLiveness,
    onLoss: () => requester.noteLoss(),
  });
  const requester = new Requester({
    destination,
    wire: pool,
    credential,
    headers: { "user-agent": options.userAgent ?? "kubectl-kt", ...impersonationHeaders(access.user) },
    headersTimeoutMs: requestTimeoutMs,
    clock,
    random: Math.random,
    onDebug,
  });
  return new ApiClient({
    destination,
    namespace: access.namespace,
    pool,
    requester,
    clock,
    requestTimeoutMs,
    hasCompression: !access.cluster.disableCompression,
    random: Math.random,
    onNote: (message) => onDebug({ type: "note", message }),
    close: () => {
      closing.abort(new Error("the client was closed"));
      pool.destroy();
    },
  });
}
