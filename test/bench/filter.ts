import { createFilter } from "../../src/filter/filter.ts";
import { OutputBuffer } from "../../src/render/output-buffer.ts";
import { createRenderer } from "../../src/render/create-renderer.ts";
import { makeBatch, makeBlock, makeSource } from "../support/blocks.ts";
import { filterOptionsOf } from "../support/filter-options.ts";

/**
 * What filtering and rendering cost together for each line that comes in, by pattern, against no filter at all. A line in
 * a thousand matches. Prints nanoseconds and ratios; asserts nothing.
 *
 * Run: node test/bench/filter.ts
 */
const source = makeSource(0, { namespace: "shop", pod: "web-5d4f8b7c9d-abcde", container: "web" });
const other = makeSource(1, { namespace: "shop", pod: "api-0", container: "api" });
const linesPerBlock = 400;
const blocks = Array.from({ length: 5 }, (_, block) =>
  makeBlock(
    source,
    Array.from({ length: linesPerBlock }, (_, index) => lineText(block * linesPerBlock + index)),
  ),
);
const rounds = 200;
const lineCount = blocks.length * linesPerBlock * rounds;

const baseline = time([], []);
console.log(`no filter                   ${show(baseline)}`);
for (const [name, grep, exclude] of [
  ["plain text", ["rare-error"], []],
  ["plain text, any case", ["(?i)RARE-ERROR"], []],
  ["two plain texts", ["rare-error", "not-there"], []],
  ["text in a pattern", ["rare-[a-z]+ status=5\\d\\d"], []],
  [".*text.*", [".*rare-error.*"], []],
  ["choice", ["rare-error|not-there"], []],
  ["no known text", ["=5\\d\\d\\b"], []],
  ["anchored, no known text", ["^[A-Z]+!"], []],
  ["a match in every line", ["status="], []],
  ["exclude nearly all", [], ["status=200"]],
] as const) {
  const ms = time(grep, exclude);
  console.log(`${name.padEnd(27)} ${show(ms)}  ${(ms / baseline).toFixed(2)} times no filter`);
}

function time(grep: readonly string[], exclude: readonly string[]): number {
  const filter = createFilter(filterOptionsOf({ grep, exclude, isMultiline: grep.length + exclude.length > 0 }))?.(
    source,
  );
  const renderer = createRenderer({ format: "text", nowMs: () => 0, colorLevel: 0, isTerminal: false });
  renderer.setSources([source, other]);
  const out = new OutputBuffer((chunk) => out.recycle(chunk));
  const batches = blocks.map((block) => makeBatch(block));
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 4; attempt++) {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) {
      for (const [place, block] of blocks.entries()) {
        const batch = batches[place];
        const kept = filter?.apply(block) ?? block;
        if (batch !== undefined) renderer.render({ ...batch, count: kept.count, blocks: [kept] }, out);
      }
    }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

function lineText(number: number): string {
  const status = number % 1000 === 500 ? "rare-error status=503" : "ordinary   status=200";
  return `GET /api/v1/items/${number} ${status} took=12ms user=alice trace=abcdef0123456789 and so on`.padEnd(
    140,
    " x=y",
  );
}

function show(ms: number): string {
  return `${((ms * 1e6) / lineCount).toFixed(0).padStart(4)} ns a line`;
}
