import { type Diagnosis, hasProblem } from "../diagnosis.ts";

/**
 * The diagnosis as one JSON document; `docs/diagnose-output.schema.json` describes it. Times are RFC 3339, durations
 * whole milliseconds.
 */
export function jsonReport(diagnosis: Diagnosis): string {
  return `${JSON.stringify(diagnosisDocument(diagnosis), undefined, 2)}\n`;
}

/** The same as an object. */
export function diagnosisDocument(diagnosis: Diagnosis): unknown {
  const { target, context, server, namespace, startedMs, durationMs, hops } = diagnosis;
  return {
    kind: "Diagnosis",
    version: 1,
    target,
    context,
    server,
    namespace,
    startedAt: new Date(startedMs).toISOString(),
    durationMs: Math.round(durationMs),
    result: hasProblem(diagnosis) ? "problem" : "ok",
    hops: hops.map((hop) => ({ ...hop, durationMs: Math.round(hop.durationMs) })),
  };
}
