/**
 * What is told at once, against Node that does nothing: whole processes in turn, the ratio pair by pair. Fails where a ratio is more than
 * the bound.
 */
import { join } from "node:path";
import { measureRun, type RunFigures } from "../support/measured-run.ts";
import { describeMachine, medianOf, printTable } from "../support/side-by-side.ts";

const rounds = 15;
/** Runs that are measured as one; a single one is too short for the clock of `time`. */
const runs = 4;
const bound = 1.5;
const bin = join(import.meta.dirname, "../../bin");
const bare = `'${process.execPath}' -e 0`;

const commands: readonly (readonly [name: string, script: string])[] = [
  ["kubectl kt --version", `'${bin}/kubectl-kt' --version`],
  ["kubectl kt --help", `'${bin}/kubectl-kt' --help`],
  ["kubectl kt logs --help", `'${bin}/kubectl-kt' logs --help`],
  ["kubectl kt diagnose --help", `'${bin}/kubectl-kt' diagnose --help`],
  ["completion of a command", `'${bin}/kubectl_complete-kt' lo`],
  ["completion of an option", `'${bin}/kubectl_complete-kt' logs --ti`],
  ["completion of an option's value", `'${bin}/kubectl_complete-kt' logs -o ''`],
];

process.stdout.write(`${describeMachine()}; bound ${bound}\n`);
const rows: string[][] = [];
for (const [name, script] of commands) rows.push(await rowOf(name, script));
printTable([["", "wall", "node -e 0", "ratio", "CPU", "node -e 0", "ratio"], ...rows]);

async function rowOf(name: string, script: string): Promise<string[]> {
  const ours: RunFigures[] = [];
  const theirs: RunFigures[] = [];
  await measureRun(repeated(script));
  for (let round = 0; round < rounds; round++) {
    ours.push(await measureRun(repeated(script)));
    theirs.push(await measureRun(repeated(bare)));
  }
  const columnsOf = (pick: (run: RunFigures) => number): string[] => {
    const [a, b] = [ours.map(pick), theirs.map(pick)];
    const ratio = medianOf(a.map((ms, round) => ms / (b[round] ?? ms)));
    if (ratio > bound) process.exitCode = 1;
    return [`${(medianOf(a) / runs).toFixed(1)} ms`, `${(medianOf(b) / runs).toFixed(1)} ms`, ratio.toFixed(2)];
  };
  return [name, ...columnsOf(({ wallMs }) => wallMs), ...columnsOf(({ cpuMs }) => cpuMs)];
}

function repeated(script: string): string {
  return `for run in {1..${runs}}; do ${script} >/dev/null; done`;
}
