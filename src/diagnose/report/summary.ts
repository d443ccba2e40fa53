import {
  type Diagnosis,
  type Finding,
  type FindingLevel,
  findingsOf,
  type Hop,
  type HopName,
  type Subject,
} from "../diagnosis.ts";

/** A finding, and the other objects of which the same was found. */
export interface FindingGroup {
  readonly finding: Finding;
  readonly others: readonly Subject[];
}

/** Findings, gravest first; what was found of several pods in the same way is one. */
export function findingGroups(diagnosis: Diagnosis): readonly FindingGroup[] {
  const groups = new Map<string, { finding: Finding; others: Subject[] }>();
  for (const found of findingsOf(diagnosis)) {
    const key = keyOf(found);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding: found, others: [] });
    else group.others.push(found.about);
  }
  return [...groups.values()].toSorted((a, b) => levels.indexOf(a.finding.level) - levels.indexOf(b.finding.level));
}

const levels: readonly FindingLevel[] = ["broken", "problem", "note"];

/** Verdicts that differ only in names of pods, in numbers and in the units of ages say the same. */
function keyOf({ code, about, verdict }: Finding): string {
  const pod = about.kind === "Pod" ? about.name : about.pod;
  const text = pod === undefined ? verdict : verdict.replaceAll(pod, "*");
  return `${code} ${about.kind} ${text.replaceAll(/\d+(?:[smhd]\b)?/g, "0").replaceAll("restarts", "restart")}`;
}

/** A row of the table of hops: one hop, or several of one name that are all well. */
export interface HopRow {
  readonly name: HopName;
  readonly result: Hop["result"];
  readonly says: string;
  readonly durationMs: number;
}

/** Rows for the hops; of many pods those that are well are one row, and of the others only some are shown. */
export function hopRows({ hops }: Diagnosis): readonly HopRow[] {
  return [...new Set(hops.map(({ name }) => name))].flatMap((name) => {
    const all = hops.filter((hop) => hop.name === name);
    const well = all.filter(({ result }) => result === "ok");
    const unseen = [
      ...Map.groupBy(
        all.filter(({ result }) => result === "unseen"),
        ({ says }) => says,
      ).values(),
    ].filter(({ length }) => length > 1);
    const rest = all.filter((hop) => hop.result !== "ok" && !unseen.some((group) => group.includes(hop)));
    const shown = rest.slice(0, mostRows);
    const left = rest.length - shown.length;
    const isSeveral = all.length > 1;
    return [
      ...shown.map((hop) => rowOf(hop, isSeveral)),
      ...(left > 0 ? [{ name, result: "note" as const, says: `${left} more with findings`, durationMs: 0 }] : []),
      ...unseen.map((group) => sameRow(group)),
      ...(well.length === 0 ? [] : [wellRow(well, isSeveral)]),
    ];
  });
}

const mostRows = 5;

function rowOf({ name, about, result, says, durationMs }: Hop, isSeveral: boolean): HopRow {
  return { name, result, says: isSeveral ? `${about.name}: ${says}` : says, durationMs };
}

function wellRow(well: readonly Hop[], isSeveral: boolean): HopRow {
  const [first] = well;
  const { name, says } = first as Hop;
  const durationMs = Math.max(...well.map((hop) => hop.durationMs));
  if (!isSeveral) return { name, result: "ok", says, durationMs };
  if (well.length === 1) return rowOf(first as Hop, true);
  return { name, result: "ok", says: `${well.length} ${nounOf(name)}s, nothing wrong`, durationMs };
}

/** Of hops that say the same. */
function sameRow(hops: readonly Hop[]): HopRow {
  const { name, result, says } = hops[0] as Hop;
  const durationMs = Math.max(...hops.map((hop) => hop.durationMs));
  return { name, result, says: `${hops.length} ${nounOf(name)}s: ${says}`, durationMs };
}

function nounOf(name: HopName): string {
  return name === "node" || name === "kubelet" ? "node" : "pod";
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
