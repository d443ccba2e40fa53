import type { KtError } from "../../errors/kt-error.ts";
import type { AccessFacts, CertificateFacts } from "../../kube/examine-server.ts";
import type { Cause, Finding, Subject } from "../diagnosis.ts";
import { finding, type FindingParts } from "../hop.ts";
import { ageText, dateText } from "../time-text.ts";

/** What is known where a server could not be reached. */
export interface ReachFailure {
  readonly access: AccessFacts;
  readonly failure: KtError;
  /** What the server showed; absent: nothing. */
  readonly certificate?: CertificateFacts | undefined;
  /** Milliseconds since 1970, by our clock. */
  readonly nowMs: number;
}

/** Says why a connection to the API server did not come about. */
export function reachFinding(reached: ReachFailure): Finding {
  const { access, failure } = reached;
  const about = serverSubject(access);
  const parts = failure.message.includes(": the proxy ")
    ? proxyParts(reached)
    : failure.code === "KT_TLS"
      ? tlsParts(reached)
      : networkParts(reached);
  const settings = `context "${access.context}", server ${access.server.origin}`;
  return finding({
    ...parts,
    level: "broken",
    about,
    evidence: [["kubeconfig", settings], ["connection", causeText(failure)], ...(parts.evidence ?? [])],
  });
}

/** The API server as what a finding is about. */
export function serverSubject({ server }: AccessFacts): Subject {
  return { kind: "Server", name: server.origin };
}

type Parts = Omit<FindingParts, "level" | "about">;

function proxyParts({ access, failure }: ReachFailure): Parts {
  return {
    code: "proxy",
    verdict: `The proxy ${access.proxy ?? ""} on the way to ${access.server.origin} fails: ${causeText(failure)}`,
    causes: [
      {
        text: "the proxy is not meant for this server",
        check: `run the same with NO_PROXY=${access.server.hostname}: if that works, the proxy is to be left out`,
        fix: `add ${access.server.hostname} to NO_PROXY, or take proxy-url out of the kubeconfig`,
      },
      {
        text: "the proxy is down, or refuses this server",
        check: `curl -v -x ${access.proxy ?? "PROXY"} ${access.server.origin}/version shows its answer`,
      },
    ],
    next: `NO_PROXY=${access.server.hostname} kubectl kt diagnose`,
  };
}

function networkParts({ access, failure }: ReachFailure): Parts {
  const { hostname, host, origin } = access.server;
  switch (rootCode(failure)) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return {
        code: "name-unknown",
        verdict: `The name of the API server, ${hostname}, cannot be looked up.`,
        causes: [
          {
            text: "the cluster is gone, or the context is the wrong one",
            check: "kubectl config get-contexts lists the others",
          },
          {
            text: "the name is known only inside another network",
            check: `a VPN that is missing: nslookup ${hostname} works with it`,
          },
        ],
        next: `nslookup ${hostname}`,
      };
    case "ECONNREFUSED":
      return {
        code: "server-refused",
        verdict: `Nothing listens at ${host}: the machine answers, and refuses the connection.`,
        causes: [
          {
            text: "the API server is stopped or starting",
            check: "on the control plane: crictl ps -a --name kube-apiserver",
          },
          {
            text: "the address or the port in the kubeconfig is not that of the API server",
            check: "kubectl config view --minify shows it",
          },
        ],
        next: "kubectl config view --minify",
      };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
    case "":
      return {
        code: "server-silent",
        verdict: `Nothing answers at ${host}: no connection came about in time.`,
        causes: [
          { text: "a VPN or a route is missing", check: `other addresses of that network do not answer either` },
          {
            text: "a firewall drops what is sent there",
            check: `nc -vz ${hostname} ${portText(access)} hangs as well`,
          },
          { text: "the machine is off", check: "look at it where it is run" },
        ],
        next: `nc -vz -w 5 ${hostname} ${portText(access)}`,
      };
    default:
      return {
        code: "server-unreachable",
        verdict: `No connection to ${origin}: ${causeText(failure)}`,
        causes: [],
        next: "kubectl cluster-info",
      };
  }
}

function tlsParts(reached: ReachFailure): Parts {
  const { access, failure, certificate, nowMs } = reached;
  const look = `openssl s_client -connect ${access.server.hostname}:${portText(access)} </dev/null`;
  const shown: Parts["evidence"] = [["the server's certificate", certificateText(certificate)]];
  const code = rootCode(failure);
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") {
    const isOver = code === "CERT_HAS_EXPIRED";
    const sinceMs = isOver ? certificate?.validToMs : certificate?.validFromMs;
    const when = sinceMs === undefined ? "" : ` (${dateText(sinceMs)}; now ${dateText(nowMs)})`;
    return {
      code: "tls-expired",
      verdict: `The certificate of the API server ${access.server.origin} ${isOver ? "has expired" : "is not valid yet"}${when}.`,
      evidence: shown,
      causes: [
        isOver
          ? {
              text: "it was not renewed",
              check: "on the control plane: kubeadm certs check-expiration",
              fix: "kubeadm certs renew apiserver, and restart it",
            }
          : { text: "it was made on a machine whose clock is ahead", check: "date -u there" },
        { text: "the clock of this machine is wrong", check: "date -u, compared with a clock that is right" },
      ],
      next: "date -u",
    };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return {
      code: "tls-name",
      verdict: `The certificate of the server at ${access.server.host} is not for ${access.server.hostname}.`,
      evidence: [["the server's certificate", `for ${certificate?.names || "no name"}`]],
      causes: [
        {
          text: "it is the API server under another of its names",
          check: "its issuer and names look like this cluster's",
          fix: `--tls-server-name=${firstName(certificate) ?? "NAME"}, or the server's address under one of its names`,
        },
        { text: "another machine answers at this address", check: "its names are those of something else" },
      ],
      next: `${look} | openssl x509 -noout -subject -issuer -ext subjectAltName`,
    };
  }
  if (isUnknownAuthority(code)) {
    return {
      code: "tls-authority",
      verdict: `The certificate of ${access.server.origin} is signed by an authority that the kubeconfig does not know.`,
      evidence: shown,
      causes: authorityCauses(access, certificate),
      next: `${look} | openssl x509 -noout -issuer -subject -dates`,
    };
  }
  return {
    code: "tls-failed",
    verdict: `No trusted connection to ${access.server.origin}: ${causeText(failure)}`,
    evidence: shown,
    next: "kubectl config view --minify",
  };
}

function authorityCauses(access: AccessFacts, certificate: CertificateFacts | undefined): readonly Cause[] {
  const issuer = certificate?.issuer || "the issuer above";
  return [
    {
      text: "the kubeconfig's certificate-authority is of another cluster, or of this one before it was made anew",
      check: `"${issuer}" is the name of a cluster's own authority`,
      fix: "fetch the kubeconfig again",
    },
    {
      text: `${access.proxy === undefined ? "something" : `the proxy ${access.proxy}`} in between opens TLS connections and signs them anew`,
      check: `"${issuer}" is the name of a firewall, a proxy or a company`,
      fix: "leave it out for this server, or give its authority with --certificate-authority=FILE",
    },
  ];
}

function isUnknownAuthority(code: string): boolean {
  return /^(?:UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF|CERT_SIGNATURE_FAILURE)/.test(code);
}

function certificateText(certificate: CertificateFacts | undefined): string | undefined {
  if (certificate === undefined) return undefined;
  const { subject, issuer, validFromMs, validToMs } = certificate;
  return `of "${subject}", signed by "${issuer}", valid from ${dateText(validFromMs)} to ${dateText(validToMs)}`;
}

function firstName(certificate: CertificateFacts | undefined): string | undefined {
  return /DNS:([^,\s]+)/.exec(certificate?.names ?? "")?.[1];
}

function portText({ server }: AccessFacts): string {
  return server.port || (server.protocol === "https:" ? "443" : "80");
}

/** The code of the innermost cause; empty for none. */
function rootCode(error: Error): string {
  const root = rootOf(error);
  return "code" in root && typeof root.code === "string" && !root.code.startsWith("KT_") ? root.code : "";
}

function causeText(error: Error): string {
  return rootOf(error).message;
}

function rootOf(error: Error): Error {
  let root = error;
  while (root.cause instanceof Error) root = root.cause;
  return root instanceof AggregateError && root.errors[0] instanceof Error ? root.errors[0] : root;
}

/** What is worth saying about how long something counts: that it is over, or soon will be. Empty for the rest. */
export function validityText(validToMs: number, nowMs: number): string {
  const left = validToMs - nowMs;
  if (left < 0) return `expired ${dateText(validToMs)}, ${ageText(-left)} ago`;
  return left < soonMs ? `valid for ${ageText(left)} more` : "";
}

const soonMs = 30 * 86_400_000;
