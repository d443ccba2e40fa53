import type { Cause, Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import type { Subject } from "../diagnosis.ts";
import type { ObservedStream, StreamCut } from "./observe-stream.ts";

/** Says at which interval follows were cut, and whether by silence or by age. */
export function streamHop(about: Subject, observed: ObservedStream): Hop {
  const { cuts, observedMs, failure } = observed;
  const found = cuts.length === 0 && failure === undefined ? undefined : cutFinding(about, observed);
  return seenHop({
    name: "stream",
    about,
    checked: `a follow of container "${about.name}", opened again whenever it ended`,
    says: `${cuts.length === 0 ? "not cut" : `cut ${counted(cuts.length)}`} within ${spanText(observedMs)}`,
    durationMs: observedMs,
    findings: found === undefined ? [] : [found],
  });
}

function cutFinding(about: Subject, { cuts, observedMs, failure }: ObservedStream): Finding {
  const lives = cuts.map(({ lifeMs }) => lifeMs);
  const quiets = cuts.map(({ quietMs }) => quietMs);
  const evidence = [
    ...cuts.slice(0, 5).map((cut, place) => [`follow ${place + 1}`, cutText(cut)] as const),
    ["the follow after that", failure?.message] as const,
  ];
  const name = `container "${about.name}" of pod ${about.namespace ?? ""}/${about.pod ?? ""}`;
  const next = "kubectl kt logs SOURCE -f".replace(
    "SOURCE",
    `${about.pod ?? ""} -n ${about.namespace ?? ""} -c ${about.name}`,
  );
  const isQuietRegular = isRegular(quiets);
  const isLifeRegular = isRegular(lives);
  if (cuts.length < 2 || (!isQuietRegular && !isLifeRegular)) {
    return finding({
      code: "stream-broken",
      level: cuts.length === 0 ? "problem" : "note",
      about,
      verdict:
        cuts.length < 2
          ? `A follow of ${name} was cut ${counted(cuts.length)} within ${spanText(observedMs)}${cuts[0] === undefined ? "" : `, after ${spanText(cuts[0].lifeMs)}`}: too little to see a rule.`
          : `Follows of ${name} were cut ${counted(cuts.length)} within ${spanText(observedMs)}, without a rule.`,
      evidence,
      causes: [
        {
          text: "the API server, the kubelet or the container was restarted",
          check: "kubectl kt diagnose SOURCE shows restarts; the node's lease has a gap",
        },
        { text: "something in between cuts at an interval longer than this observation", check: "observe for longer" },
      ],
      next,
    });
  }
  const wasBusy = cuts.every(({ bytes }) => bytes > 0);
  return finding({
    code: "stream-cut",
    level: "problem",
    about,
    ...(isQuietRegular && (!isLifeRegular || !wasBusy)
      ? quietText(name, quiets, isLifeRegular && !wasBusy)
      : ageText(name, lives)),
    evidence,
    next,
  });
}

/** Streams in which nothing was written are as old as they are quiet: both may be the rule. */
function quietText(
  name: string,
  quiets: readonly number[],
  mayBeAge: boolean,
): { readonly verdict: string; readonly causes: readonly Cause[] } {
  const span = spanText(mean(quiets));
  const limit: Cause = {
    text: `a load balancer, gateway or proxy before the API server ends connections that are quiet for ${span} (its idle timeout)`,
    check: "a container that writes more often is not cut",
    fix: "raise its idle timeout: 4 h is what the kubelet allows",
  };
  const age: Cause = {
    text: `something ends connections that are ${span} old, however much they carry`,
    check: "a container that writes all the time is cut as well: observe one",
  };
  return mayBeAge
    ? {
        verdict: `Follows of ${name} are cut every ${span}; nothing was written meanwhile, so it may be their silence or their age.`,
        causes: [limit, age],
      }
    : { verdict: `Follows of ${name} are cut ${span} after the last line.`, causes: [limit] };
}

function ageText(
  name: string,
  lives: readonly number[],
): { readonly verdict: string; readonly causes: readonly Cause[] } {
  const span = spanText(mean(lives));
  return {
    verdict: `Follows of ${name} are cut every ${span}, whether lines come or not.`,
    causes: [
      {
        text: `a load balancer, gateway or proxy before the API server lets no request live longer than ${span}`,
        check: "its request or stream timeout",
        fix: "raise that limit for the API server",
      },
      {
        text: "the API server itself is stopped at that interval",
        check: "kubectl get --raw '/metrics' | grep process_start_time_seconds changes",
      },
    ],
  };
}

/** Within a tenth, or a second and a half. */
function isRegular(spansMs: readonly number[]): boolean {
  if (spansMs.length < 2) return false;
  return Math.max(...spansMs) - Math.min(...spansMs) <= Math.max(1500, mean(spansMs) / 10) && mean(spansMs) > 0;
}

function mean(spansMs: readonly number[]): number {
  return spansMs.reduce((sum, span) => sum + span, 0) / spansMs.length;
}

function cutText({ lifeMs, quietMs, bytes, how, text }: StreamCut): string {
  return `${how} after ${spanText(lifeMs)}, ${spanText(quietMs)} after its last byte, having carried ${bytes} bytes: ${text}`;
}

function spanText(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${(ms / 60_000).toFixed(1)} min`;
}

function counted(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
