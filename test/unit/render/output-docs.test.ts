import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { columnNames, parseColumns } from "../../../src/render/columns.ts";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import type { OutputFormat, RenderOptions } from "../../../src/render/renderer.ts";
import { templateFields } from "../../../src/render/template/load-template.ts";
import { templateFunctions } from "../../../src/render/template/template-functions.ts";
import { makeBatch, makeBlock, makeSource } from "../../support/blocks.ts";

const described = readFileSync(new URL("../../../docs/output.md", import.meta.url), "utf8");
const facts = { namespace: "shop", pod: "web-0", container: "web", instance: 0 };

function shown(format: OutputFormat, options: Partial<RenderOptions> = {}, message = "GET /cart 200"): string {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(Buffer.from(chunk)));
  const renderer = createRenderer({ format, nowMs: () => 0, colorLevel: 0, isTerminal: false, ...options });
  renderer.render(makeBatch(makeBlock(makeSource(0, facts), [message])), out);
  out.flush();
  return Buffer.concat(chunks).toString().replaceAll("\r\n", "\n");
}

const examples: readonly (readonly [format: OutputFormat, options: Partial<RenderOptions>])[] = [
  ["raw", {}],
  ["json", {}],
  ["logfmt", {}],
  ["csv", { columns: parseColumns("timestamp,namespace,pod,container,message") }],
];

for (const [format, options] of examples) {
  test(`L25 docs/output.md: what it shows of -o ${format} is what comes out`, () => {
    const section = new RegExp(`\\n## ${format}\\n\\n\`\`\`\\n([^\`]*)\`\`\``, "u").exec(described);
    assert.equal(section?.[1], shown(format, options));
  });
}

test("L25 docs/output.md: what it shows of --pretty is what comes out", () => {
  const message =
    '{"time":"2026-11-21T08:11:56Z","level":"error","msg":"cannot save","order":42,"http":{"status":500},"stack":"Error: disk full\\n    at save (order.js:7:9)"}';
  const text = shown("text", { isPretty: true, expectedColumns: ["pod"] }, message);
  assert.ok(described.includes(`\n${text}\`\`\``), text);
});

test("L24 L25 docs/output.md names every column, and every field and function of templates", () => {
  for (const name of columnNames) assert.match(described, new RegExp(`\\b${name}\\b`, "u"), name);
  for (const name of templateFields)
    assert.ok(described.includes(`.${name}\``) || described.includes(`\`.${name}`), name);
  const functions = [...templateFunctions(0, () => undefined).keys()];
  for (const name of functions.filter((one) => !/^color[A-Z]/u.test(one))) {
    assert.match(described, new RegExp(`\\b${name}\\b`, "u"), name);
  }
});
