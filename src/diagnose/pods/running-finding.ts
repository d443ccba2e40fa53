import { findContainerStatus } from "../../kube/container-status.ts";
import type { Finding } from "../diagnosis.ts";
import { finding } from "../hop.ts";
import { ageText, agoText } from "../time-text.ts";
import { crashFinding, memoryFinding, titleOf } from "./ended-finding.ts";
import { exitText, forgottenMs, isLostRun, isShortRun, type Termination } from "./exit-meaning.ts";
import { containerSubject, eventTexts, isStartedAnew, kindOf, type PodFacts, podWords } from "./pod-facts.ts";

/** After this time a container that runs should be ready. */
const usualReadyMs = 60_000;
/** So many restarts, the last one recent, are a loop whatever the runs between them took. */
const loopRestarts = 3;

/** What is wrong, or worth a word, with a container that runs. */
export function runningFindings(facts: PodFacts, name: string): readonly Finding[] {
  const { pod, nowMs } = facts;
  const status = findContainerStatus(pod, name);
  const running = status?.state?.running;
  if (status === undefined || running === undefined) return [];
  const last = status.lastState?.terminated;
  const sinceStartMs = nowMs - (Date.parse(running.startedAt ?? "") || 0);
  const isRecent = last !== undefined && !isLostRun(last) && sinceStartMs < forgottenMs;
  if (isRecent && last.reason === "OOMKilled") return [memoryFinding(facts, name, last)];
  if (isRecent && isLoop(facts, name, last)) return [crashFinding(facts, name)];
  const isUnready =
    kindOf(pod, name) === "regular" && status.ready === false && pod.metadata.deletionTimestamp === undefined;
  if (isUnready) return [unreadyFinding(facts, name, sinceStartMs)];
  if (last === undefined || status.restartCount === 0 || kindOf(pod, name) === "init") return [];
  return [
    finding({
      code: "restarted",
      level: "note",
      about: containerSubject(pod, name),
      verdict: `${titleOf(facts, name)} was restarted ${status.restartCount} ${status.restartCount === 1 ? "time" : "times"}, last ${agoText(last.finishedAt, nowMs) ?? ""} with ${exitText(last)}; its log begins with this run.`,
      next: `kubectl kt logs ${podWords(pod)} -c ${name} --instances all`,
    }),
  ];
}

/** Whether it will wait for its next start as well, though it runs right now: the momentary state decides nothing. */
function isLoop(facts: PodFacts, name: string, last: Termination): boolean {
  const { restartCount = 0 } = findContainerStatus(facts.pod, name) ?? {};
  // Of a short run the end before it is near, too, and so the kubelet lets it wait.
  if (isShortRun(last) && restartCount > 1) return last.exitCode !== 0 || isStartedAnew(facts.pod, name);
  return last.exitCode !== 0 && restartCount >= loopRestarts;
}

function unreadyFinding(facts: PodFacts, name: string, sinceStartMs: number): Finding {
  const { pod, events } = facts;
  const told = eventTexts(facts, ["Unhealthy"], name).at(-1);
  const isEarly = sinceStartMs < usualReadyMs;
  return finding({
    code: "not-ready",
    level: isEarly ? "note" : "problem",
    about: containerSubject(pod, name),
    verdict: `${titleOf(facts, name)} runs for ${ageText(sinceStartMs)} and is not ready${isEarly ? " yet" : ""}${told === undefined ? "" : `: ${told.replace(/[\s:.]+$/, "")}`}.`,
    evidence: [
      [`status of container "${name}"`, "running, ready: false"],
      ["event Unhealthy", told ?? (events.isSeen ? undefined : events.error.message)],
    ],
    causes:
      isEarly || told !== undefined
        ? []
        : [
            {
              text: "its readiness probe fails",
              check: `kubectl describe pod ${podWords(pod)} shows the event Unhealthy`,
            },
            { text: "its startup probe has not succeeded yet", check: "started: false in its status" },
          ],
    next: `kubectl kt logs ${podWords(pod)} -c ${name} --tail 50`,
  });
}
