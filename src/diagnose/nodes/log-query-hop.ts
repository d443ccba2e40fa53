import type { Cause, Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop, unseenHop } from "../hop.ts";
import type { LogQueryFacts, QueryAnswer, QuerySwitches } from "./log-query-probe.ts";
import { type NodeFacts, nodeSubject } from "./node-facts.ts";

/** Tells whether the node's own logs can be queried, and if not, which of the switches is off. */
export function logQueryHop(facts: NodeFacts, query: LogQueryFacts): Hop {
  const { name } = facts;
  const { answer, switches, served } = query;
  const hop = {
    name: "node-log-query",
    about: nodeSubject(facts),
    checked: `GET nodes/${name}/proxy/logs/?query=kubelet&tailLines=1, its configz and metrics`,
    durationMs: Math.max(answer.durationMs, switches.durationMs, served.durationMs),
  } as const;
  if (!answer.isSeen) return unseenHop(hop, answer.error);
  const { kind, text } = answer.value;
  const count = served.isSeen ? `, ${served.value} requests for logs of the node so far` : "";
  if (kind === "journal") return seenHop({ ...hop, says: `queries are answered${count}` });
  const found = offFinding(facts, query, kind, text);
  return seenHop({
    ...hop,
    says: `${kind === "failure" ? "queries fail" : "queries are not answered"}${count}`,
    findings: [found],
  });
}

function offFinding(facts: NodeFacts, { switches }: LogQueryFacts, kind: QueryAnswer, text: string): Finding {
  const { name, node } = facts;
  const version = node.isSeen ? node.value.status?.nodeInfo?.kubeletVersion : undefined;
  const { verdict, causes } = explain(name, kind, text, {
    switches: switches.isSeen ? switches.value : undefined,
    version,
  });
  return finding({
    code: "node-log-query-off",
    level: "note",
    about: nodeSubject(facts),
    verdict,
    evidence: [
      [`GET nodes/${name}/proxy/logs/?query=kubelet`, answerText(kind, text)],
      ["the kubelet's configz", switches.isSeen ? switchText(switches.value) : switches.error.message],
      ["the kubelet's version", version],
    ],
    causes,
    next:
      kind === "failure"
        ? `kubectl kt node-logs ${name} --list`
        : `kubectl get --raw /api/v1/nodes/${name}/proxy/configz`,
  });
}

interface Known {
  readonly switches: QuerySwitches | undefined;
  readonly version: string | undefined;
}

/** Kubernetes v1.27 brought the gate (off), v1.36 locked it on; `enableSystemLogQuery` is off unless it is set. */
function explain(
  name: string,
  kind: QueryAnswer,
  text: string,
  known: Known,
): { readonly verdict: string; readonly causes: readonly Cause[] } {
  const { switches, version } = known;
  const minor = Number(/^v1\.(\d+)/.exec(version ?? "")?.[1] ?? Number.NaN);
  const logs = `The kubelet of node ${name} does not answer queries of its logs`;
  const configuration = "in the kubelet's configuration, and restart it";
  if (kind === "failure") {
    return {
      verdict: `The kubelet of node ${name} takes queries of its logs and fails at them: ${text.split("\n", 1)[0] ?? ""}`,
      causes: [],
    };
  }
  if (kind === "unknown") {
    return {
      verdict: `${logs}: it does not know the endpoint (404).`,
      causes: [{ text: "it is older than Kubernetes 1.27", check: "kubectl get nodes shows versions" }],
    };
  }
  if (kind === "disabled") {
    return {
      verdict: `${logs}: the whole endpoint is off (enableSystemLogHandler).`,
      causes: [
        {
          text: "enableSystemLogHandler is false",
          fix: `enableSystemLogHandler: true and enableSystemLogQuery: true ${configuration}`,
        },
      ],
    };
  }
  const optionOff: Cause = {
    text: "enableSystemLogQuery is not set, or false",
    fix: `enableSystemLogQuery: true ${configuration}`,
  };
  const gateOff: Cause = {
    text: "the feature gate NodeLogQuery is off",
    fix: `featureGates: {NodeLogQuery: true} ${configuration}`,
  };
  if (switches?.enableSystemLogQuery === true) {
    return {
      verdict: `${logs}: the feature gate NodeLogQuery is off, though enableSystemLogQuery is set.`,
      causes: [gateOff],
    };
  }
  const mayBeGate = minor < 36 && switches?.gate !== true;
  if (switches !== undefined) {
    const also = mayBeGate ? ", and so is the feature gate NodeLogQuery" : "";
    return {
      verdict: `${logs}: enableSystemLogQuery is off${also}.`,
      causes: mayBeGate ? [optionOff, gateOff] : [optionOff],
    };
  }
  if (minor >= 36) return { verdict: `${logs}: enableSystemLogQuery is off.`, causes: [optionOff] };
  const check = `kubectl get --raw /api/v1/nodes/${name}/proxy/configz`;
  return {
    verdict: `${logs}: it gives the names of files, whatever is asked.`,
    causes: [
      { ...optionOff, check: `${check} shows it` },
      { ...gateOff, check: `${check} shows enableSystemLogQuery: true` },
    ],
  };
}

function answerText(kind: QueryAnswer, text: string): string {
  return kind === "listing" ? "200, the listing of /var/log" : text;
}

function switchText({ enableSystemLogHandler, enableSystemLogQuery, gate }: QuerySwitches): string {
  const text = (value: boolean | undefined): string => (value === undefined ? "not set" : String(value));
  return `enableSystemLogHandler ${text(enableSystemLogHandler)}, enableSystemLogQuery ${text(enableSystemLogQuery)}, NodeLogQuery ${text(gate)}`;
}
