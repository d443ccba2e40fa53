/** One file of a report. */
export interface ReportFile {
  /** Below the folder of the report, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Where something can be seen: a line of a file of the report, from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** `events.txt:12`. */
export function placeText({ file, line }: Place): string {
  return `${file}:${line}`;
}

/** A name as part of a path: names of a cluster are safe but for a few characters. */
export function pathPart(name: string): string {
  return name.replaceAll(/[^\w.@-]+/g, "_").replace(/^\.+/, "_") || "_";
}
