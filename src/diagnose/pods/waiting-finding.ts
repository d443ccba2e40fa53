import { findContainerStatus, isFailedStart } from "../../kube/container-status.ts";
import type { ContainerStatus } from "../../kube/objects.ts";
import type { Cause, Finding } from "../diagnosis.ts";
import { finding, type FindingParts } from "../hop.ts";
import { ageText } from "../time-text.ts";
import { crashFinding } from "./ended-finding.ts";
import { explainImage, imageReasons, pullSecretsText } from "./image-causes.ts";
import { containerSubject, eventTexts, hasRun, kindOf, type PodFacts, podText, podWords } from "./pod-facts.ts";

/** Shorter waits for images, volumes and the network are usual. */
const usualStartMs = 60_000;

const configReasons: readonly string[] = ["CreateContainerConfigError", "CreateContainerError", "InvalidImageName"];
const startReasons: readonly string[] = ["RunContainerError", "PostStartHookError", "PreStartHookError"];

/** Says why a container waits; undefined where nothing is wrong or worth a word. */
export function waitingFinding(facts: PodFacts, name: string): Finding | undefined {
  const { pod } = facts;
  const status = findContainerStatus(pod, name);
  const waiting = status?.state?.waiting;
  if (waiting === undefined && status !== undefined) return undefined;
  const reason = waiting?.reason ?? "";
  if (imageReasons.includes(reason)) return imageFinding(facts, name, reason);
  if (reason === "CrashLoopBackOff") {
    // Ended before it began: there is no crash, and no log.
    return isFailedStart(status?.lastState?.terminated) ? startFinding(facts, name, reason) : crashFinding(facts, name);
  }
  if (configReasons.includes(reason)) return configFinding(facts, name, reason);
  if (startReasons.includes(reason)) return startFinding(facts, name, reason);
  if (reason === "PodInitializing") return undefined;
  return creatingFinding(facts, name, reason);
}

/** What all findings of waiting containers share. */
function base(facts: PodFacts, name: string): Pick<FindingParts, "level" | "about" | "next"> {
  const { pod } = facts;
  return {
    // Where it has run before, that log is there.
    level: hasRun(pod, name) ? "problem" : "broken",
    about: containerSubject(pod, name),
    next: `kubectl describe pod ${podWords(pod)}`,
  };
}

function stateEvidence(name: string, status: ContainerStatus | undefined): readonly [string, string | undefined] {
  const { reason, message } = status?.state?.waiting ?? {};
  return [`state.waiting of container "${name}"`, message === undefined ? reason : `${reason}: ${message}`];
}

function imageFinding(facts: PodFacts, name: string, reason: string): Finding {
  const { pod } = facts;
  const status = findContainerStatus(pod, name);
  const image = imageOf(facts, name);
  // ErrImagePull tells why, ImagePullBackOff of older kubelets does not; the events do.
  const told = eventTexts(facts, ["Failed", "InspectFailed", "ErrImageNeverPull"], name).filter(
    (text) => !text.startsWith("Error: "),
  );
  const message = status?.state?.waiting?.message ?? "";
  const last = told.at(-1);
  const lost = eventTexts(facts, ["FailedToRetrieveImagePullSecret"]).at(-1);
  const [, lostSecrets] = /\(([^)]+)\)/.exec(lost ?? "") ?? [];
  const words = [message, ...told].join(" ");
  const { causes, next } = explainImage({ pod, container: name, image, reason, words, lostSecrets });
  return finding({
    ...base(facts, name),
    code: "image",
    verdict: `The image ${image} of container "${name}" of ${podText(pod)} cannot be had (${reason}): it has not started${hasRun(pod, name) ? " again" : ", so there is no log"}.`,
    evidence: [
      stateEvidence(name, status),
      // The state of newer kubelets says the same.
      ["event Failed", message.includes(whyOf(last)) ? undefined : last],
      ["event FailedToRetrieveImagePullSecret", lost],
      [
        "imagePullSecrets of the pod",
        causes.some(({ text }) => text.includes("credentials")) ? pullSecretsText(pod) : undefined,
      ],
    ],
    causes,
    next,
  });
}

/** What an event says beyond whom it is about. */
function whyOf(event: string = ""): string {
  return event.replace(/^Failed to pull image "[^"]*": /, "");
}

function imageOf({ pod }: PodFacts, name: string): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  return [...initContainers, ...containers, ...ephemeralContainers].find((one) => one.name === name)?.image ?? "";
}

function configFinding(facts: PodFacts, name: string, reason: string): Finding {
  const { pod } = facts;
  const status = findContainerStatus(pod, name);
  const message = status?.state?.waiting?.message ?? "";
  const absent = absentObject(facts, message);
  const key = /couldn't find key (\S+) in (ConfigMap|Secret) (\S+)/.exec(message);
  const missing =
    key === null
      ? undefined
      : {
          text: `the ${key[2]} ${key[3]} has no key "${key[1]}"`,
          fix: "add the key, or correct its name in the pod",
        };
  const next =
    key === null
      ? `kubectl describe pod ${podWords(pod)}`
      : `kubectl describe ${(key[2] ?? "").toLowerCase()} ${(key[3] ?? "").split("/").at(-1)} -n ${pod.metadata.namespace ?? ""}`;
  return finding({
    ...base(facts, name),
    code: "container-config",
    verdict: `Container "${name}" of ${podText(pod)} cannot be made (${reason}): ${message || "the kubelet does not say why"}`,
    evidence: [stateEvidence(name, status), ["event Failed", eventTexts(facts, ["Failed"], name).at(-1)]],
    ...(absent ?? { causes: missing === undefined ? [] : [missing], next }),
  });
}

/** A ConfigMap or Secret that is not there, by the kubelet's words; undefined where they tell of none. */
function absentObject({ pod }: PodFacts, message: string): Pick<FindingParts, "causes" | "next"> | undefined {
  const [, kind, object] = /(configmap|secret|persistentvolumeclaim) "([^"]+)" not found/i.exec(message) ?? [];
  if (kind === undefined) return undefined;
  const { namespace = "" } = pod.metadata;
  return {
    causes: [
      {
        text: `the ${kind} "${object}" does not exist in namespace "${namespace}"`,
        fix: "create it, or correct its name in the pod",
      },
    ],
    next: `kubectl get ${kind.toLowerCase()}s -n ${namespace}`,
  };
}

function startFinding(facts: PodFacts, name: string, reason: string): Finding {
  const { pod } = facts;
  const status = findContainerStatus(pod, name);
  const last = status?.lastState?.terminated;
  const ofStart = isFailedStart(last) ? last?.message : undefined;
  const message = ofStart ?? status?.state?.waiting?.message ?? "";
  return finding({
    ...base(facts, name),
    code: "container-start",
    verdict: `Container "${name}" of ${podText(pod)} cannot be started (${reason}): ${message || "the runtime does not say why"}`,
    evidence: [
      stateEvidence(name, status),
      ["event Failed", eventTexts(facts, ["Failed", "FailedPostStartHook"], name).at(-1)],
    ],
    causes: startCauses(message),
    ...(isCommandMissing(message) ? { next: commandOf(facts, name) } : {}),
  });
}

function startCauses(message: string): readonly Cause[] {
  if (isCommandMissing(message)) {
    return [
      {
        text: "the command of the container is not in its image",
        check: "command and args in the pod's spec",
        fix: "correct the command, or leave it out so that the image's own runs",
      },
    ];
  }
  if (/permission denied/.test(message))
    return [{ text: "the command in the image cannot be executed: its mode, or its user" }];
  if (/exec format error/.test(message)) return [{ text: "the image is for another processor" }];
  return [];
}

function isCommandMissing(message: string): boolean {
  return /executable file not found|no such file or directory/.test(message);
}

/** Shows what is to be run in the image. */
function commandOf({ pod }: PodFacts, name: string): string {
  const list = {
    init: "initContainers",
    sidecar: "initContainers",
    ephemeral: "ephemeralContainers",
    regular: "containers",
  };
  const fields = ["image", "command", "args"].map(
    (field) => `{.spec.${list[kindOf(pod, name)]}[?(@.name=="${name}")].${field}}`,
  );
  return `kubectl get pod ${podWords(pod)} -o jsonpath='${fields.join(" ")}'`;
}

const sandboxEvents: readonly string[] = [
  "FailedMount",
  "FailedAttachVolume",
  "FailedCreatePodSandBox",
  "FailedPodSandBoxStatus",
  "NetworkNotReady",
  "FailedCreatePodContainer",
];

/** `ContainerCreating`, or no status yet: volumes, the pod's network and images are being seen to. */
function creatingFinding(facts: PodFacts, name: string, reason: string): Finding | undefined {
  const { pod, nowMs, events } = facts;
  if (pod.spec.nodeName === undefined || kindOf(pod, name) === "ephemeral") return undefined;
  const ageMs = nowMs - Date.parse(pod.metadata.creationTimestamp ?? "");
  const failed = eventTexts(facts, sandboxEvents).at(-1);
  const pulling = eventTexts(facts, ["Pulling"], name).at(-1);
  const isLong = !(ageMs < usualStartMs);
  const how = { ...base(facts, name), evidence: [stateEvidence(name, findContainerStatus(pod, name))] as const };
  if (failed === undefined && !isLong) {
    return finding({
      ...how,
      code: "starting",
      level: "note",
      verdict: `Container "${name}" of ${podText(pod)} is about to start (${reason || "no status yet"}), ${ageText(ageMs)} after the pod was made.`,
      next: `kubectl kt logs ${podWords(pod)} -f`,
    });
  }
  if (failed === undefined && pulling !== undefined) {
    return finding({
      ...how,
      code: "starting",
      level: "note",
      verdict: `Container "${name}" of ${podText(pod)} waits for its image, which is being pulled.`,
      evidence: [...how.evidence, ["event Pulling", pulling]],
    });
  }
  return finding({
    ...how,
    code: "pod-sandbox",
    verdict:
      failed === undefined
        ? `Container "${name}" of ${podText(pod)} has not been made for ${ageText(ageMs)}, and nothing says why.`
        : `Container "${name}" of ${podText(pod)} cannot be made: ${failed}`,
    evidence: [...how.evidence, ["events", failed ?? (events.isSeen ? "none that tells" : events.error.message)]],
    causes:
      failed === undefined
        ? [
            {
              text: "its image is being pulled, and is large",
              check: `kubectl describe pod ${podWords(pod)} shows the event Pulling`,
            },
            { text: "a volume cannot be mounted", check: "the event FailedMount" },
            { text: "the node's kubelet or runtime hangs", check: `kubectl kt diagnose node/${pod.spec.nodeName}` },
          ]
        : [],
    ...absentObject(facts, failed ?? ""),
  });
}
