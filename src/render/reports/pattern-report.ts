import type { Pattern } from "../../patterns/pattern.ts";
import type { PatternAnalysis } from "../../patterns/pattern-analysis.ts";
import { levelNames } from "../../text/level/level.ts";
import { formatTimestamp } from "../../time/timestamp.ts";
import { paintLevel } from "../level-colors.ts";
import { paintTemplate } from "./paint-template.ts";
import { mostRowsOnTerminal, type ReportLook } from "./report-look.ts";
import { ReportTimes } from "./report-times.ts";
import { share, shareText } from "./share.ts";
import { placesOf, SourceNames } from "./source-names.ts";
import { type TableCell, tableText } from "./table.ts";

/** The patterns as a table, the most frequent first. */
export function patternText(analysis: PatternAnalysis, look: ReportLook): string {
  const patterns = analysis.patternsOf("now");
  const { all, others } = analysis.totalsOf("now");
  if (all.count === 0) return "";
  const shown = look.isTerminal && !look.isWhole ? patterns.slice(0, mostRowsOnTerminal) : patterns;
  const times = new ReportTimes(look, all);
  const names = new SourceNames(patterns.flatMap(({ sources }) => [...sources]));
  const cells = shown.map((pattern): readonly TableCell[] => [
    { text: String(pattern.seen.count) },
    { text: shareText(pattern.seen.count, all.count) },
    ...patternCells(pattern, { look, times, names }),
  ]);
  const left = patterns.slice(shown.length).reduce((sum, { seen }) => sum + seen.count, 0) + others.count;
  if (left > 0) {
    const name = others.count > 0 ? "other patterns" : `${patterns.length - shown.length} other patterns (--all)`;
    const dashes = [{ text: "-" }, { text: "-" }, { text: "-" }, { text: "-" }];
    cells.push([{ text: String(left) }, { text: shareText(left, all.count) }, ...dashes, { text: name }]);
  }
  return tableText([{ title: "COUNT", align: "right" }, { title: "SHARE", align: "right" }, ...columns], cells, look);
}

/** The patterns as objects, by the schema of `docs/json-output.md`. */
export function* patternObjects(analysis: PatternAnalysis): Generator<object, void, void> {
  const { all, others } = analysis.totalsOf("now");
  for (const pattern of analysis.patternsOf("now")) {
    const { count } = pattern.seen;
    yield { kind: "pattern", ...patternFacts(pattern), count, share: share(count, all.count), ...originOf(pattern) };
  }
  if (others.count > 0) {
    yield { kind: "pattern", other: true, count: others.count, share: share(others.count, all.count) };
  }
}

/** What cells of a report about patterns need to know of it. */
export interface PatternReport {
  readonly look: ReportLook;
  readonly times: ReportTimes;
  readonly names: SourceNames;
}

/** Columns of {@link patternCells}. */
export const columns = [
  { title: "LEVEL" },
  { title: "FIRST" },
  { title: "LAST" },
  { title: "SOURCES", isShortened: true },
  { title: "PATTERN" },
] as const;

/** A pattern's level, first and last time, sources, and template. */
export function patternCells(pattern: Pattern, { look, times, names }: PatternReport): readonly TableCell[] {
  const { kind, seen, sources, template } = pattern;
  const level = kind.level === 0 ? "-" : (levelNames[kind.level] ?? "-");
  return [
    { text: level, paint: (text) => paintLevel(look.colorLevel, kind.level, text) },
    { text: times.text(seen.first) },
    { text: times.text(seen.last) },
    { text: names.text(sources) },
    { text: template || "(empty)", paint: (text) => paintTemplate(look.colorLevel, text) },
  ];
}

/** The part of an object that says what a pattern is. */
export function patternFacts({ template, kind }: Pattern): object {
  return { pattern: template, level: kind.level === 0 ? undefined : levelNames[kind.level] };
}

/** The part of an object that says when and where a pattern was seen. */
export function originOf({ seen: { first, last }, sources, example }: Pattern): object {
  return {
    first: first && formatTimestamp(first),
    last: last && formatTimestamp(last),
    sources: placesOf(sources),
    example,
  };
}
