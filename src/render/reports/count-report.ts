import { Chalk } from "chalk";
import type { CountAnalysis, CountRow } from "../../patterns/counts/count-analysis.ts";
import { type CountKey, isImplied } from "../../patterns/counts/count-key.ts";
import type { CountValue } from "../../patterns/counts/dimension.ts";
import { Level, levelNames } from "../../text/level/level.ts";
import { formatGoLayout } from "../../time/go-layout.ts";
import { type TimeZone, utc } from "../../time/time-zone.ts";
import { formatTimestamp } from "../../time/timestamp.ts";
import { paintLevel } from "../level-colors.ts";
import { bar } from "./bar.ts";
import { mostRowsOnTerminal, type ReportLook } from "./report-look.ts";
import { share, shareText } from "./share.ts";
import { type TableCell, type TableColumn, tableText } from "./table.ts";

/**
 * The counts as a table, with bars on a terminal. Of what nobody asked for only that is shown in which rows differ; of too many rows
 * for a terminal the most frequent, and of counts by time the last.
 */
export function countText(counts: CountAnalysis, look: ReportLook): string {
  const rows = counts.rows();
  const { all, others } = counts.totals;
  if (all.count === 0) return "";
  const isCut = look.isTerminal && !look.isWhole && rows.length > mostRowsOnTerminal;
  const isByTime = counts.keys.some(({ kind }) => kind === "time");
  const from = isCut && isByTime ? firstOfLast(rows, counts.keys) : 0;
  const shown = isCut ? rows.slice(from, from + mostRowsOnTerminal) : rows;
  const places = counts.keys.flatMap((key, place) => (isImplied(key) && !isVaried(rows, place) ? [] : [place]));
  const columns: TableColumn[] = [
    ...places.map((place) => ({ title: (counts.keys[place]?.name ?? "").toUpperCase() })),
    { title: "COUNT", align: "right" },
    { title: "SHARE", align: "right" },
    { title: "" },
  ];
  const most = shown.reduce((highest, { seen }) => Math.max(highest, seen.count), 0);
  const counted = (count: number): readonly TableCell[] => [
    { text: String(count) },
    { text: shareText(count, all.count) },
    { text: look.isTerminal ? bar(count / most, barWidth) : "" },
  ];
  const cells = shown.map(({ values, seen }): readonly TableCell[] => [
    ...places.map((place) => valueCell(counts.keys[place], values[place] ?? null, look)),
    ...counted(seen.count),
  ]);
  const dim = (text: string): string => new Chalk({ level: look.colorLevel }).dim(text);
  const together = (name: string, count: number): readonly TableCell[] => [
    ...places.map((_, at) => ({ text: at === 0 ? name : "", paint: dim })),
    ...counted(count).slice(0, 2),
  ];
  const earlier = sum(rows.slice(0, from));
  if (from > 0) cells.unshift(together(`${from} earlier (--all)`, earlier));
  const behind = rows.slice(from + shown.length);
  const left = sum(behind) + others.count;
  if (left > 0) cells.push(together(others.count > 0 ? "others" : `${behind.length} others (--all)`, left));
  return tableText(columns, cells, look);
}

const barWidth = 30;

function sum(rows: readonly CountRow[]): number {
  return rows.reduce((all, { seen }) => all + seen.count, 0);
}

/** Where the last rows begin that are shown: with the first row of a time, unless that one time has too many of them. */
function firstOfLast(rows: readonly CountRow[], keys: readonly CountKey[]): number {
  const time = keys.findIndex(({ kind }) => kind === "time");
  const from = rows.length - mostRowsOnTerminal;
  const whole = rows.findIndex(({ values }, at) => at >= from && values[time] !== rows[at - 1]?.values[time]);
  return whole < 0 ? from : whole;
}

/** The counts as objects, by the schema of `docs/json-output.md`. */
export function* countObjects(counts: CountAnalysis, zone: TimeZone | undefined): Generator<object, void, void> {
  const { all, others } = counts.totals;
  for (const { values, seen } of counts.rows()) {
    const by = counts.keys.flatMap((key, place) => {
      const value = values[place] ?? null;
      return isImplied(key) && value === null ? [] : [[key.name, valueOf(key, value, zone)]];
    });
    const { first, last } = seen;
    yield {
      kind: "count",
      by: Object.fromEntries(by) as object,
      count: seen.count,
      share: share(seen.count, all.count),
      first: first && formatTimestamp(first),
      last: last && formatTimestamp(last),
    };
  }
  if (others.count > 0) {
    yield { kind: "count", other: true, count: others.count, share: share(others.count, all.count) };
  }
}

function isVaried(rows: readonly CountRow[], place: number): boolean {
  return rows.some(({ values }) => values[place] !== rows[0]?.values[place]);
}

function valueOf(key: CountKey, value: CountValue, zone: TimeZone = utc): CountValue {
  if (key.kind !== "time" || typeof value !== "number") return value;
  const layout = key.unitSeconds >= 86_400 ? "2006-01-02" : "RFC3339";
  return formatGoLayout({ seconds: value, nanos: 0 }, zone, layout);
}

function valueCell(key: CountKey | undefined, value: CountValue, look: ReportLook): TableCell {
  if (key === undefined || value === null) return { text: "-" };
  const text = String(valueOf(key, value, look.zone));
  const level = key.name === "level" ? levelNames.findIndex((name) => name === text) : Level.unknown;
  return { text, paint: level > Level.unknown ? (shown) => paintLevel(look.colorLevel, level, shown) : undefined };
}
