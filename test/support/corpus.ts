import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "..", "fixtures", "corpus");

/** A line of the corpus and what is expected of it. */
export interface CorpusLine {
  readonly file: string;
  /** Its number in the file, from 1 on. */
  readonly line: number;
  readonly bytes: Buffer;
  /** Level of the record that it begins; undefined where it goes on with the line before. */
  readonly level: string | undefined;
  /** Some of its fields. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** All lines of `test/fixtures/corpus/`: what many loggers and runtimes write. */
export function readCorpus(): readonly CorpusLine[] {
  const files = new Map<string, readonly string[]>();
  const [, ...rows] = readFileSync(join(folder, "expected.tsv"), "utf8").trimEnd().split("\n");
  return rows.map((row) => {
    const [file = "", line = "", level = "", fields = ""] = row.split("\t");
    const lines = files.get(file) ?? readFileSync(join(folder, `${file}.log`), "utf8").split("\n");
    files.set(file, lines);
    return {
      file,
      line: Number(line),
      bytes: Buffer.from(lines[Number(line) - 1] ?? ""),
      level: level === "+" ? undefined : level,
      fields: JSON.parse(fields) as Record<string, unknown>,
    };
  });
}
