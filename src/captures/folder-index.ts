import type { SourceFacts } from "../stream/source-info.ts";
import { type JsonRecord, recordOfLine, textOf } from "./json-record.ts";

/** Name of the file that tells what the others in its folder are; written by `-o dir=PATH`. */
export const folderIndexName = "sources.jsonl";

/** How the files of such a folder are written. */
export type FolderFileFormat = "timestamps" | "cri";

/** One file of the folder. */
export interface IndexedFile {
  /** Its path below the folder, with slashes. */
  readonly file: string;
  readonly format: FolderFileFormat;
  /** Where its source stood among the others: entries of the same time come out in this order. */
  readonly place: number;
  readonly facts: SourceFacts;
}

/** The line of the index for a file. */
export function indexLineOf({ file, format, place, facts }: IndexedFile): string {
  // Labels may be many, and annotations may hold what the log never showed.
  const { labels: _labels, annotations: _annotations, ...shown } = facts;
  return `${JSON.stringify({ file, format, place, ...shown })}\n`;
}

/** The files that an index names; lines that are none of its own are left out, so that what is no index names none. */
export function parseFolderIndex(text: string): readonly IndexedFile[] {
  return text.split("\n").flatMap((line) => indexedFileOf(recordOfLine(line)) ?? []);
}

function indexedFileOf(record: JsonRecord | undefined): IndexedFile | undefined {
  if (record === undefined) return undefined;
  const { format, place } = record;
  const file = textOf(record, "file");
  if (file === undefined || (format !== "timestamps" && format !== "cri") || typeof place !== "number")
    return undefined;
  return { file, format, place, facts: factsOf(record) };
}

function factsOf(record: JsonRecord): SourceFacts {
  const facts: Record<string, string | number> = {};
  for (const name of textFacts) {
    const text = textOf(record, name);
    if (text !== undefined) facts[name] = text;
  }
  const { instance } = record;
  if (typeof instance === "number") facts["instance"] = instance;
  return facts;
}

const textFacts = [
  "context",
  "namespace",
  "node",
  "zone",
  "region",
  "os",
  "arch",
  "pod",
  "podUid",
  "container",
  "containerId",
  "service",
] as const;
