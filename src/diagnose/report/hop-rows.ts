import type { Diagnosis, Hop, HopName, Subject } from "../diagnosis.ts";
import { isCalm } from "./summary.ts";

/** A row of the table of hops: one hop, or several of one name. */
export interface HopRow {
  readonly name: HopName;
  readonly result: Hop["result"];
  readonly says: string;
  readonly durationMs: number;
}

/**
 * Rows for the hops. Of several of one name those where something is wrong come first, the gravest at the top, and only so many of
 * them; then what could not be seen, what is well, and what was not reached. Several pods with notes only are well.
 */
export function hopRows({ hops }: Diagnosis): readonly HopRow[] {
  const namespaces = new Set(hops.flatMap(({ about }) => (about.kind === "Pod" ? [about.namespace] : [])));
  const titleOf = ({ name, namespace }: Subject): string =>
    namespaces.size > 1 && namespace !== undefined ? `${namespace}/${name}` : name;
  return [...Map.groupBy(hops, ({ name }) => name).values()].flatMap((all) => {
    const [first] = all;
    return all.length === 1 && first !== undefined ? [rowOf(first)] : rowsOfSeveral(all, titleOf);
  });
}

/** So many of one name are shown one by one. */
const mostRows = 5;

function rowOf({ name, result, says, durationMs, findings }: Hop): HopRow {
  const isWell = result === "note" && findings.every(isCalm);
  return { name, result: isWell ? "ok" : result, says, durationMs };
}

function rowsOfSeveral(all: readonly Hop[], titleOf: (about: Subject) => string): readonly HopRow[] {
  const of = (...results: readonly Hop["result"][]): readonly Hop[] =>
    results.flatMap((one) => all.filter(({ result }) => result === one));
  const titled = (hop: Hop): HopRow => ({ ...rowOf(hop), says: `${titleOf(hop.about)}: ${hop.says}` });
  const alike = (hops: readonly Hop[], says: (hops: readonly Hop[]) => string): readonly HopRow[] =>
    hops.length > 1 ? [joined(hops, `${countedText(hops)}${says(hops)}`)] : hops.map(titled);
  const sameWords = (hops: readonly Hop[]): readonly HopRow[] =>
    [...Map.groupBy(hops, ({ says }) => says)].flatMap(([says, some]) => alike(some, () => `: ${says}`));
  const wrong = of("broken", "problem");
  const more = wrong.slice(mostRows);
  return [
    ...wrong.slice(0, mostRows).map(titled),
    ...(more.length === 0 ? [] : [joined(more, `${more.length} more with findings`)]),
    ...sameWords(of("unseen")),
    ...alike(of("ok", "note"), (hops) => `, nothing wrong${notedText(hops)}`),
    ...sameWords(of("not-reached")),
  ];
}

/** One row; the first of the hops is the gravest. */
function joined([first, ...others]: readonly Hop[], says: string): HopRow {
  const { name, result, durationMs } = first as Hop;
  const isNoted = result === "ok" || result === "note";
  const longestMs = Math.max(durationMs, ...others.map((hop) => hop.durationMs));
  return { name, result: isNoted ? "ok" : result, says, durationMs: longestMs };
}

function countedText(hops: readonly Hop[]): string {
  const kind = hops[0]?.about.kind;
  return `${hops.length} ${kind === "Node" ? "nodes" : kind === "Namespace" ? "namespaces" : "pods"}`;
}

function notedText(hops: readonly Hop[]): string {
  const count = hops.filter(({ result }) => result === "note").length;
  return count === 0 ? "" : count === 1 ? " (1 with a note)" : ` (${count} with notes)`;
}
