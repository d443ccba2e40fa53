import type { Diagnosis, Finding, Hop, HopName } from "../../src/diagnose/diagnosis.ts";

const server = { kind: "Server", name: "https://10.0.0.1:6443" } as const;

/** A finding of a pod of shop. */
export function exampleFinding(pod: string, parts: Partial<Finding> = {}): Finding {
  return {
    code: "crash-loop",
    level: "problem",
    hop: "containers",
    about: { kind: "Container", name: "main", namespace: "shop", pod },
    verdict: `Container "main" of pod shop/${pod} ends again and again (3 restarts).`,
    evidence: [{ from: "lastState.terminated", text: "Error, exit code 1" }],
    causes: [
      { text: "a defect", check: "the log", fix: "mend it" },
      { text: "a setting", check: "kubectl describe" },
    ],
    next: `kubectl kt logs ${pod} -n shop --previous`,
    ...parts,
  };
}

/** A hop of a pod, with what was found there. */
export function exampleHop(name: HopName, pod: string, ...findings: readonly Finding[]): Hop {
  const result = findings[0]?.level ?? "ok";
  const about = { kind: "Pod", name: pod, namespace: "shop" } as const;
  return { name, about, checked: "its state", result, says: `${name} of it`, durationMs: 12.4, findings };
}

/** A diagnosis of these hops. */
export function exampleDiagnosis(...hops: readonly Hop[]): Diagnosis {
  const network: Hop = {
    ...{ name: "network", about: server, checked: "TCP", result: "ok", says: "connected", durationMs: 3, findings: [] },
  };
  return {
    target: "deploy/web",
    context: "prod",
    server: server.name,
    namespace: "shop",
    startedMs: Date.parse("2026-11-21T10:00:00Z"),
    durationMs: 1234.5,
    hops: [network, ...hops],
  };
}
