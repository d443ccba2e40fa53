import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { measureRun, type RunFigures } from "./measured-run.ts";

/** One way to do the same thing. */
export interface Contestant {
  readonly name: string;
  /** A line of bash. */
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
  /** How often it runs; a slow one need not run as often. */
  readonly rounds: number;
}

/** Medians of a contestant's runs. */
export interface Result extends RunFigures {
  readonly name: string;
}

/**
 * Lets all run in turn, A B C A B C, so that what else happens on the machine meets all of them, and prints each
 * one's medians with their ratio to the first. One run of each before that does not count.
 */
export async function runSideBySide(contestants: readonly Contestant[]): Promise<readonly Result[]> {
  const runs = contestants.map((): RunFigures[] => []);
  const mostRounds = Math.max(...contestants.map(({ rounds }) => rounds));
  for (const { script, env } of contestants) await measureRun(script, env);
  for (let round = 0; round < mostRounds; round++) {
    for (const [place, { script, env, rounds }] of contestants.entries()) {
      if (round < rounds) runs[place]?.push(await measureRun(script, env));
    }
  }
  const results = contestants.map(({ name }, place) => ({ name, ...mediansOf(runs[place] ?? []) }));
  printResults(results, contestants);
  return results;
}

/** Whether a program can be called by this name; says so when it cannot. */
export function isOnPath(program: string): boolean {
  const isThere = spawnSync("bash", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;
  if (!isThere) process.stdout.write(`${program} is not on PATH: left out\n`);
  return isThere;
}

/** The middle one of some numbers. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Prints rows of text as a table in Markdown, for docs/benchmarks.md. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `| ${cells.join(" | ")} |\n`;
  };
  const rule = widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  process.stdout.write([head, rule, ...body].map(line).join(""));
}

/** What the figures depend on. */
export function describeMachine(): string {
  const [first] = cpus();
  return `${cpus().length} cores (${first?.model.trim() ?? "unknown"}), Node ${process.version}, ${process.platform}`;
}

function mediansOf(runs: readonly RunFigures[]): RunFigures {
  const rss = runs.flatMap(({ maxRssBytes }) => maxRssBytes ?? []);
  return {
    wallMs: medianOf(runs.map(({ wallMs }) => wallMs)),
    cpuMs: medianOf(runs.map(({ cpuMs }) => cpuMs)),
    maxRssBytes: rss.length === 0 ? undefined : Math.max(...rss),
  };
}

function printResults(results: readonly Result[], contestants: readonly Contestant[]): void {
  const [first] = results;
  const rows = results.map(({ name, wallMs, cpuMs, maxRssBytes }, place) => [
    name,
    `${(wallMs / 1000).toFixed(2)} s`,
    (wallMs / (first?.wallMs ?? wallMs)).toFixed(2),
    `${(cpuMs / 1000).toFixed(2)} s`,
    (cpuMs / (first?.cpuMs ?? cpuMs)).toFixed(2),
    maxRssBytes === undefined ? "-" : `${Math.round(maxRssBytes / 1e6)} MB`,
    `${contestants[place]?.rounds ?? 0}`,
  ]);
  printTable([["", "wall", "ratio", "CPU", "ratio", "memory", "runs"], ...rows]);
}
