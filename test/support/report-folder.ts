import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A report as it was written into a folder. */
export interface WrittenFolder {
  /** Paths below the folder, with slashes, sorted. */
  readonly paths: readonly string[];
  /** The text of a file. */
  text(path: string): string;
  /** All files one after the other. */
  readonly all: string;
  readonly json: ReportJson;
}

/** The part of report.json that tests look at. */
export interface ReportJson {
  readonly result: string;
  readonly answer: readonly { readonly text: string; readonly places: readonly ReportPlace[] }[];
  readonly findings: readonly {
    readonly code: string;
    readonly verdict: string;
    readonly places: readonly ReportPlace[];
  }[];
  readonly telling: readonly {
    readonly place: ReportPlace;
    readonly lines: readonly string[];
    readonly level: string;
    readonly count: number;
    readonly isNew?: boolean;
  }[];
  readonly comparison: string;
  readonly next?: string;
  readonly masked: Readonly<Record<string, number>>;
  readonly notices: readonly string[];
  readonly files: readonly { readonly path: string; readonly lines: number; readonly cutLines: number }[];
}

/** A line of a file of the report, from 1. */
export interface ReportPlace {
  readonly file: string;
  readonly line: number;
}

/** Reads the folder of a report. */
export function readReportFolder(folder: string): WrittenFolder {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const text = (path: string): string => readFileSync(join(folder, path), "utf8");
  return {
    paths,
    text,
    all: paths.map(text).join("\n"),
    json: JSON.parse(text("report.json")) as ReportJson,
  };
}

/** The line that a place of the report names. */
export function lineAt(report: WrittenFolder, { file, line }: ReportPlace): string {
  return report.text(file).split("\n")[line - 1] ?? "";
}
