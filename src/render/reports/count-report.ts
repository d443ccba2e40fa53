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

/** The counts as a table, with bars on a terminal. Of what nobody asked for only that is shown in which rows differ. */
export function countText(counts: CountAnalysis, look: ReportLook): string {
  const rows = counts.rows();
  const { all, others } = counts.totals;
  if (all.count === 0) return "";
  const shown = look.isTerminal && !look.isWhole ? rows.slice(0, mostRowsOnTerminal) : rows;
  const places = counts.keys.flatMap((key, place) => (isImplied(key) && !isVaried(rows, place) ? [] : [place]));
  const columns: TableColumn[] = [
    ...places.map((place) => ({ title: (counts.keys[place]?.name ?? "").toUpperCase() })),
    { title: "COUNT", align: "right" },
    { title: "SHARE", align: "right" },
    { title: "" },
  ];
  const most = shown.reduce((sum, { seen }) => Math.max(sum, seen.count), 0);
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
  const left = rows.slice(shown.length).reduce((sum, { seen }) => sum + seen.count, 0) + others.count;
  if (left > 0) {
    const name = others.count > 0 ? "others" : `${rows.length - shown.length} others (--all)`;
    cells.push([...places.map((_, at) => ({ text: at === 0 ? name : "", paint: dim })), ...counted(left).slice(0, 2)]);
  }
  return tableText(columns, cells, look);
}

const barWidth = 30;

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
