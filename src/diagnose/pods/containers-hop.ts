import { findContainerStatus } from "../../kube/container-status.ts";
import { containersOf, stateOf } from "../../targets/pods/containers.ts";
import type { Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { ageText } from "../time-text.ts";
import { endedFinding } from "./ended-finding.ts";
import { containerSubject, hasRun, type PodFacts, podSubject, podText, podWords } from "./pod-facts.ts";
import { runningFindings } from "./running-finding.ts";
import { waitingFinding } from "./waiting-finding.ts";

/** An init container may work so long before it is worth asking why. */
const usualInitMs = 60_000;

/** Looks at the state of the containers: images, settings, init containers, ends, restarts, readiness. */
export function containersHop(facts: PodFacts): Hop {
  const { pod, containers } = facts;
  const names = new Set([...initContainersOf(facts), ...containers]);
  const findings = [...names].flatMap((name) => findingsOf(facts, name));
  const waiting = initFinding(facts);
  return seenHop({
    name: "containers",
    about: podSubject(pod),
    checked: "state, lastState, ready and restartCount of the containers, the pod's events",
    says: containers.map((name) => `${name} ${stateText(facts, name)}`).join(", "),
    durationMs: facts.events.durationMs,
    findings: waiting === undefined ? findings : [...findings, waiting],
  });
}

function initContainersOf({ pod }: PodFacts): readonly string[] {
  return containersOf(pod).flatMap(({ name, kind }) => (kind === "init" ? [name] : []));
}

function findingsOf(facts: PodFacts, name: string): readonly Finding[] {
  const state = stateOf(facts.pod, name);
  if (state === "running") return runningFindings(facts, name);
  // The kubelet has not told the state of anything yet, or has given the pod up.
  if (facts.pod.status?.phase === "Failed" && findContainerStatus(facts.pod, name) === undefined) return [];
  const found = state === "terminated" ? endedFinding(facts, name) : waitingFinding(facts, name);
  return found === undefined ? [] : [found];
}

/** Containers that wait for an init container: which one, and since when. */
function initFinding(facts: PodFacts): Finding | undefined {
  const { pod, containers, nowMs } = facts;
  const waiting = containers.filter(
    (name) => findContainerStatus(pod, name)?.state?.waiting?.reason === "PodInitializing",
  );
  const [first] = waiting;
  if (first === undefined) return undefined;
  const current = initContainersOf(facts).find(
    (name) => findContainerStatus(pod, name)?.state?.terminated?.exitCode !== 0,
  );
  if (current === undefined) return undefined;
  const state = findContainerStatus(pod, current)?.state;
  const sinceMs = nowMs - (Date.parse(state?.running?.startedAt ?? "") || nowMs);
  const isRunning = state?.running !== undefined;
  const isEarly = isRunning && sinceMs < usualInitMs;
  const others = waiting.map((name) => `"${name}"`).join(", ");
  return finding({
    code: "init-waiting",
    level: isEarly ? "note" : waiting.every((name) => !hasRun(pod, name)) ? "broken" : "problem",
    about: containerSubject(pod, first),
    verdict: `${waiting.length === 1 ? "Container" : "Containers"} ${others} of ${podText(pod)} cannot start before init container "${current}" has ended, which ${isRunning ? `runs for ${ageText(sinceMs)}` : stateText(facts, current)}.`,
    evidence: [
      [`state.waiting of container "${first}"`, "PodInitializing"],
      [`state of init container "${current}"`, stateText(facts, current)],
    ],
    causes: isRunning
      ? [{ text: "it waits for something that does not come, or has much to do", check: "its own log" }]
      : [],
    next: `kubectl kt logs ${podWords(pod)} -c ${current} --tail 50`,
  });
}

function stateText({ pod, nowMs }: PodFacts, name: string): string {
  const status = findContainerStatus(pod, name);
  const { running, waiting, terminated } = status?.state ?? {};
  const times = status !== undefined && status.restartCount > 0 ? `, ${status.restartCount} restarts` : "";
  if (running !== undefined) {
    const sinceMs = nowMs - (Date.parse(running.startedAt ?? "") || nowMs);
    return `runs for ${ageText(sinceMs)}${times}`;
  }
  if (terminated !== undefined)
    return `ended with ${terminated.exitCode} (${terminated.reason ?? "no reason"})${times}`;
  return `waits (${waiting?.reason ?? "no status yet"})${times}`;
}
