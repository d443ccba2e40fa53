import { levelNames } from "../../text/level/level.ts";
import { formatTimestamp, parseTimestamp, sentenceTimestamp } from "../../time/timestamp.ts";
import { type Diagnosis, findingsOf, hasProblem, type Subject } from "../diagnosis.ts";
import { type FindingGroup, findingGroups } from "../report/summary.ts";
import { ageText } from "../time-text.ts";
import { eventsFile, placesOf, type Sources, waitFile } from "./claims.ts";
import { firstTimeMs } from "./event-list.ts";
import { type Bundle, troubledPods } from "./gather-bundle.ts";
import type { InstanceLog } from "./instance-log.ts";
import { linesOf } from "./log-records.ts";
import { placeInPod, podDocumentPath } from "./pod-document.ts";
import type { ReadInstance } from "./read-instances.ts";
import type { Place } from "./report-file.ts";
import { tellingRecords } from "./telling-records.ts";

/** A sentence, and where it can be seen that it is true. */
export interface Claim {
  readonly text: string;
  readonly places: readonly Place[];
}

/** Something that is wrong, with where it shows. */
export interface ShownFinding extends FindingGroup {
  readonly places: readonly Place[];
}

/** Lines of a log that tell much about the failure. */
export interface TellingLines {
  readonly place: Place;
  readonly lines: readonly string[];
  readonly level: (typeof levelNames)[number];
  /** RFC 3339; absent where the line has no time. */
  readonly time?: string;
  /** How many records are like it. */
  readonly count: number;
  /** Absent where there is nothing to compare with. */
  readonly isNew?: boolean;
}

/** What a report says. */
export interface ReportSummary {
  readonly hasFailed: boolean;
  /** Whether there is no more than was known when somebody ended the run. */
  readonly isInterrupted: boolean;
  /** What failed, and since when, in sentences. */
  readonly answer: readonly Claim[];
  /** The gravest first; notes are among them. */
  readonly findings: readonly ShownFinding[];
  readonly telling: readonly TellingLines[];
  /** With what the lines were compared. */
  readonly comparison: string;
  /** The next command; absent where nothing is wrong. */
  readonly next?: string;
}

/** What waiting came to; without secrets. */
export interface Waited {
  readonly hasFailed: boolean;
  readonly text: string;
  /** How it went, the outcome at the end: the lines of a file of the report. */
  readonly steps: readonly string[];
}

/** What a summary is made with besides the bundle. */
export interface SummaryOptions {
  readonly sources: Sources;
  /** Logs to compare with instead of those of the bundle that are well. */
  readonly reference: { readonly name: string; readonly logs: readonly InstanceLog[] } | undefined;
  /** What waiting for it came to; undefined: nobody waited. */
  readonly waited: Waited | undefined;
  /** A sentence that says by what the run was interrupted; undefined: it came to its end. */
  readonly interruption: string | undefined;
}

/** Says in few words what a bundle shows. */
export function summarize(bundle: Bundle, options: SummaryOptions): ReportSummary {
  const { diagnosis } = bundle;
  const { sources, waited, reference, interruption } = options;
  const isInterrupted = interruption !== undefined;
  const hasFailed = hasProblem(diagnosis) || waited?.hasFailed === true || isInterrupted;
  const findings = findingGroups(diagnosis).map((group) => ({ ...group, places: placesOf(group.finding, sources) }));
  const failed = bundle.instances.filter((instance) => isTroubled(instance, diagnosis));
  const before = comparedWith(bundle, failed, reference);
  const records = hasFailed
    ? tellingRecords(
        failed.map(({ log }) => log),
        before.logs,
      )
    : [];
  const telling = records.map(({ record, count, isNew }): TellingLines => {
    const { log, first, level, time } = record;
    return {
      place: { file: log.path, line: first + 1 },
      lines: linesOf(record),
      level: levelNames[level] ?? "unknown",
      ...(time === undefined ? {} : { time: formatTimestamp(time) }),
      count,
      ...(isNew === undefined ? {} : { isNew }),
    };
  });
  const next = findings.find(({ finding }) => finding.level !== "note" && finding.next !== undefined)?.finding.next;
  return {
    hasFailed,
    isInterrupted,
    answer: [
      ...(isInterrupted ? [{ text: interruption, places: [] }] : []),
      ...(waited === undefined ? [] : [{ text: waited.text, places: [{ file: waitFile, line: waited.steps.length }] }]),
      ...whatFailed(bundle, findings, hasFailed),
      ...(hasFailed ? sinceWhen(bundle, sources) : []),
    ],
    findings,
    telling,
    comparison: before.text,
    ...(hasFailed && next !== undefined ? { next } : {}),
  };
}

function whatFailed(
  { diagnosis, pods }: Bundle,
  findings: readonly ShownFinding[],
  hasFailed: boolean,
): readonly Claim[] {
  const what = diagnosis.target;
  const noun = `${pods.length} pod${pods.length === 1 ? "" : "s"}`;
  const problems = findings.filter(({ finding }) => finding.level !== "note");
  if (problems.length === 0) {
    const isUnseen = diagnosis.hops.every(({ result }) => result === "not-reached");
    const text = isUnseen
      ? "There was no time to diagnose it."
      : hasFailed
        ? `Nothing else is wrong with its ${noun}.`
        : `${what} is well: nothing is wrong with its ${noun}.`;
    return [{ text, places: [{ file: sourcesFile, line: 1 }] }];
  }
  const troubled = troubledPods(diagnosis);
  const bad = pods.filter(({ metadata }) => troubled.has(`${metadata.namespace}/${metadata.name}`)).length;
  const extent =
    pods.length === 0
      ? ""
      : bad === 0
        ? `, though none of its ${noun} is unwell`
        : pods.length === 1
          ? ": its pod is unwell"
          : `: ${bad} of its ${noun} ${bad === 1 ? "is" : "are"} unwell`;
  return [
    { text: `${what} is not well${extent}.`, places: [{ file: sourcesFile, line: 1 }] },
    ...problems.slice(0, mostSentences).map(({ finding, others, places }) => {
      const same = others.length === 0 ? "" : ` The same holds for ${others.length} more.`;
      return { text: `${finding.verdict.replace(/[.\s]*$/, ".")}${same}`, places };
    }),
  ];
}

const sourcesFile = "diagnosis.txt";
const mostSentences = 3;

/** The earliest sign of trouble that is still to be seen. */
function sinceWhen({ diagnosis, pods, events }: Bundle, { pods: documents }: Sources): readonly Claim[] {
  const troubled = troubledPods(diagnosis);
  const signs: { readonly atMs: number; readonly text: string; readonly place: Place }[] = [];
  for (const [index, { event }] of events.entries()) {
    const { type, reason = "", involvedObject: { kind, namespace, name } = {} } = event;
    const isOfTrouble = kind !== "Pod" || troubled.has(`${namespace}/${name}`);
    if (type !== "Warning" || !isOfTrouble) continue;
    const place = { file: eventsFile, line: index + 1 };
    signs.push({
      atMs: firstTimeMs(event),
      text: `the first event ${reason} of ${kind?.toLowerCase()} ${name}`,
      place,
    });
  }
  for (const { metadata, status } of pods) {
    const file = documents.get(podDocumentPath(metadata.namespace ?? "", metadata.name));
    if (file === undefined || !troubled.has(`${metadata.namespace}/${metadata.name}`)) continue;
    for (const { name, state, lastState } of status?.containerStatuses ?? []) {
      const ended = lastState?.terminated ?? state?.terminated;
      if (ended === undefined || ended.exitCode === 0) continue;
      const about: Subject = { kind: "Container", name, pod: metadata.name };
      const text = `container ${name} of pod ${metadata.name} ended with exit code ${ended.exitCode}`;
      signs.push({ atMs: Date.parse(ended.finishedAt ?? ""), text, place: placeInPod(file, about, "terminated") });
    }
    const ready = status?.conditions?.find((one) => one.type === "Ready" && one.status === "False");
    if (ready === undefined) continue;
    const about: Subject = { kind: "Pod", name: metadata.name };
    const text = `pod ${metadata.name} has not been ready since then`;
    signs.push({
      atMs: Date.parse(ready.lastTransitionTime ?? ""),
      text,
      place: placeInPod(file, about, "conditions"),
    });
  }
  const first = signs.filter(({ atMs }) => !Number.isNaN(atMs)).toSorted((a, b) => a.atMs - b.atMs)[0];
  const at = first && parseTimestamp(new Date(first.atMs).toISOString());
  if (first === undefined || at === undefined) return [];
  const ago = ageText(diagnosis.startedMs - first.atMs);
  return [
    { text: `Since ${sentenceTimestamp(at)} (${ago} before this report): ${first.text}.`, places: [first.place] },
  ];
}

/** An instance that failed; a run that ended well before is none. */
function isTroubled({ target, pod, which }: ReadInstance, diagnosis: Diagnosis): boolean {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const status = statuses.find(({ name }) => name === target.container);
  const ended = which === "previous" ? status?.lastState?.terminated : status?.state?.terminated;
  if (ended?.exitCode === 0 && ended.reason !== "OOMKilled") return false;
  return findingsOf(diagnosis).some(({ level, about }) => {
    if (level === "note" || about.namespace !== target.pod.namespace) return false;
    if (about.kind === "Container") return about.pod === target.pod.name && about.name === target.container;
    return about.kind === "Pod" && about.name === target.pod.name;
  });
}

/** What was, or is, well: what is given, or instances of the same containers without trouble. */
function comparedWith(
  { instances, diagnosis }: Bundle,
  failed: readonly ReadInstance[],
  reference: SummaryOptions["reference"],
): { readonly text: string; readonly logs: readonly InstanceLog[] } {
  if (reference !== undefined) return { text: `New is what is not in ${reference.name}.`, logs: reference.logs };
  const names = new Set(failed.map(({ target }) => target.container));
  const well = instances.filter(
    (one) => names.has(one.target.container) && !isTroubled(one, diagnosis) && one.log.lines.length > 0,
  );
  if (well.length === 0) {
    return {
      text: "There is no instance that is well to compare with (--diff takes an earlier report): errors and last lines are shown.",
      logs: [],
    };
  }
  const revisions = new Set(failed.map(({ pod }) => revisionOf(pod)));
  const earlier = well.filter(({ pod }) => !revisions.has(revisionOf(pod)));
  const compared = earlier.length > 0 ? earlier : well;
  const count = `${compared.length} instance${compared.length === 1 ? "" : "s"}`;
  const which = earlier.length > 0 ? "of other revisions, whose pods are still there" : "that are well";
  return { text: `New is what is not in the logs of ${count} ${which}.`, logs: compared.map(({ log }) => log) };
}

function revisionOf({ metadata: { labels = {}, ownerReferences = [] } }: ReadInstance["pod"]): string {
  return labels["pod-template-hash"] ?? labels["controller-revision-hash"] ?? ownerReferences[0]?.name ?? "";
}
