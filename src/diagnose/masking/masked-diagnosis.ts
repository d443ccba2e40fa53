import type { Cause, Diagnosis, Evidence, Finding, Hop } from "../diagnosis.ts";
import type { Masker } from "./masker.ts";

/** A diagnosis without secrets in what the cluster wrote: messages of events, states, and answers. */
export function maskedDiagnosis(diagnosis: Diagnosis, masker: Masker): Diagnosis {
  const evidence = ({ from, text }: Evidence): Evidence => ({ from: masker.text(from), text: masker.text(text) });
  const cause = ({ text, check, fix }: Cause): Cause => ({
    text: masker.text(text),
    ...(check === undefined ? {} : { check: masker.text(check) }),
    ...(fix === undefined ? {} : { fix: masker.text(fix) }),
  });
  const finding = (found: Finding): Finding => ({
    ...found,
    verdict: masker.text(found.verdict),
    evidence: found.evidence.map(evidence),
    causes: found.causes.map(cause),
    ...(found.next === undefined ? {} : { next: masker.text(found.next) }),
  });
  const hop = (one: Hop): Hop => ({
    ...one,
    checked: masker.text(one.checked),
    says: masker.text(one.says),
    findings: one.findings.map(finding),
  });
  return { ...diagnosis, hops: diagnosis.hops.map(hop) };
}

/** A document without secrets in its texts. */
export function maskedDocument(value: unknown, masker: Masker): unknown {
  if (typeof value === "string") return masker.text(value);
  if (Array.isArray(value)) return value.map((one) => maskedDocument(one, masker));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskedDocument(member, masker)]));
}
