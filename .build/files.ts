import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";

const codeLineLimit = 300;
const bannedNames = new Set(["util", "utils", "common", "helper", "helpers", "misc", "shared", "index"]);

/** What the files of a tree came to. */
export interface FileFindings {
  readonly fileCount: number;
  /** One line for each file that breaks a rule of names or length. */
  readonly faults: readonly string[];
}

/** Holds names and lengths of all TypeScript files in src/, bin/, test/ and .build/ below `root` against the house style. */
export async function checkFiles(root: string): Promise<FileFindings> {
  const faults: string[] = [];
  let fileCount = 0;
  for (const top of ["src", "bin", "test", ".build"]) {
    const entries = await readdir(join(root, top), { recursive: true }).catch(() => []);
    for (const entry of entries.filter((name) => name.endsWith(".ts"))) {
      const path = join(top, entry);
      fileCount += 1;
      faults.push(...nameFaults(path), ...textFaults(path, await readFile(join(root, path), "utf8")));
    }
  }
  return { fileCount, faults };
}

function nameFaults(path: string): string[] {
  const words = path.split("/").map((part) => part.replace(/^[.]/, "").replace(/([.](test|bench))?[.]ts$/, ""));
  const faults = words
    .filter((word) => bannedNames.has(word))
    .map((word) => `${path}: "${word}" says nothing about what is inside`);
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(words.at(-1) ?? "")) faults.push(`${path}: a file is named in kebab-case`);
  return faults;
}

function textFaults(path: string, text: string): string[] {
  const faults: string[] = [];
  const codeLines = countCodeLines(text);
  if (codeLines > codeLineLimit) faults.push(`${path}: ${codeLines} lines of code, the limit is ${codeLineLimit}`);
  if (path.startsWith("src/") && /\bprocess[.]exitCode\s*=/.test(text)) {
    faults.push(`${path}: only bin/ sets process.exitCode`);
  }
  if (path.startsWith("test/unit/") && !basename(path).endsWith(".test.ts")) {
    faults.push(`${path}: not run by anything; tests end in .test.ts, what they use lies in test/support/`);
  }
  return faults;
}

/** Lines that are neither empty nor only comment. */
function countCodeLines(text: string): number {
  let isInComment = false;
  let count = 0;
  for (const line of text.split("\n")) {
    const code = line.trim();
    const isComment = isInComment || code.startsWith("//") || code.startsWith("/*");
    if (isComment && !code.startsWith("//")) isInComment = !code.includes("*/");
    if (code !== "" && !isComment) count += 1;
  }
  return count;
}
