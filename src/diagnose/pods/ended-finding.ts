import { findContainerStatus, isFailedStart } from "../../kube/container-status.ts";
import type { Cause, Finding } from "../diagnosis.ts";
import { finding } from "../hop.ts";
import { Masker } from "../masking/masker.ts";
import { agoText } from "../time-text.ts";
import { exitCauses, exitText, isShortRun, type Termination } from "./exit-meaning.ts";
import { lastWordsOf } from "./last-words.ts";
import { containerSubject, eventTexts, isStartedAnew, kindOf, type PodFacts, podText, podWords } from "./pod-facts.ts";

/** A container in CrashLoopBackOff: it ended, and waits to be started again. */
export function crashFinding(facts: PodFacts, name: string): Finding {
  const { pod } = facts;
  const status = findContainerStatus(pod, name);
  const last = status?.state?.terminated ?? status?.lastState?.terminated;
  const times = status?.restartCount ?? 0;
  if (last?.reason === "OOMKilled") return memoryFinding(facts, name, last);
  const isEndless = last?.exitCode === 0;
  return finding({
    code: "crash-loop",
    level: "problem",
    about: containerSubject(pod, name),
    verdict: `${titleOf(facts, name)} ends again and again${times > 0 ? ` (${times} ${times === 1 ? "restart" : "restarts"})` : ""}, the last time ${
      last === undefined ? "in a way that is not known" : endText(facts, last)
    }.`,
    evidence: endEvidence(facts, name, last),
    causes: isEndless ? wellEndCauses(facts, name) : endCauses(facts, name, last),
    next: previousCommand(facts, name),
  });
}

/** A container whose state is that it has ended; undefined for an init container that ended well. */
export function endedFinding(facts: PodFacts, name: string): Finding | undefined {
  const { pod, isReplaced } = facts;
  const status = findContainerStatus(pod, name);
  const ended = status?.state?.terminated;
  if (ended === undefined) return undefined;
  const about = containerSubject(pod, name);
  if (ended.exitCode === 0 && ended.reason !== "OOMKilled") {
    if (kindOf(pod, name) === "init") return undefined;
    // Between two back-offs it has just ended well; the end before it was a moment ago, too.
    if (isStartedAnew(pod, name) && (status?.restartCount ?? 0) > 0 && isShortRun(ended))
      return crashFinding(facts, name);
    return finding({
      code: "completed",
      level: "note",
      about,
      verdict: `${titleOf(facts, name)} ended well ${agoText(ended.finishedAt, facts.nowMs) ?? ""}: nothing more will come${isStartedAnew(pod, name) ? " until it is started again" : ""}, and its log can be read.`,
      evidence: endEvidence(facts, name, ended),
      next: `kubectl kt logs ${podWords(pod)} -c ${name}`,
    });
  }
  if (isReplaced) {
    return finding({
      code: "replaced",
      level: "note",
      about,
      verdict: `${titleOf(facts, name)} ended ${endText(facts, ended)}, but another pod of its owner has taken its place.`,
      evidence: endEvidence(facts, name, ended),
    });
  }
  if (kindOf(pod, name) === "ephemeral") {
    return finding({
      code: "exited",
      level: "note",
      about,
      verdict: `${titleOf(facts, name)} has ended ${endText(facts, ended)}: it was for debugging, and the pod does not depend on it.`,
      evidence: endEvidence(facts, name, ended),
    });
  }
  if (ended.reason === "OOMKilled") return memoryFinding(facts, name, ended);
  const willRestart = pod.spec.restartPolicy === "Always" || pod.spec.restartPolicy === "OnFailure";
  if (willRestart && (status?.restartCount ?? 0) > 0) return crashFinding(facts, name);
  return finding({
    code: isFailedStart(ended) ? "container-start" : "exited",
    level: "problem",
    about,
    verdict: `${titleOf(facts, name)} has ended ${endText(facts, ended)}.`,
    evidence: endEvidence(facts, name, ended),
    causes: endCauses(facts, name, ended),
    next: `kubectl kt logs ${podWords(pod)} -c ${name} --tail 50`,
  });
}

/** A run that was killed for its memory. */
export function memoryFinding(facts: PodFacts, name: string, ended: Termination): Finding {
  const { pod } = facts;
  const { containers, initContainers = [] } = pod.spec;
  const limit = [...containers, ...initContainers].find((one) => one.name === name)?.resources?.limits?.memory;
  const times = findContainerStatus(pod, name)?.restartCount ?? 0;
  return finding({
    code: "out-of-memory",
    level: "problem",
    about: containerSubject(pod, name),
    verdict: `${titleOf(facts, name)} was killed for using more memory than ${
      limit === undefined ? "there was" : `its limit of ${limit}`
    } (OOMKilled, ${agoText(ended.finishedAt, facts.nowMs) ?? "at an unknown time"}${times > 0 ? `; restarts: ${times}` : ""}).`,
    evidence: [...endEvidence(facts, name, ended), ["resources.limits.memory", limit]],
    causes:
      limit === undefined
        ? [
            {
              text: "the node itself had no memory left: the container has no limit",
              check: `kubectl describe node ${pod.spec.nodeName ?? "NODE"}: MemoryPressure, SystemOOM`,
            },
            {
              text: "the pod as a whole has a limit, which another container used up",
              check: "resources of the pod's spec",
            },
          ]
        : [
            {
              text: "the program needs more than its limit",
              check: "it is killed at the same work each time, or right at its start",
              fix: "raise resources.limits.memory",
            },
            {
              text: "the program uses more and more, or does not know its limit",
              check: "its use grows with time: kubectl top pod; Java, Node and Go want to be told the limit",
            },
          ],
    next: previousCommand(facts, name),
  });
}

/** Of a program that ends with 0 and is started again all the same. */
function wellEndCauses(facts: PodFacts, name: string): readonly Cause[] {
  const known = probeCauses(facts, name);
  if (known.length > 0) return known;
  return [
    {
      text: "its program ends when its work is done, but the pod's restartPolicy is Always",
      fix: "a Job for what ends, or a command that goes on",
    },
  ];
}

/** Where the kubelet says that it did it for a probe, nothing else is left to guess. */
function endCauses(facts: PodFacts, name: string, ended: Termination | undefined): readonly Cause[] {
  const known = probeCauses(facts, name);
  return known.length > 0 || ended === undefined ? known : exitCauses(ended, describe(facts));
}

/** A liveness probe that fails explains ends that look like the program's own. */
function probeCauses(facts: PodFacts, name: string): readonly Cause[] {
  const told = eventTexts(facts, ["Unhealthy"], name).filter((text) => /^(?:Liveness|Startup) probe failed/.test(text));
  const killed = eventTexts(facts, ["Killing"], name).find((text) => /probe/.test(text));
  if (killed === undefined) return [];
  return [
    {
      text: `the kubelet restarted it because its probe failed: ${told.at(-1) ?? killed}`,
      check: "the probe's path, port and times",
    },
  ];
}

/** `Container "main" of pod shop/web-1`. */
export function titleOf({ pod }: PodFacts, name: string): string {
  const kind = kindOf(pod, name);
  const noun = kind === "init" ? "Init container" : kind === "ephemeral" ? "Ephemeral container" : "Container";
  return `${noun} "${name}" of ${podText(pod)}`;
}

function endText({ nowMs }: PodFacts, ended: Termination): string {
  const ago = agoText(ended.finishedAt, nowMs);
  return `with ${exitText(ended)}${ago === undefined ? "" : `, ${ago}`}`;
}

function endEvidence(
  facts: PodFacts,
  name: string,
  ended: Termination | undefined,
): readonly (readonly [string, string | undefined])[] {
  const status = findContainerStatus(facts.pod, name);
  const { reason, message } = status?.state?.waiting ?? {};
  const field = status?.state?.terminated === undefined ? "lastState.terminated" : "state.terminated";
  const back = eventTexts(facts, ["BackOff"], name).at(-1);
  return [
    [
      `state.waiting of container "${name}"`,
      reason === undefined ? undefined : `${reason}${message ? `: ${message}` : ""}`,
    ],
    [`${field} of container "${name}"`, ended && endFields(ended)],
    ["event BackOff", reason === undefined ? undefined : back],
    ["event Killing", eventTexts(facts, ["Killing"], name).at(-1)],
    ...lastWords(facts, name),
  ];
}

/** What the run wrote before it ended, masked like a report; empty where it could not be read. */
function lastWords({ pod, logs, previous }: PodFacts, name: string): readonly (readonly [string, string])[] {
  const isOver = findContainerStatus(pod, name)?.state?.terminated !== undefined;
  const probe = (isOver ? logs : previous).get(name);
  if (probe?.kind !== "line") return [];
  return lastWordsOf(probe.lines).map(({ from, text }) => {
    const masked = new Masker().text(text);
    const shown = masked.length > longLine ? `${masked.slice(0, longLine)}…` : masked;
    return [`${from} of the log of container "${name}"`, shown];
  });
}

/** Of a longer line the beginning is enough to tell it by. */
const longLine = 400;

function endFields({ reason, exitCode, signal, startedAt, finishedAt, message }: Termination): string {
  const bySignal = signal === undefined ? "" : `, signal ${signal}`;
  // Of a start that failed the runtime's beginning is 1970.
  const when =
    Date.parse(startedAt ?? "") === 0 ? `at ${finishedAt ?? "?"}` : `from ${startedAt ?? "?"} to ${finishedAt ?? "?"}`;
  return `${reason ?? "no reason"}, exit code ${exitCode}${bySignal}, ${when}${message ? `: ${message}` : ""}`;
}

/** Where the run that ended has its log: `previous` only once the container waits or runs again. */
function previousCommand({ pod }: PodFacts, name: string): string {
  const isOver = findContainerStatus(pod, name)?.state?.terminated !== undefined;
  return `kubectl kt logs ${podWords(pod)} -c ${name}${isOver ? "" : " --previous"} --tail 50`;
}

function describe({ pod }: PodFacts): string {
  return `kubectl describe pod ${podWords(pod)}`;
}
