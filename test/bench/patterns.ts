import { CountAnalysis } from "../../src/patterns/counts/count-analysis.ts";
import { parseCountKeys } from "../../src/patterns/counts/count-key.ts";
import { PatternAnalysis } from "../../src/patterns/pattern-analysis.ts";
import { Records } from "../../src/patterns/records.ts";
import { utc } from "../../src/time/time-zone.ts";
import { makeBatch, makeBlock, makeSource } from "../support/blocks.ts";

/**
 * How many lines of several kinds are clustered and counted in a second, by one core. Prints lines a second and
 * nanoseconds a line; asserts nothing.
 *
 * Run: node test/bench/patterns.ts
 */
const perBlock = 400;
const blockCount = 50;
const rounds = 5;
const lineCount = perBlock * blockCount * rounds;
const names = ["alice", "bob", "carol", "dave", "eve"];

const kinds: Readonly<Record<string, (number: number) => string>> = {
  "access log": (number) =>
    `10.0.${number % 250}.7 - - [21/Nov/2026:08:11:56 +0000] "GET /api/v1/items/${number} HTTP/1.1" 200 ${number * 7} "-" "Mozilla/5.0 (X11; Linux x86_64)" ${number % 40}.2ms`,
  text: (number) =>
    `2026-11-21T08:11:56.494Z INFO [worker-${number % 8}] c.e.Shop - order ${number} of user ${nameOf(number)} saved in ${number % 90}ms trace=${traceOf(number)}`,
  JSON: (number) =>
    `{"ts":"2026-11-21T08:11:56.494Z","level":"info","id":"web-6f4846f455-244qk","seq":${number},"msg":"saved order ${number} of ${nameOf(number)}","trace":"${traceOf(number)}"}`,
  logfmt: (number) =>
    `ts=2026-11-21T08:11:56.494Z level=info caller=main.go:12 msg="saved order ${number}" user=${nameOf(number)} took=12ms trace=${traceOf(number)}`,
  "words that vary": (number) => `user ${wordOf(number)} logged in from the office of ${wordOf(number * 7)} and so on`,
  "a thousand patterns": (number) =>
    `${wordOf(number % 40)} ${"word ".repeat(1 + (number % 25))}took ${number}ms and was done`,
};

for (const [kind, lineOf] of Object.entries(kinds)) {
  const batches = Array.from({ length: blockCount }, (_, block) => {
    const lines = Array.from({ length: perBlock }, (_line, index) => lineOf(block * perBlock + index));
    return makeBatch(makeBlock(makeSource(block % 20, { pod: `web-${block % 20}` }), lines));
  });
  const run = (analysis: PatternAnalysis | CountAnalysis): void => {
    const records = new Records((record) => analysis.take(record));
    for (let round = 0; round < rounds; round++) for (const batch of batches) records.add(batch);
    records.end();
  };
  console.log(`${kind.padEnd(20)} --patterns               ${measure(() => run(new PatternAnalysis()))}`);
  for (const by of ["pod", "level", "minute", "msg"]) {
    const time = measure(() => run(new CountAnalysis(parseCountKeys(by), { zone: utc })));
    console.log(`${kind.padEnd(20)} --count-by ${by.padEnd(13)} ${time}`);
  }
}

function measure(run: () => void): string {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 5; attempt++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  const perSecond = Math.round((lineCount / best) * 1000);
  return `${String(perSecond).padStart(9)} lines a second, ${((best * 1e6) / lineCount).toFixed(0).padStart(5)} ns a line`;
}

function nameOf(number: number): string {
  return names[number % names.length] ?? "";
}

function traceOf(number: number): string {
  return (number * 7919).toString(16).padStart(16, "ab0");
}

/** A word of letters alone. */
function wordOf(number: number): string {
  return (number * 7919).toString(26).replaceAll(/\d/gu, (digit) => String.fromCharCode(113 + (Number(digit) % 10)));
}
