import { findContainerStatus } from "../../kube/container-status.ts";
import { containersOf, stateOf } from "../../targets/pods/containers.ts";
import type { Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { ageText } from "../time-text.ts";
import { endedFinding } from "./ended-finding.ts";
import { containerSubject, eventTexts, hasRun, type PodFacts, podSubject, podText, podWords } from "./pod-facts.ts";
import { runningFindings } from "./running-finding.ts";
import { waitingFinding } from "./waiting-finding.ts";

/** An init container may work so long before it is worth asking why. */
const usualInitMs = 60_000;

/** Looks at the state of the containers: images, settings, init containers, ends, restarts, readiness. */
export function containersHop(facts: PodFacts): Hop {
  const { pod, containers } = facts;
  const waiting = initWait(facts);
  const names = new Set([...initContainersOf(facts), ...containers]);
  const findings = [...names].flatMap((name) => findingsOf(facts, name));
  return seenHop({
    name: "containers",
    about: podSubject(pod),
    checked: "state, lastState, ready and restartCount of the containers, the pod's events",
    says: containers.map((name) => `${name} ${stateText(facts, name)}`).join("; "),
    durationMs: facts.events.durationMs,
    findings: waiting === undefined ? findings : withWaiting(findings, waiting, facts),
  });
}

/** Says of an init container that fails who waits for it; of one that does not, that they wait. */
function withWaiting(findings: readonly Finding[], wait: InitWait, facts: PodFacts): readonly Finding[] {
  const { current, waiting, isSidecar } = wait;
  const isOwn = (found: Finding): boolean => found.about.kind === "Container" && found.about.name === current;
  if (!findings.some(isOwn)) return [...findings, initFinding(wait, facts)];
  const level = levelOf(wait, facts);
  const others = waiting.map((name) => `"${name}"`).join(", ");
  const sentence = ` ${waiting.length === 1 ? "Container" : "Containers"} ${others} cannot start before it has ${isSidecar ? "started" : "ended well"}.`;
  return findings.map((found) => (isOwn(found) ? { ...found, level, verdict: found.verdict + sentence } : found));
}

/** Where no container has run, there is no log to look for. */
function levelOf({ waiting }: InitWait, { pod }: PodFacts): Finding["level"] {
  return waiting.every((name) => !hasRun(pod, name)) ? "broken" : "problem";
}

function initContainersOf({ pod }: PodFacts): readonly string[] {
  return containersOf(pod).flatMap(({ name, kind }) => (kind === "init" ? [name] : []));
}

function findingsOf(facts: PodFacts, name: string): readonly Finding[] {
  const state = stateOf(facts.pod, name);
  if (state === "running") return runningFindings(facts, name);
  // The kubelet has not told the state of anything yet, or has given the pod up.
  if (facts.pod.status?.phase === "Failed" && findContainerStatus(facts.pod, name) === undefined) return [];
  if (state === "terminated" && wasStopped(facts, name)) return [];
  const found = state === "terminated" ? endedFinding(facts, name) : waitingFinding(facts, name);
  return found === undefined ? [] : [found];
}

/** Ended with its pod, which has failed as a whole or is being deleted: that is told of the pod. */
function wasStopped({ pod }: PodFacts, name: string): boolean {
  const ended = findContainerStatus(pod, name)?.state?.terminated;
  const isKilled = ended?.exitCode === 137 || ended?.exitCode === 143 || ended?.reason === "ContainerStatusUnknown";
  const hasPodFailed = pod.status?.phase === "Failed" && pod.status.reason !== undefined;
  return isKilled && (hasPodFailed || pod.metadata.deletionTimestamp !== undefined);
}

/** Containers that wait for an init container. */
interface InitWait {
  readonly waiting: readonly string[];
  /** The one that they wait for. */
  readonly current: string;
  /** Whether that is to start, and not to end. */
  readonly isSidecar: boolean;
}

function initWait(facts: PodFacts): InitWait | undefined {
  const { pod, containers } = facts;
  const waiting = containers.filter(
    (name) => findContainerStatus(pod, name)?.state?.waiting?.reason === "PodInitializing",
  );
  const current = containersOf(pod).find(({ name, kind }) => {
    const status = findContainerStatus(pod, name);
    if (kind === "sidecar") return status?.started !== true;
    return kind === "init" && status?.state?.terminated?.exitCode !== 0;
  });
  if (waiting.length === 0 || current === undefined) return undefined;
  return { waiting, current: current.name, isSidecar: current.kind === "sidecar" };
}

function initFinding(wait: InitWait, facts: PodFacts): Finding {
  const { pod, nowMs } = facts;
  const { waiting, current, isSidecar } = wait;
  const state = findContainerStatus(pod, current)?.state;
  const sinceMs = nowMs - (Date.parse(state?.running?.startedAt ?? "") || nowMs);
  const isRunning = state?.running !== undefined;
  const isEarly = isRunning && sinceMs < usualInitMs;
  const others = waiting.map((name) => `"${name}"`).join(", ");
  return finding({
    code: "init-waiting",
    level: isEarly ? "note" : levelOf(wait, facts),
    about: containerSubject(pod, current),
    verdict: `${waiting.length === 1 ? "Container" : "Containers"} ${others} of ${podText(pod)} cannot start before ${isSidecar ? "sidecar" : "init container"} "${current}" has ${isSidecar ? "started" : "ended"}, which ${isRunning ? `runs for ${ageText(sinceMs)}` : stateText(facts, current)}.`,
    evidence: [
      [`state.waiting of container ${others}`, "PodInitializing"],
      [`state of ${isSidecar ? "sidecar" : "init container"} "${current}"`, stateText(facts, current)],
      ["event Unhealthy", isSidecar ? eventTexts(facts, ["Unhealthy"], current).at(-1) : undefined],
    ],
    causes: isSidecar
      ? [{ text: "its startup probe has not succeeded yet", check: "the probe in the pod's spec, and its own log" }]
      : isRunning
        ? [{ text: "it waits for something that does not come, or has much to do", check: "its own log" }]
        : [],
    next: `kubectl kt logs ${podWords(pod)} -c ${current} --tail 50`,
  });
}

function stateText({ pod, nowMs }: PodFacts, name: string): string {
  const status = findContainerStatus(pod, name);
  const { running, waiting, terminated } = status?.state ?? {};
  const times =
    status !== undefined && status.restartCount > 0
      ? `, ${status.restartCount} restart${status.restartCount === 1 ? "" : "s"}`
      : "";
  if (running !== undefined) {
    const sinceMs = nowMs - (Date.parse(running.startedAt ?? "") || nowMs);
    return `runs for ${ageText(sinceMs)}${times}`;
  }
  if (terminated !== undefined)
    return `ended with ${terminated.exitCode} (${terminated.reason ?? "no reason"})${times}`;
  return `waits (${waiting?.reason ?? "no status yet"})${times}`;
}
