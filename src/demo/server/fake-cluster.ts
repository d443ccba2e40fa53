import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Users } from "./access/authentication.ts";
import { writeKubeconfig } from "./access/kubeconfig.ts";
import { adminUser, type FakeUser } from "./access/user.ts";
import type { OpenLogs, ServedCluster } from "./api/served-cluster.ts";
import { serve } from "./api/router.ts";
import type { Connections } from "./http/connections.ts";
import type { Exchange, Reply } from "./http/exchange.ts";
import { Faults } from "./http/faults.ts";
import { listen, type ListenProtocol } from "./http/listener.ts";
import { type CertificateAuthority, createCertificateAuthority } from "./tls/certificate-authority.ts";
import { World, type WorldOptions } from "./world/world.ts";

/** How a fake cluster is set up; everything has a usual value. */
export interface FakeClusterOptions extends WorldOptions {
  /** What the port speaks. Absent: HTTP/2 and HTTP/1.1 over TLS. */
  readonly protocol?: ListenProtocol;
  /** Besides `admin`, who may do everything. */
  readonly users?: readonly FakeUser[];
  /** Absent: 100, as the API server. */
  readonly maxStreams?: number;
  /** Gates of the API server and the kubelets. */
  readonly featureGates?: { readonly PodLogsQuerySplitStreams?: boolean };
  /** Absent: one minute. */
  readonly bookmarkIntervalMs?: number;
  /** Names in the server's certificate. Absent: 127.0.0.1, localhost and kubernetes. */
  readonly hosts?: readonly string[];
}

/** A request that came in, as in an audit log. */
export interface AuditEntry {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Empty until known, and for 401. */
  user: string;
  readonly protocol: string;
  readonly connectionId: number;
  readonly headers: Readonly<Record<string, string>>;
  /** 0 until there is an answer. */
  status: number;
}

/** A running fake cluster. */
export interface FakeCluster extends AsyncDisposable {
  /** `https://127.0.0.1:PORT`, or `http://` with the protocol `plain`. */
  readonly url: string;
  readonly port: number;
  /** Signed the server's certificate. */
  readonly caPem: string;
  /** Whose client certificates count. */
  readonly clientAuthority: CertificateAuthority;
  readonly world: World;
  readonly users: Users;
  readonly faults: Faults;
  readonly connections: Connections;
  /** Readings of logs that go on now, for faults of the kubelet. */
  readonly openLogs: OpenLogs;
  /** All requests so far. */
  readonly requests: readonly AuditEntry[];
  /** Writes a kubeconfig file into a temporary folder, which `close` deletes, and returns its path. */
  kubeconfig(user?: string, options?: KubeconfigOptions): string;
  /** Stops listening and cuts all connections, runs `meanwhile`, and listens again on the same port. */
  restart(options?: { readonly how?: "reset" | "fin"; readonly meanwhile?: () => Promise<void> }): Promise<void>;
  /** Ends the answers of the node's kubelet properly, as when it is restarted: its containers run on. */
  restartKubelet(nodeName: string): void;
  close(): Promise<void>;
}

/** What a kubeconfig file says besides the user. */
export interface KubeconfigOptions {
  readonly namespace?: string;
  /** Absent: the user's token. */
  readonly credentials?: Readonly<Record<string, unknown>>;
  /** Absent: the cluster's own URL; a proxy in front of it has another. */
  readonly server?: string;
}

/**
 * Starts a fake API server on a free port of 127.0.0.1: real HTTP and TLS, a world of objects and logs to
 * change at will, users with rights, and a record of what was asked.
 *
 *     await using cluster = await startFakeCluster({ users: [{ name: "jane", rules: usualRules.podsAndLogs("shop") }] });
 *     const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", containers: ["server"], labels: { app: "web" } });
 *     pod.container("server").writeLine("hello", { at: "2026-11-21T08:00:00.5Z" });
 *     runLogs(["--kubeconfig", cluster.kubeconfig("jane", { namespace: "shop" }), "web-1"]);
 *     pod.container("server").restart();
 *     cluster.faults.add(resetAfter(1000, { path: /\/log$/, times: 1 })); // test/support/faults.ts
 */
export async function startFakeCluster(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const world = new World(options);
  const users = new Users([adminUser, ...(options.users ?? [])], world.clock);
  const authority = createCertificateAuthority("fake-cluster-ca", Date.now());
  // Another one: with the same, OpenSSL would send it along with the server's certificate.
  const clientAuthority = createCertificateAuthority("fake-cluster-client-ca", Date.now());
  const faults = new Faults();
  const requests: AuditEntry[] = [];
  const served: ServedCluster = {
    world,
    users,
    hasSplitStreams: options.featureGates?.PodLogsQuerySplitStreams ?? false,
    bookmarkIntervalMs: options.bookmarkIntervalMs ?? 60_000,
    openLogs: new Set(),
  };
  const protocol = options.protocol ?? "h2";
  const listener = await listen({
    protocol,
    server: authority.issueServer(options.hosts ?? ["127.0.0.1", "localhost", "kubernetes"]),
    clientAuthorityPem: clientAuthority.certPem,
    maxStreams: options.maxStreams ?? 100,
    onExchange: (exchange) => void answer(served, faults, requests, exchange),
  });
  const folder = mkdtempSync(join(tmpdir(), "kubectl-kt-"));
  const url = `${protocol === "plain" ? "http" : "https"}://127.0.0.1:${listener.port}`;
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await listener.pause("reset");
    rmSync(folder, { recursive: true, force: true });
  };

  return {
    url,
    port: listener.port,
    caPem: authority.certPem,
    clientAuthority,
    world,
    users,
    faults,
    connections: listener.connections,
    openLogs: served.openLogs,
    requests,
    kubeconfig: (user = "admin", { server = url, namespace, credentials } = {}) =>
      writeKubeconfig(folder, {
        server,
        user,
        namespace,
        caPem: protocol === "plain" ? undefined : authority.certPem,
        credentials: credentials ?? { token: users.tokenOf(user) },
      }),
    restart: async ({ how = "reset", meanwhile } = {}) => {
      await listener.pause(how);
      await meanwhile?.();
      await listener.resume();
    },
    restartKubelet: (nodeName) => {
      for (const open of served.openLogs) if (open.nodeName === nodeName) open.end();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  cluster: ServedCluster,
  faults: Faults,
  requests: AuditEntry[],
  exchange: Exchange,
): Promise<void> {
  const { method, path, query, protocol, connectionId, headers } = exchange.request;
  const entry: AuditEntry = { method, path, query, protocol, connectionId, headers, user: "", status: 0 };
  requests.push(entry);
  const reply = withServerHeaders(exchange.reply, cluster, (status) => {
    entry.status = status;
  });
  try {
    const met = await faults.meet({ ...exchange, reply });
    if (met === undefined) return;
    await serve(cluster, met, ({ name }) => {
      entry.user = name;
    });
  } catch (error) {
    // A defect of this server: the client sees what a handler that panics looks like, the process an error.
    exchange.reply.reset();
    throw error;
  }
}

function withServerHeaders(reply: Reply, cluster: ServedCluster, onStatus: (status: number) => void): Reply {
  return {
    head: (status, headers) => {
      onStatus(status);
      const date = new Date(cluster.world.clock.nowMs()).toUTCString();
      return reply.head(status, { "cache-control": "no-cache, private", date, ...headers });
    },
    write: (chunk) => reply.write(chunk),
    flush: () => reply.flush(),
    end: () => reply.end(),
    reset: () => reply.reset(),
    goAway: () => reply.goAway(),
    cutConnection: (how) => reply.cutConnection(how),
  };
}
