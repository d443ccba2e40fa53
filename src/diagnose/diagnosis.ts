import type { FindingCode } from "./finding-code.ts";

/** The hops of a log request, in the order in which they are walked; `docs/diagnose.md` says what each looks at. */
export const hopNames = [
  "kubeconfig",
  "network",
  "tls",
  "credentials",
  "clock",
  "rights",
  "source",
  "pod",
  "scheduling",
  "containers",
  "node",
  "kubelet",
  "log",
  "log-file",
  "node-log-query",
  "stream",
] as const;

/** Name of a hop. */
export type HopName = (typeof hopNames)[number];

/** What a finding or a hop is about. */
export interface Subject {
  readonly kind: "Kubeconfig" | "Server" | "User" | "Namespace" | "Source" | "Pod" | "Container" | "Node";
  readonly name: string;
  readonly namespace?: string;
  /** Of a container. */
  readonly pod?: string;
}

/** Something that was seen, and where. */
export interface Evidence {
  /** A request, or a field of an object's status. */
  readonly from: string;
  /** As it was seen; never a secret. */
  readonly text: string;
}

/** Something that may be behind a finding. */
export interface Cause {
  readonly text: string;
  /** How it is told from the other causes: a command, or what to look at. */
  readonly check?: string;
  /** What mends it. */
  readonly fix?: string;
}

/**
 * - `broken`: the way ends here, there is no log to be had.
 * - `problem`: something is wrong, but logs can still be read.
 * - `note`: worth knowing; nothing is wrong.
 */
export type FindingLevel = "broken" | "problem" | "note";

/** One thing that was found out. */
export interface Finding {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  readonly hop: HopName;
  readonly about: Subject;
  /** One or two sentences without more than the evidence holds. */
  readonly verdict: string;
  readonly evidence: readonly Evidence[];
  /** Those that fit the evidence; with more than one, each says how to tell it apart. Empty: the verdict says it all. */
  readonly causes: readonly Cause[];
  /** The next command to run; absent where there is none. */
  readonly next?: string;
}

/**
 * - `ok`: nothing was found. `note`, `problem`, `broken`: the gravest level of what was found.
 * - `unseen`: it could not be looked at; `says` tells why.
 * - `not-reached`: an earlier hop is broken.
 */
export type HopResult = "ok" | FindingLevel | "unseen" | "not-reached";

/** One hop that was, or was to be, looked at. */
export interface Hop {
  readonly name: HopName;
  readonly about: Subject;
  /** What was looked at: requests and fields. */
  readonly checked: string;
  readonly result: HopResult;
  /** The result in a few words. */
  readonly says: string;
  /** Of its requests; several hops may wait at the same time. */
  readonly durationMs: number;
  readonly findings: readonly Finding[];
}

/** What a walk came to. */
export interface Diagnosis {
  /** What was asked for, as it was written; empty: only the way to the API server. */
  readonly target: string;
  /** Empty for none. */
  readonly context: string;
  readonly server: string;
  readonly namespace: string;
  /** When it began, in milliseconds since 1970. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** In the order in which they are walked. */
  readonly hops: readonly Hop[];
}

/** All findings in the order of the hops. */
export function findingsOf({ hops }: Diagnosis): readonly Finding[] {
  return hops.flatMap(({ findings }) => findings);
}

/** Whether something is wrong: the command's exit code is 10. */
export function hasProblem(diagnosis: Diagnosis): boolean {
  return findingsOf(diagnosis).some(({ level }) => level !== "note");
}
