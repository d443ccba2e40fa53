import type { AccessFacts } from "../../kube/examine-server.ts";
import type { Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { ageText } from "../time-text.ts";
import { serverSubject } from "./reach-finding.ts";

/** Smaller differences hurt nobody: relative times count from the API server's clock anyhow. */
const mostSkewMs = 10_000;

/** Compares this machine's clock with the API server's. @param aheadMs How far the server's is ahead; 0 where they may be equal. */
export function clockHop(access: AccessFacts, aheadMs: number): Hop {
  const about = serverSubject(access);
  const size = ageText(Math.abs(aheadMs));
  const isOff = Math.abs(aheadMs) >= mostSkewMs;
  return seenHop({
    name: "clock",
    about,
    checked: "Date of the API server's answers, this machine's clock",
    says: isOff
      ? `${size} apart`
      : Math.abs(aheadMs) < 2000
        ? "the same, as far as can be seen"
        : `${size} apart, which does no harm`,
    durationMs: 0,
    findings: isOff
      ? [
          finding({
            code: "clock-skew",
            level: "problem",
            about,
            verdict: `The clock of this machine is ${size} ${aheadMs > 0 ? "behind" : "ahead of"} the API server's: tokens and certificates may count as expired or not yet valid, and times of log lines seem shifted.`,
            evidence: [["Date of the API server's answers", `${aheadMs > 0 ? "+" : "-"}${size} against this machine`]],
            causes: [
              { text: "this machine's clock is wrong", check: "date -u, compared with a clock that is right" },
              {
                text: "the clock of the control plane is wrong",
                check: "date -u on the control plane; chronyc tracking",
              },
            ],
            next: "date -u",
          }),
        ]
      : [],
  });
}
