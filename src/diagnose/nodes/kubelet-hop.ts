import type { KtError } from "../../errors/kt-error.ts";
import type { Cause, Finding, Hop } from "../diagnosis.ts";
import type { FindingCode } from "../finding-code.ts";
import { finding, seenHop } from "../hop.ts";
import { ageText } from "../time-text.ts";
import { type KubeletFault, kubeletFaultOf } from "./kubelet-fault.ts";
import { leaseAgeMs, type NodeFacts, nodeSubject, staleLeaseMs } from "./node-facts.ts";

/** What requests through a kubelet came to. */
export interface KubeletTrials {
  /** Those for logs that failed. */
  readonly failures: readonly KtError[];
  /** Whether a log came, or an answer of the kubelet itself. */
  readonly hasAnswered: boolean;
  readonly durationMs: number;
}

/** Judges the way from the API server to the kubelet by the requests that went, or were to go, over it. */
export function kubeletHop(facts: NodeFacts, trials: KubeletTrials): Hop {
  const { healthz, name } = facts;
  const about = nodeSubject(facts);
  const failure = [...trials.failures, ...(healthz?.isSeen === false ? [healthz.error] : [])].find(
    (error) => kubeletFaultOf(error) !== undefined,
  );
  const fault = failure === undefined ? undefined : kubeletFaultOf(failure);
  const isHealthy = healthz?.isSeen === true && healthz.value.startsWith("ok");
  const isUntried = healthz === undefined && trials.failures.length === 0 && !trials.hasAnswered;
  const hop = seenHop({
    name: "kubelet",
    about,
    checked: `${healthz === undefined ? "" : `GET nodes/${name}/proxy/healthz, `}the API server's requests for logs`,
    says:
      fault !== undefined
        ? "the API server does not get through"
        : isUntried
          ? "not asked: no container has run, and nodes/proxy may not be read"
          : isHealthy
            ? "answers, healthy"
            : "answers",
    durationMs: Math.max(trials.durationMs, healthz?.durationMs ?? 0),
    findings:
      fault === undefined || failure === undefined || (trials.hasAnswered && fault !== "refuses-server")
        ? []
        : [faultFinding(facts, fault, failure)],
  });
  return isUntried ? { ...hop, result: "unseen" } : hop;
}

interface Explained {
  readonly code: FindingCode;
  readonly verdict: string;
  readonly causes: readonly Cause[];
  readonly next: string;
}

function faultFinding(facts: NodeFacts, fault: KubeletFault, failure: KtError): Finding {
  const { name } = facts;
  const ageMs = leaseAgeMs(facts);
  const { code, verdict, causes, next } = explain(facts, fault, failure);
  return finding({
    code,
    level: "broken",
    about: nodeSubject(facts),
    verdict,
    evidence: [
      ["the API server's answer", reasonOf(failure)],
      ["lease", ageMs === undefined ? undefined : `the kubelet renewed it ${ageText(ageMs)} ago`],
    ],
    causes,
    next: next.replaceAll("NODE", name),
  });
}

function reasonOf({ message }: KtError): string {
  return /\((.*)\)$/.exec(message)?.[1] ?? message;
}

function explain(facts: NodeFacts, fault: KubeletFault, failure: KtError): Explained {
  const { name } = facts;
  const describe = "kubectl describe node NODE";
  switch (fault) {
    case "refused":
      return {
        code: "kubelet-refused",
        verdict: `The machine of node ${name} answers, but nothing listens at its kubelet's port: logs of its containers cannot be read until the kubelet runs.`,
        causes: refusedCauses(facts),
        next: describe,
      };
    case "silent":
      return {
        code: "kubelet-silent",
        verdict: `The API server's dial to the kubelet of node ${name} ${isHanging(failure) ? "hangs" : "finds no way"}: nothing there answers.`,
        causes: silentCauses(facts),
        next: describe,
      };
    case "certificate-expired":
    case "certificate-untrusted":
    case "certificate-name":
    case "certificate-absent":
      return { code: "kubelet-certificate", ...certificateText(name, fault) };
    case "refuses-server":
      return {
        code: "kubelet-refuses-server",
        verdict: `The kubelet of node ${name} refuses the API server itself: your rights are not what is wrong.`,
        causes: [
          {
            text: "the API server's client certificate for kubelets has expired, or is of another authority",
            check: "on the control plane: kubeadm certs check-expiration, row apiserver-kubelet-client",
          },
          {
            text: "its user has no right to nodes/proxy at the kubelet",
            check: "kubectl get clusterrolebinding -o wide | grep kubelet-api-admin",
            fix: "bind the ClusterRole system:kubelet-api-admin to the API server's user",
          },
        ],
        next: "kubectl get clusterrolebinding -o wide",
      };
    case "tunnel":
      return {
        code: "kubelet-unreachable",
        verdict: `The tunnel from the API server to node ${name} is not there: in this cluster an agent on the nodes opens it.`,
        causes: [
          {
            text: "its agents (konnectivity-agent, tunnelfront, ...) do not run",
            check: "kubectl get pods -n kube-system -o wide",
          },
        ],
        next: "kubectl get pods -n kube-system -o wide",
      };
    case "name":
      return {
        code: "kubelet-unreachable",
        verdict: `The API server cannot look up the name of node ${name}.`,
        causes: [
          {
            text: "the name server of the control plane does not know nodes by name",
            fix: "--kubelet-preferred-address-types=InternalIP,Hostname for the API server",
          },
        ],
        next: "kubectl get nodes -o wide",
      };
    case "other":
      return {
        code: "kubelet-unreachable",
        verdict: `The API server does not get through to the kubelet of node ${name}: ${reasonOf(failure)}`,
        causes: [],
        next: describe,
      };
  }
}

function isHanging({ message }: KtError): boolean {
  return !/no route to host|network is unreachable/.test(message);
}

/** What the node says of itself besides a kubelet that cannot be reached: that it is not Ready is the same fault. */
export function besideKubelet(node: Hop, kubelet: Hop): Hop {
  if (kubelet.result !== "broken") return node;
  const findings = node.findings.map(
    (found): Finding =>
      found.code === "node-not-ready" || found.code === "node-silent" ? { ...found, level: "note", causes: [] } : found,
  );
  return seenHop({ ...node, findings });
}

/** A lease tells whether the kubelet lives, which the way to it cannot. */
function refusedCauses(facts: NodeFacts): readonly Cause[] {
  const ageMs = leaseAgeMs(facts);
  const stopped: Cause = {
    text: "the kubelet is stopped, or crashes at its start",
    check: "on the node: systemctl status kubelet; journalctl -u kubelet -n 50",
    fix: "systemctl start kubelet",
  };
  if (ageMs !== undefined && ageMs > staleLeaseMs) return [stopped];
  const rejected: Cause = {
    text: "a firewall on the node rejects the API server, while the kubelet runs",
    check: "the lease goes on being renewed: kubectl get lease -n kube-node-lease NODE".replace("NODE", facts.name),
  };
  return [stopped, rejected];
}

function silentCauses(facts: NodeFacts): readonly Cause[] {
  const ageMs = leaseAgeMs(facts);
  const isOff: Cause = { text: "the node is off, or hangs", check: "its console, or where it is run" };
  const isCut: Cause = {
    text: "the node is cut off from the network",
    check: `ping its address from the control plane: kubectl get node ${facts.name} -o wide`,
  };
  const isFiltered: Cause = {
    text: "something drops what the API server sends to port 10250: a firewall, a security group",
    check: "the lease goes on being renewed, so the kubelet lives and reaches the API server",
  };
  if (ageMs === undefined) return [isOff, isCut, isFiltered];
  if (ageMs > staleLeaseMs) return [isOff, isCut];
  return [
    isFiltered,
    {
      ...isCut,
      text: "the node was cut off, or went off, a moment ago",
      check: "within a minute its lease is not renewed any more, and it is not Ready",
    },
  ];
}

function certificateText(name: string, fault: KubeletFault): Omit<Explained, "code"> {
  const onNode =
    "on the node: openssl x509 -in /var/lib/kubelet/pki/kubelet.crt -noout -issuer -dates -ext subjectAltName";
  const next = "kubectl get csr";
  if (fault === "certificate-expired") {
    return {
      verdict: `The certificate of the kubelet of node ${name} has expired, or is not valid yet, so the API server does not talk to it.`,
      causes: [
        {
          text: "it was not renewed",
          check: onNode,
          fix: "approve its pending request (kubectl get csr), or renew it and restart the kubelet",
        },
        { text: "the clock of the control plane is wrong", check: "date -u there" },
      ],
      next,
    };
  }
  if (fault === "certificate-untrusted") {
    return {
      verdict: `The API server does not trust the certificate of the kubelet of node ${name}: it is signed by an authority that it does not know.`,
      causes: [
        {
          text: "the kubelet made its certificate itself, while the API server checks them (--kubelet-certificate-authority)",
          check: onNode,
          fix: "serverTLSBootstrap: true in the kubelet's configuration, and approve its request",
        },
        {
          text: "the cluster's authority was renewed, and one of the two has the old one",
          check: "the dates of both authorities",
        },
      ],
      next,
    };
  }
  if (fault === "certificate-name") {
    return {
      verdict: `The certificate of the kubelet of node ${name} is not for the address at which the API server calls it.`,
      causes: [
        {
          text: "the node's address has changed since the certificate was made",
          check: onNode,
          fix: "renew it and restart the kubelet",
        },
      ],
      next,
    };
  }
  return {
    verdict: `The kubelet of node ${name} has no certificate to show, so the API server cannot talk to it.`,
    causes: [
      {
        text: "its request for one was not approved (serverTLSBootstrap)",
        check: "kubectl get csr shows it as Pending",
        fix: "kubectl certificate approve NAME",
      },
    ],
    next,
  };
}
