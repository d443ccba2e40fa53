import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { connect } from "../../kube/connect.ts";
import type { ConnectOptions } from "../../kube/connect-options.ts";
import { type AccessFacts, examineServer, type Reach, type ReachedStep } from "../../kube/examine-server.ts";
import type { Budget } from "../budget.ts";
import type { Hop, Subject } from "../diagnosis.ts";
import { finding, hopsNotReached, isBroken, seenHop } from "../hop.ts";
import { clockHop } from "./clock-hop.ts";
import { credentialsHop } from "./credentials-hop.ts";
import { reachFinding, serverSubject, validityText } from "./reach-finding.ts";

/** How far one came on the way to the API server, and as whom. */
export interface ServerWalk {
  readonly hops: readonly Hop[];
  readonly access?: AccessFacts;
  /** Absent where the way is broken; whoever walks on closes it. */
  readonly client?: KubeClient;
  /** Who the API server takes us for; absent where it did not say. */
  readonly user?: string;
}

/** Walks from the kubeconfig to an API server that knows who asks. */
export async function walkToServer(options: ConnectOptions, budget: Budget, signal: AbortSignal): Promise<ServerWalk> {
  const nowMs = options.nowMs ?? Date.now;
  const startMs = performance.now();
  let examination;
  try {
    examination = await examineServer(options, budget.limitMs(dialMs));
  } catch (error) {
    if (!(error instanceof KtError)) throw error;
    return { hops: [kubeconfigFailure(error, performance.now() - startMs), ...behindKubeconfig] };
  }
  const { access } = examination;
  const server = serverSubject(access);
  const hops: Hop[] = [kubeconfigHop(access, nowMs(), performance.now() - startMs)];
  // What renews itself and what stands still is asked for at once: the real request decides, and the reach explains it.
  const requestTimeoutMs = Math.min(options.requestTimeoutMs || answerMs, budget.limitMs(answerMs));
  const client = await connect({ ...options, requestTimeoutMs });
  try {
    const [reached, credentials] = await Promise.all([
      examination.reach(signal),
      credentialsHop({ client, access, nowMs, limitMs: budget.limitMs(credentialsMs(access)), signal }),
    ]);
    const isReached = reached.failure === undefined || credentials.hasAnswer;
    hops.push(...reachHops(access, reached, isReached, nowMs()));
    if (!isReached) {
      await client.close();
      return { hops: [...hops, ...hopsNotReached(server, ["credentials", "clock"])], access };
    }
    hops.push(credentials.hop);
    if (isBroken(hops)) {
      await client.close();
      return { hops: [...hops, ...hopsNotReached(server, ["clock"])], access };
    }
    hops.push(clockHop(access, client.serverNowMs() - nowMs()));
    return { hops, access, client, ...(credentials.user === undefined ? {} : { user: credentials.user }) };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** A plugin may have to log in first. */
function credentialsMs({ credential }: AccessFacts): number {
  return credential.kind === "exec plugin" || credential.kind === "auth provider" ? 8000 : answerMs;
}

const dialMs = 4000;
const answerMs = 4000;

const kubeconfigSubject: Subject = { kind: "Kubeconfig", name: "kubeconfig" };

const behindKubeconfig = hopsNotReached(kubeconfigSubject, ["network", "tls", "credentials", "clock"]);

function kubeconfigFailure({ code, message, hint }: KtError, durationMs: number): Hop {
  const isCredential = code === "KT_CREDENTIALS";
  return seenHop({
    name: "kubeconfig",
    about: kubeconfigSubject,
    checked: "flags, KUBECONFIG, ~/.kube/config",
    says: message,
    durationMs,
    findings: [
      finding({
        code: isCredential ? "credentials-missing" : "kubeconfig",
        level: "broken",
        about: kubeconfigSubject,
        verdict: sentence(message),
        next: hint?.startsWith("kubectl ") === true ? hint : "kubectl config get-contexts",
      }),
    ],
  });
}

function kubeconfigHop(access: AccessFacts, nowMs: number, durationMs: number): Hop {
  const { context, server, credential, impersonates } = access;
  const { kind, from, validToMs } = credential;
  const validity = validToMs === undefined ? "" : validityText(validToMs, nowMs);
  const how = `${kind}${from === undefined ? "" : ` ${from}`}${validity === "" ? "" : ` (${validity})`}`;
  const by = kind === "none" ? "no credentials" : how;
  const as = impersonates === undefined ? "" : `, acting as "${impersonates}"`;
  return seenHop({
    name: "kubeconfig",
    about: kubeconfigSubject,
    checked: "flags, KUBECONFIG, ~/.kube/config",
    says: `${context === "" ? "no context" : `context "${context}"`}, ${server.origin}, ${by}${as}`,
    durationMs,
  });
}

function reachHops(access: AccessFacts, reach: Reach, isReached: boolean, nowMs: number): readonly Hop[] {
  const about = serverSubject(access);
  const { failure, certificate, failureMs = 0 } = reach;
  const broken = failure === undefined || isReached ? [] : [reachFinding({ access, failure, certificate, nowMs })];
  const isTls = broken[0]?.hop === "tls";
  const ofNetwork = reach.steps.filter(({ kind }) => kind !== "tls");
  const proxy = access.proxy === undefined ? "" : ` through the proxy ${access.proxy}`;
  const network = seenHop({
    name: "network",
    about,
    checked: `name, TCP to ${access.server.host}${proxy}`,
    says: broken.length > 0 && !isTls ? "no connection" : networkText(ofNetwork, proxy),
    durationMs: totalMs(ofNetwork) + (broken.length > 0 && !isTls ? failureMs : 0),
    findings: isTls ? [] : broken,
  });
  if (isBroken([network])) return [network, ...hopsNotReached(about, ["tls"])];
  const tls = reach.steps.find(({ kind }) => kind === "tls");
  const validity = certificate === undefined ? "" : validityText(certificate.validToMs, nowMs);
  const until = validity === "" ? "" : `, the certificate is ${validity}`;
  const unchecked = access.skipsTlsCheck ? "; the certificate is not checked (insecure-skip-tls-verify)" : "";
  return [
    network,
    seenHop({
      name: "tls",
      about,
      checked: "handshake, the server's certificate",
      says: isTls
        ? "no trusted connection"
        : access.server.protocol === "http:"
          ? "none: the server is http://"
          : `${tls?.detail ?? "trusted by the request itself"}${until}${unchecked}`,
      durationMs: (tls?.durationMs ?? 0) + (isTls ? failureMs : 0),
      findings: isTls ? broken : [],
    }),
  ];
}

function networkText(steps: readonly ReachedStep[], proxy: string): string {
  const address = steps.find(({ kind }) => kind === "tcp")?.detail;
  const looked = steps.find(({ kind }) => kind === "lookup")?.detail;
  const name = looked === undefined ? "" : `name known (${looked}), `;
  return address === undefined ? "the request itself came through" : `${name}connected to ${address}${proxy}`;
}

function totalMs(steps: readonly ReachedStep[]): number {
  return steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
