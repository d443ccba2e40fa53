import { type Diagnosis, type Finding, type FindingLevel, findingsOf, type Subject } from "../diagnosis.ts";
import type { FindingCode } from "../finding-code.ts";

/** A finding, and the other objects of which the same was found. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly others: readonly Subject[];
}

/** Findings, gravest first, and last what is calm; what was found of several pods in the same way is one. */
export function findingGroups(diagnosis: Diagnosis): readonly FindingGroup[] {
  const groups = new Map<string, { finding: Finding; others: Subject[] }>();
  for (const found of findingsOf(diagnosis)) {
    const key = keyOf(found);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding: found, others: [] });
    else group.others.push(found.about);
  }
  return [...groups.values()].toSorted((a, b) => rankOf(a.finding) - rankOf(b.finding));
}

const levels: readonly FindingLevel[] = ["broken", "problem", "note"];

function rankOf(found: Finding): number {
  return isCalm(found) ? levels.length : levels.indexOf(found.level);
}

/** Whether it tells of everyday life: a run that ended as it should, or ended long ago, and was followed by another. */
export function isCalm({ level, code }: Finding): boolean {
  return level === "note" && calmCodes.includes(code);
}

const calmCodes: readonly FindingCode[] = ["completed", "restarted", "replaced"];

/** Verdicts that differ only in names of pods, in numbers and in the units of ages say the same. */
function keyOf({ code, level, about, verdict }: Finding): string {
  const pod = about.kind === "Pod" ? about.name : about.pod;
  const text = pod === undefined ? verdict : verdict.replaceAll(wholeName(pod), "*");
  const same = `${code} ${about.kind} ${text.replaceAll(/\d+(?:[smhd]\b)?/g, "0").replaceAll("restarts", "restart")}`;
  if (about.kind !== "Container") return same;
  // What two containers called "main" wrote before they crashed is each its own story; of notes nobody needs to read as many.
  if (level === "note") return same.replaceAll(/container "[^"]+" of pod \S+/gi, "container");
  return `${about.namespace ?? ""}/${familyOf(pod ?? "")} ${same}`;
}

/** A name, and not a part of a longer one or of a word. */
function wholeName(name: string): RegExp {
  return new RegExp(`(?<![\\w.-])${RegExp.escape(name)}(?![\\w-])`, "g");
}

/** What pods of one workload have in common in their names: generated endings are of these letters (apimachinery `util/rand`). */
function familyOf(pod: string): string {
  return pod
    .replace(/(?:-[bcdfghjklmnpqrstvwxz2456789]{6,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$/, "")
    .replace(/-\d+$/, "");
}

/** `1 problem, 2 notes`; what there is of it. */
export function countText(diagnosis: Diagnosis): string {
  const groups = findingGroups(diagnosis);
  const notes = groups.filter(({ finding }) => finding.level === "note").length;
  const problems = groups.length - notes;
  const parts = [counted(problems, "problem"), ...(notes > 0 ? [counted(notes, "note")] : [])];
  return parts.join(", ");
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
}

/** What a subject is called: `container main of pod shop/web-1`. */
export function subjectText({ kind, name, namespace, pod }: Subject): string {
  const place = namespace === undefined ? "" : `${namespace}/`;
  if (kind === "Container") return `container ${name} of pod ${place}${pod ?? ""}`;
  return `${kind.toLowerCase()} ${place}${name}`;
}
