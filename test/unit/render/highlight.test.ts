import assert from "node:assert/strict";
import { test } from "node:test";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import type { RenderOptions } from "../../../src/render/renderer.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { createSpanFinder } from "../../../src/text/pattern/span-finder.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

function rendered(entry: TestEntry | string, options: Partial<RenderOptions> = {}): string {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(chunk));
  const highlight = createSpanFinder([["error", { flag: "--grep" }]]);
  const all = { format: "text", nowMs: () => 0, colorLevel: 1, isTerminal: false, highlight, ...options } as const;
  createRenderer(all).render(makeBatch(makeBlock(makeSource(0), [entry])), out);
  out.flush();
  return Buffer.concat(chunks).toString();
}

test("L18 highlight: matches stand in reverse video where there are colours", () => {
  assert.equal(rendered("an error, two errors"), "an \u001b[7merror\u001b[27m, two \u001b[7merror\u001b[27ms\n");
  assert.equal(rendered("nothing"), "nothing\n");
  assert.equal(rendered("an error", { colorLevel: 0 }), "an error\n");
  assert.equal(rendered("an error", { format: "raw" }), "an error\n");
});

test("L18 highlight: colour codes stay whole, and one that takes back all looks does not end the mark", () => {
  assert.equal(
    rendered("\u001b[31mer\u001b[0mror\u001b[0m"),
    "\u001b[31m\u001b[7mer\u001b[0m\u001b[7mror\u001b[27m\u001b[0m\n",
  );
});

test("L18 L26 highlight: on a terminal what could drive it is made harmless all the same", () => {
  assert.equal(
    rendered("error\u001b[2J", { isTerminal: true }),
    "\u001b[7merror\u001b[27m\u001b[7m^[\u001b[27m[2J\u001b[0m\n",
  );
});

test("L18 context: lines beside a match are faint where there are colours", () => {
  const entry = { message: "an error \u001b[0mof before", flags: EntryFlag.context };
  assert.equal(rendered(entry), "\u001b[2man error \u001b[0m\u001b[2mof before\u001b[22m\n");
  assert.equal(rendered(entry, { colorLevel: 0 }), `${entry.message}\n`);
});
