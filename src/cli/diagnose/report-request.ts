import { KtError } from "../../errors/kt-error.ts";
import { needsClock, parseTimeFlag } from "../../time/time-flag.ts";
import { localZone } from "../../time/time-zone.ts";
import type { Flags } from "../arguments/flags.ts";

/** What `--report` and the options that belong to it say. */
export interface ReportRequest {
  /** As it was written. */
  readonly folder: string;
  readonly since: string | undefined;
  readonly limitBytes: number;
  /** What `--diff` names. */
  readonly reference: string | undefined;
}

/**
 * Reads what kind of report is wanted; undefined for none.
 * @throws KtError KT_USAGE.
 */
export function readReportRequest(flags: Flags, hasSelection: boolean): ReportRequest | undefined {
  const folder = flags.filled("report");
  const since = flags.filled("since");
  const reference = flags.filled("diff");
  if (folder === undefined) {
    const alone = since !== undefined ? "--since" : reference !== undefined ? "--diff" : undefined;
    if (alone === undefined) return undefined;
    throw new KtError("KT_USAGE", `${alone} is about the logs of a report, and there is none`, {
      hint: `add --report FOLDER, or leave ${alone} out`,
    });
  }
  if (!hasSelection) {
    throw new KtError("KT_USAGE", "--report needs to know which pods it is about", {
      hint: "example: kubectl kt diagnose deploy/web --report out/",
    });
  }
  if (since !== undefined) {
    const now = needsClock(since) ? Date.now() : 0;
    parseTimeFlag("--since", since, "first", { nowMs: () => now, zone: localZone });
  }
  return {
    folder,
    since,
    limitBytes: readSize("--report-limit", flags.filled("report-limit") ?? "10MiB"),
    reference,
  };
}

/** Smaller ones would hold little but a list of their files. */
const leastBytes = 64 * 1024;

/** A size as Kubernetes and others write it: `500k`, `10Mi`, `10MiB`, `10MB`, `1048576`. */
function readSize(flag: string, text: string): number {
  const [, digits = "", unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)\s*(?:(|[kmg]i?)b?)$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(digits || Number.NaN) * (units[unit.toLowerCase()] ?? 1));
  if (bytes >= leastBytes && bytes < mostBytes) return bytes;
  const problem = Number.isNaN(bytes)
    ? "is no size"
    : bytes < leastBytes
      ? "is too small: at least 64KiB"
      : "is too large";
  throw new KtError("KT_USAGE", `${flag} ${JSON.stringify(text)} ${problem}`, { hint: `example: ${flag} 10MiB` });
}

/** All of it is held in memory while it is made. */
const mostBytes = 1024 ** 3;
const units: Readonly<Record<string, number>> = {
  k: 1000,
  m: 1000 ** 2,
  g: 1000 ** 3,
  ki: 1024,
  mi: 1024 ** 2,
  gi: 1024 ** 3,
};
