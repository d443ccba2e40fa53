import type { KtError } from "../errors/kt-error.ts";
import { type Finding, type FindingLevel, type Hop, type HopName, type HopResult, hopNames } from "./diagnosis.ts";
import type { Subject } from "./diagnosis.ts";
import { type FindingCode, findingCodes } from "./finding-code.ts";

/** A hop as whoever looked at it has it; what was found decides about the result. */
export type SeenHop = Omit<Hop, "result" | "findings"> & { readonly findings?: readonly Finding[] };

/** A hop that was looked at. */
export function seenHop(hop: SeenHop): Hop {
  const findings = hop.findings ?? [];
  return { ...hop, result: gravest(findings), findings };
}

/** A hop that could not be looked at. */
export function unseenHop(hop: Omit<SeenHop, "says">, error: KtError): Hop {
  return { ...hop, result: "unseen", says: reasonOf(error), findings: hop.findings ?? [] };
}

/** The hops behind a broken one. */
export function hopsNotReached(about: Subject, names: readonly HopName[]): readonly Hop[] {
  return names.map((name) => ({
    name,
    about,
    checked: "",
    result: "not-reached",
    says: "not reached",
    durationMs: 0,
    findings: [],
  }));
}

/** What a finding consists of besides its hop, which its code tells. */
export interface FindingParts {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  /** Absent: the hop of its code. */
  readonly hop?: HopName;
  readonly about: Subject;
  readonly verdict: string;
  readonly evidence?: readonly (readonly [from: string, text: string | undefined])[];
  readonly causes?: Finding["causes"];
  readonly next?: string | undefined;
}

/** A finding; evidence without a text was not seen and is left out. */
export function finding({ evidence = [], causes = [], next, ...parts }: FindingParts): Finding {
  return {
    code: parts.code,
    level: parts.level,
    hop: parts.hop ?? findingCodes[parts.code],
    about: parts.about,
    verdict: parts.verdict,
    evidence: evidence.flatMap(([from, text]) => (text === undefined || text === "" ? [] : [{ from, text }])),
    causes,
    ...(next === undefined ? {} : { next }),
  };
}

/** Whether the way ends at one of these hops. */
export function isBroken(hops: readonly Hop[]): boolean {
  return hops.some(({ result }) => result === "broken");
}

/** In the order in which they are walked; hops of one name stay as they are. */
export function inOrder(hops: readonly Hop[]): readonly Hop[] {
  return hops.toSorted((a, b) => hopNames.indexOf(a.name) - hopNames.indexOf(b.name));
}

function gravest(findings: readonly Finding[]): HopResult {
  for (const level of ["broken", "problem", "note"] as const) {
    if (findings.some((one) => one.level === level)) return level;
  }
  return "ok";
}

function reasonOf(error: KtError): string {
  const { code, message } = error;
  return code === "KT_FORBIDDEN" ? message.replace(/^.*?: /, "").replace(/ \(403\)$/, "") : message;
}
