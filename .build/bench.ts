// Runs benchmarks one after the other, all of test/bench/ or those whose names hold a given word: `bench.ts [WORD...]`.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const words = process.argv.slice(2);
const all = globSync("test/bench/*.ts", { cwd: root }).sort();
const chosen = all.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));

if (chosen.length === 0) {
  process.stderr.write(`No benchmark has ${words.join(" or ")} in its name.\nThere are: ${all.join(", ")}\n`);
  process.exitCode = 1;
}
for (const file of chosen) {
  process.stdout.write(`\n── ${file} ──\n`);
  const { status } = spawnSync(process.execPath, [file], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
