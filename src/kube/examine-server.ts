import type { PeerCertificate } from "node:tls";
import type { KtError } from "../errors/kt-error.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { type CredentialFacts, examineCredential } from "./credentials/examine-credential.ts";
import { networkError } from "./failures/network-error.ts";
import { loadKubeconfig } from "./kubeconfig/load-kubeconfig.ts";
import { resolveAccess } from "./kubeconfig/resolve-access.ts";
import type { ClusterAccess } from "./kubeconfig/cluster-access.ts";
import { proxyFor, serverTls } from "./server-route.ts";
import { dial, type DialStep } from "./transport/dial.ts";
import type { ProxyRoute } from "./transport/proxy-route.ts";

/** What a kubeconfig and the flags come to. Holds nothing secret. */
export interface AccessFacts {
  /** Empty for none. */
  readonly context: string;
  readonly namespace: string;
  readonly server: URL;
  /** Name of the kubeconfig's user; empty for none. */
  readonly user: string;
  readonly credential: CredentialFacts;
  /** Whether the server's certificate is not checked. */
  readonly skipsTlsCheck: boolean;
  /** `scheme://host:port` of the proxy on the way; absent: none. */
  readonly proxy?: string;
  /** As somebody else, by impersonation. */
  readonly impersonates?: string;
}

/** A certificate that somebody showed. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly validFromMs: number;
  readonly validToMs: number;
  /** As in the certificate: `DNS:kubernetes, IP Address:10.0.0.1`. */
  readonly names: string;
}

/** One step on the way to the API server that was done. */
export interface ReachedStep {
  readonly kind: DialStep["kind"];
  /** Addresses; the TLS version. */
  readonly detail: string;
  readonly durationMs: number;
}

/** How far one came. */
export interface Reach {
  readonly steps: readonly ReachedStep[];
  /** What the server showed, or would have shown where it was not trusted; absent: nothing, or no TLS. */
  readonly certificate?: CertificateFacts;
  /** Of the step after the last one that was done; absent: all were. */
  readonly failure?: KtError;
  readonly failureMs?: number;
}

/** The first hops to a cluster, each by itself. */
export interface ServerExamination {
  readonly access: AccessFacts;
  /** Goes to the server as far as it can, without asking it anything and without credentials. */
  reach(signal: AbortSignal): Promise<Reach>;
}

/**
 * Looks at what the kubeconfig and the flags say.
 * @param limitMs How long a dial may take.
 * @throws KtError KT_KUBECONFIG, KT_CREDENTIALS.
 */
export async function examineServer(options: ConnectOptions, limitMs: number): Promise<ServerExamination> {
  const access = await resolveAccess(await loadKubeconfig(options.kubeconfig, options.env), options);
  const proxy = proxyFor(access, options.env);
  const { user, cluster } = access;
  const facts: AccessFacts = {
    context: access.context,
    namespace: access.namespace,
    server: access.server,
    user: user.name,
    credential: await examineCredential(user),
    skipsTlsCheck: cluster.skipTLSVerify,
    ...(proxy === undefined ? {} : { proxy: `${proxy.url.protocol}//${proxy.url.host}` }),
    ...(user.impersonateUser ? { impersonates: user.impersonateUser } : {}),
  };
  const contextFlag = options.context ? ` --context=${options.context}` : "";
  return { access: facts, reach: (signal) => reach({ access, proxy, limitMs, contextFlag, signal }) };
}

interface Way {
  readonly access: ClusterAccess;
  readonly proxy: ProxyRoute | undefined;
  readonly limitMs: number;
  readonly contextFlag: string;
  readonly signal: AbortSignal;
}

async function reach(way: Way): Promise<Reach> {
  const { access, contextFlag, signal } = way;
  const steps: ReachedStep[] = [];
  let certificate: CertificateFacts | undefined;
  let sinceMs = performance.now();
  const note = (step: DialStep): void => {
    const nowMs = performance.now();
    const durationMs = nowMs - sinceMs;
    const last = steps.at(-1);
    // A name may have several addresses; they are one step.
    if (step.kind === "lookup" && last?.kind === "lookup") {
      steps[steps.length - 1] = { ...last, detail: `${last.detail}, ${step.address}` };
      return;
    }
    sinceMs = nowMs;
    steps.push({ kind: step.kind, detail: detailOf(step), durationMs });
    if (step.kind === "tls") certificate = certificateFacts(step.socket.getPeerCertificate());
  };
  try {
    await connectOnce(way, access.server.protocol === "https:", note);
    return { steps, ...(certificate === undefined ? {} : { certificate }) };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const failureMs = performance.now() - sinceMs;
    const failure = networkError(error, { server: access.server, context: access.context, contextFlag });
    const shown = failure.code === "KT_TLS" ? await shownCertificate(way) : undefined;
    return { steps, failure, failureMs, ...(shown === undefined ? {} : { certificate: shown }) };
  }
}

async function connectOnce(way: Way, isSecure: boolean, onStep: (step: DialStep) => void): Promise<void> {
  const { access, proxy, limitMs, signal } = way;
  const { socket } = await dial({
    server: access.server,
    proxy,
    tls: isSecure ? () => serverTls(access, undefined) : undefined,
    protocols: ["h2", "http/1.1"],
    timeoutMs: limitMs,
    signal,
    onStep,
  });
  socket.destroy();
}

/** Looks at the certificate of a server that is not trusted; nothing is sent to it. Undefined when it shows none. */
async function shownCertificate(way: Way): Promise<CertificateFacts | undefined> {
  let shown: CertificateFacts | undefined;
  const cluster = { ...way.access.cluster, skipTLSVerify: true };
  const looking = { ...way, access: { ...way.access, cluster }, limitMs: Math.min(way.limitMs, 2000) };
  try {
    await connectOnce(looking, true, (step) => {
      if (step.kind === "tls") shown = certificateFacts(step.socket.getPeerCertificate());
    });
  } catch {
    return shown;
  }
  return shown;
}

function detailOf(step: DialStep): string {
  switch (step.kind) {
    case "lookup":
    case "tcp":
      return step.address;
    case "proxy":
      return "";
    case "tls":
      return step.socket.getProtocol() ?? "";
  }
}

function certificateFacts(shown: PeerCertificate): CertificateFacts | undefined {
  // Node gives an empty object for none, whatever its types say.
  if (!("subject" in shown)) return undefined;
  const { subject, issuer, valid_from: from, valid_to: to, subjectaltname: names } = shown;
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validFromMs: Date.parse(from),
    validToMs: Date.parse(to),
    names: names ?? "",
  };
}

function nameOf(name: PeerCertificate["subject"]): string {
  const text = name.CN ?? name.O ?? "";
  return Array.isArray(text) ? text.join(", ") : text;
}
