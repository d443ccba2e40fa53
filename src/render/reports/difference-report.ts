import { Chalk } from "chalk";
import type { PatternAnalysis } from "../../patterns/pattern-analysis.ts";
import type { PatternDifference } from "../../patterns/pattern-differences.ts";
import { columns, originOf, patternCells, patternFacts, type PatternReport } from "./pattern-report.ts";
import { mostRowsOnTerminal, type ReportLook } from "./report-look.ts";
import { ReportTimes } from "./report-times.ts";
import { SourceNames } from "./source-names.ts";
import { type TableCell, type TableColumn, tableText } from "./table.ts";

/** What is new and what is gone as a table; empty when nothing is. */
export function differenceText(
  differences: readonly PatternDifference[],
  analysis: PatternAnalysis,
  look: ReportLook,
): string {
  const changed = differences.filter(({ change }) => change !== "same");
  if (changed.length === 0) return "";
  const shown = look.isTerminal && !look.isWhole ? changed.slice(0, mostRowsOnTerminal) : changed;
  const whole = analysis.totalsOf("now").all.count > 0 ? analysis.totalsOf("now").all : analysis.totalsOf("before").all;
  const report: PatternReport = {
    look,
    times: new ReportTimes(look, whole),
    names: new SourceNames(differences.flatMap(({ pattern }) => [...pattern.sources])),
  };
  const chalk = new Chalk({ level: look.colorLevel });
  const cells = shown.map(({ change, pattern, count, countBefore }): readonly TableCell[] => [
    { text: change === "new" ? "+ new" : "- gone", paint: (text) => (change === "new" ? text : chalk.dim(text)) },
    { text: String(change === "new" ? count : countBefore) },
    ...patternCells(pattern, report),
  ]);
  const left = changed.length - shown.length;
  if (left > 0) cells.push([...Array.from({ length: 6 }, () => ({ text: "" })), { text: `${left} more (--all)` }]);
  const firstColumns: readonly TableColumn[] = [{ title: "CHANGE" }, { title: "COUNT", align: "right" }];
  return tableText([...firstColumns, ...columns], cells, look);
}

/** All patterns of both readings as objects, by the schema of `docs/json-output.md`. */
export function* differenceObjects(differences: readonly PatternDifference[]): Generator<object, void, void> {
  for (const { change, pattern, count, countBefore } of differences) {
    yield { kind: "difference", change, ...patternFacts(pattern), count, countBefore, ...originOf(pattern) };
  }
}
