import type { KubeClient } from "../../kube/client.ts";
import type { Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import type { LogProbe } from "../pods/log-probe.ts";

/**
 * A suspicion where something that opens HTTP stands before the API server: such things end streams that are quiet. No hop
 * where nothing shows.
 */
export function inBetweenHop(client: KubeClient, probes: readonly LogProbe[]): readonly Hop[] {
  const inBetween = probes.find((probe) => probe.inBetween !== undefined)?.inBetween;
  if (inBetween === undefined) return [];
  const about = { kind: "Server", name: client.server } as const;
  return [
    seenHop({
      name: "stream",
      about,
      checked: "headers of the answers for logs",
      says: `something stands before the API server (${inBetween})`,
      durationMs: 0,
      findings: [
        finding({
          code: "stream-in-between",
          level: "note",
          about,
          verdict:
            "Something stands before the API server and may end follows that are quiet, or old: whether it does is not measured here.",
          evidence: [["headers of an answer for a log", inBetween]],
          causes: [
            {
              text: "a load balancer, gateway or proxy with a limit of its own",
              check: "--observe 5m measures whether, and at which interval, it cuts",
            },
          ],
        }),
      ],
    }),
  ];
}
