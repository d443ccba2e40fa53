import { createRenderer } from "../../src/render/create-renderer.ts";
import type { OutputFormat } from "../../src/render/renderer.ts";
import { OutputBuffer } from "../../src/render/output-buffer.ts";
import { type LoadedTemplate, loadTemplate } from "../../src/render/template/load-template.ts";
import type { Batch } from "../../src/stream/batch.ts";
import type { Block } from "../../src/stream/block.ts";

/**
 * What rendering costs for each entry, against copying the same bytes with one call a line. 20 sources, interleaved
 * entry by entry, 140 bytes each. Prints nanoseconds and ratios; asserts nothing.
 *
 * Run: node test/bench/render.ts
 */
const sourceCount = 20;
const perBlock = 380;
const messageBytes = 140;
const rounds = 260;

const batches = makeBatches();
const entries = batches.reduce((sum, batch) => sum + batch.count, 0) * rounds;
const baseline = time(copyPlainly);
console.log(`copy, one call a line      ${show(baseline)}`);
for (const [name, format, options] of [
  ["raw", "raw", {}],
  ["text", "text", {}],
  ["text, --prefix", "text", { prefix: "kubectl" as const }],
  ["text, colours", "text", { colorLevel: 3 as const }],
  ["text, --timestamps", "text", { timestamps: "rfc3339" as const }],
  ["text, terminal", "text", { isTerminal: true, colorLevel: 3 as const }],
  ["text, --pretty on plain text", "text", { isPretty: true }],
  ["text, level column", "text", { columns: { add: ["level"], remove: [] } }],
  ["json", "json", {}],
  ["logfmt", "logfmt", {}],
  ["csv", "csv", {}],
  ["template", "template", { template: await template("{{.PodName}} {{.ContainerName}} {{.Message}}") }],
  [
    "template, tryParseJSON",
    "template",
    { template: await template("{{with tryParseJSON .Message}}{{.level}}{{else}}{{.Message}}{{end}}") },
  ],
] as const) {
  const ms = time(() => render(format, options));
  console.log(`${name.padEnd(26)} ${show(ms)}  ${(ms / baseline).toFixed(2)} times the copy`);
}

function template(text: string): Promise<LoadedTemplate> {
  return loadTemplate({ text, name: "-o template" });
}

function render(format: OutputFormat, options: object): void {
  const renderer = createRenderer({ format, nowMs: () => 0, colorLevel: 0, isTerminal: false, ...options });
  const out = new OutputBuffer((chunk) => out.recycle(chunk));
  renderer.setSources(batches[0]?.blocks.map((block) => block.source) ?? []);
  for (let round = 0; round < rounds; round++) for (const batch of batches) renderer.render(batch, out);
}

function copyPlainly(): void {
  const target = Buffer.alloc(256 * 1024);
  let at = 0;
  for (let round = 0; round < rounds; round++) {
    for (const { blocks, block, entry, count } of batches) {
      for (let place = 0; place < count; place++) {
        const from = blocks[block[place] ?? 0];
        const index = entry[place] ?? 0;
        if (at + 200 > target.length) at = 0;
        at += from?.bytes.copy(target, at, from.starts[index], from.ends[index]) ?? 0;
      }
    }
  }
}

function time(run: () => void): number {
  run();
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

function show(ms: number): string {
  return `${((ms * 1e6) / entries).toFixed(0).padStart(4)} ns an entry`;
}

function makeBatches(): Batch[] {
  const blocks = Array.from({ length: sourceCount }, (_, id) => makeBlock(id));
  const order = Array.from({ length: perBlock * sourceCount }, (_, place) => place);
  const count = order.length;
  return [
    {
      isLive: false,
      count,
      blocks,
      block: Uint32Array.from(order, (place) => place % sourceCount),
      entry: Uint32Array.from(order, (place) => Math.floor(place / sourceCount)),
      flags: new Uint8Array(count),
    },
  ];
}

function makeBlock(id: number): Block {
  const lines: string[] = [];
  const starts = new Uint32Array(perBlock);
  const ends = new Uint32Array(perBlock);
  let length = 0;
  for (let index = 0; index < perBlock; index++) {
    const line = `2026-11-21T08:11:56.494799123Z ${`line ${index} of ${id} `.padEnd(messageBytes, "abcdefgh ijk=1 ")}\n`;
    starts[index] = length + 31;
    length += line.length;
    ends[index] = length - 1;
    lines.push(line);
  }
  const seconds = Float64Array.from({ length: perBlock }, (_, index) => 1_795_248_716 + Math.floor(index / 50));
  const nanos = new Uint32Array(perBlock).fill(494_799_123);
  const facts = {
    namespace: "shop",
    pod: `web-5d4f8b7c9d-${(id * 7919).toString(36).padStart(5, "x")}`,
    container: "web",
  };
  const bytes = Buffer.from(lines.join(""));
  return {
    source: { id, facts },
    bytes,
    count: perBlock,
    starts,
    ends,
    seconds,
    nanos,
    keySeconds: seconds,
    keyNanos: nanos,
    arrivedMs: 0,
  };
}
