import { ApiClient } from "./api-client.ts";
import type { KubeClient } from "./client.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { chooseCredential } from "./credentials/choose-credential.ts";
import type { Credential } from "./credentials/credential.ts";
import { impersonationHeaders } from "./credentials/impersonation.ts";
import { staticCredential } from "./credentials/static-credential.ts";
import type { ClusterAccess } from "./kubeconfig/cluster-access.ts";
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
 * The way to one API server with one credential: connections, credential and the server's clock, shared by the clients of all
 * contexts that mean the same cluster and user. It is closed with the last of them.
 */
export class ServerLink {
  readonly #access: ClusterAccess;
  readonly #options: ConnectOptions;
  readonly #credential: Credential;
  readonly #clock: ServerClock;
  readonly #pool: ConnectionPool;
  readonly #closing = new AbortController();
  readonly #requesters = new Set<Requester>();

  /** @throws KtError KT_KUBECONFIG or KT_CREDENTIALS for a proxy or a credential that cannot be used. */
  constructor(access: ClusterAccess, options: ConnectOptions) {
    this.#access = access;
    this.#options = options;
    const { server } = access;
    const isSecure = server.protocol === "https:";
    const onNewCertificate = (): void => this.#pool.retire();
    // As kubectl: nothing secret goes over a connection that anybody can read.
    this.#credential = isSecure
      ? chooseCredential({ access, options, onNewCertificate, closing: this.#closing.signal })
      : staticCredential(undefined);
    if (!isSecure) this.#note(`no credentials are sent to ${server.origin}: it is not https`);
    this.#clock = new ServerClock(options.nowMs ?? Date.now);
    this.#pool = new ConnectionPool({
      server,
      proxy: proxyFor(access, options.env),
      tls: isSecure ? async () => serverTls(access, await this.#credential.certificate()) : undefined,
      protocols: options.env["DISABLE_HTTP2"] ? ["http/1.1"] : ["h2", "http/1.1"],
      dialTimeoutMs,
      liveness: usualLiveness,
      onLoss: () => {
        for (const requester of this.#requesters) requester.noteLoss();
      },
    });
  }

  /**
   * A client for a context.
   * @param contextName As it was asked for by name; undefined: it is the kubeconfig's current one.
   */
  client({ context, namespace }: ClusterAccess, contextName: string | undefined): KubeClient {
    const options = this.#options;
    const { server, user, cluster } = this.#access;
    const requestTimeoutMs = options.requestTimeoutMs || usualRequestTimeoutMs;
    const destination = { server, context, contextFlag: contextName ? ` --context=${contextName}` : "" };
    const requester = new Requester({
      destination,
      wire: this.#pool,
      credential: this.#credential,
      headers: { "user-agent": options.userAgent ?? "kubectl-kt", ...impersonationHeaders(user) },
      actsAs: user.impersonateUser ? { user: user.impersonateUser, groups: user.impersonateGroups ?? [] } : undefined,
      headersTimeoutMs: requestTimeoutMs,
      clock: this.#clock,
      random: Math.random,
      onDebug: options.onDebug ?? (() => {}),
    });
    this.#requesters.add(requester);
    return new ApiClient({
      destination,
      namespace,
      pool: this.#pool,
      requester,
      clock: this.#clock,
      requestTimeoutMs,
      hasCompression: !cluster.disableCompression,
      random: Math.random,
      onNote: (message) => this.#note(message),
      close: () => this.#leave(requester),
    });
  }

  #leave(requester: Requester): void {
    if (!this.#requesters.delete(requester) || this.#requesters.size > 0) return;
    this.#closing.abort(new Error("the client was closed"));
    this.#pool.destroy();
  }

  #note(message: string): void {
    this.#options.onDebug?.({ type: "note", message });
  }
}
