// Runs all checks of the house style and says at the end what each came to. `npm run check`.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { checkDependencies } from "./dependencies.ts";
import { checkFiles } from "./files.ts";

/** What a check came to: no faults is good, and `seen` says that it looked at something. */
interface Outcome {
  readonly faults: readonly string[];
  readonly seen: string;
}

const root = join(import.meta.dirname, "..");
const sources = ["src", "bin", "test", ".build"];

const checks = new Map<string, () => Outcome | Promise<Outcome>>([
  ["format", () => runTool("biome", ["format", ...sources])],
  ["types", () => runTool("tsc", ["--noEmit", "--project", "tsconfig.json"])],
  ["lint", () => runTool("oxlint", ["--type-aware", "--deny-warnings", "--config", ".oxlintrc.json", ...sources])],
  ["arrows", checkArrows],
  ["files", checkNamesAndLengths],
  ["lockfile", () => runTool("node", [".build/lockfile.ts", "--check"])],
  ["dead code", () => runTool("knip", ["--no-progress", "--treat-config-hints-as-errors"])],
]);

const lines: string[] = [];
let failedCount = 0;
for (const [name, check] of checks) {
  const startMs = performance.now();
  const { faults, seen } = await outcomeOf(check);
  if (faults.length > 0) {
    failedCount += 1;
    process.stdout.write(`\n── ${name} ──\n${faults.join("\n")}\n`);
  }
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  lines.push(`${faults.length > 0 ? "✖ failed" : "✔ good  "}  ${name.padEnd(9)}  ${seconds.padStart(5)} s  ${seen}`);
}
process.stdout.write(`\n${lines.join("\n")}\n`);
if (failedCount > 0) process.stdout.write(`${failedCount} of ${checks.size} checks failed.\n`);
process.exitCode = failedCount > 0 ? 1 : 0;

/** A check that breaks has found a fault: its own. */
async function outcomeOf(check: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await check();
  } catch (error) {
    return { faults: [String(error)], seen: "" };
  }
}

function runTool(tool: string, args: readonly string[]): Outcome {
  const path = join(root, "node_modules", ".bin", tool);
  const { status, signal, stdout, stderr, error } = spawnSync(path, args, { cwd: root, encoding: "utf8" });
  const output = `${stdout}${stderr}`.trim();
  const lastLine = output.split("\n").at(-1) ?? "";
  if (status === 0) return { faults: [], seen: lastLine };
  return { faults: [output || String(error ?? `${tool} ended by ${signal ?? "itself"}`)], seen: "" };
}

async function checkArrows(): Promise<Outcome> {
  const { faults, moduleCount } = await checkDependencies(root);
  return { faults, seen: `${moduleCount} files` };
}

async function checkNamesAndLengths(): Promise<Outcome> {
  const { faults, fileCount } = await checkFiles(root);
  return { faults, seen: `${fileCount} files` };
}
