import assert from "node:assert/strict";
import { test } from "node:test";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import type { RenderOptions } from "../../../src/render/renderer.ts";
import { loadTemplate } from "../../../src/render/template/load-template.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

const facts = { context: "prod", namespace: "shop", node: "n", zone: "z", pod: "web-0", container: "web", instance: 2 };

async function rendered(
  text: string,
  entries: readonly (TestEntry | string)[],
  options: Partial<RenderOptions> = {},
): Promise<string> {
  const template = await loadTemplate({ text, name: "-o template" });
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(Buffer.from(chunk)));
  const base = { format: "template", template, nowMs: () => 0, colorLevel: 0, isTerminal: false } as const;
  const renderer = createRenderer({ ...base, ...options });
  const source = makeSource(0, { ...facts, labels: { app: "web" } });
  renderer.setSources([source]);
  renderer.render(makeBatch(makeBlock(source, entries)), out);
  out.flush();
  return Buffer.concat(chunks).toString();
}

test("L25 template: an entry's fields, and a newline where the template has none", async () => {
  const text =
    "{{.Timestamp}} {{.Context}}/{{.Zone}}/{{.PodName}}/{{.Instance}}/{{.Labels.app}} {{.Stream}}{{.Late}}: {{.Message}}";
  assert.equal(
    await rendered(text, ["hello", { message: "x", flags: EntryFlag.stderr | EntryFlag.late }]),
    "2026-11-21T08:11:56.494799123Z prod/z/web-0/2/web false: hello\n" +
      "2026-11-21T08:11:56.494799123Z prod/z/web-0/2/web stderrtrue: x\n",
  );
});

test("L25 template: the dot as JSON has stern's keys", async () => {
  assert.deepEqual(JSON.parse(await rendered("{{json .}}", ["hello"])), {
    message: "hello",
    timestamp: "2026-11-21T08:11:56.494799123Z",
    nodeName: "n",
    namespace: "shop",
    podName: "web-0",
    containerName: "web",
    labels: { app: "web" },
    annotations: {},
  });
});

test("L19 L25 template: the level of an entry", async () => {
  assert.equal(await rendered("{{.Level | default `?`}}", ['{"level":30}', "x"]), "info\n?\n");
});

test("L25 template: an entry for which nothing comes out is left out", async () => {
  assert.equal(await rendered("{{if eq .Message `b`}}{{.Message}}{{end}}", ["a", "b", "c"]), "b\n");
});

test("L25 template: where it cannot be used the line is printed as it is, and that is told once", async () => {
  const told: string[] = [];
  const text = await rendered("{{(parseJSON .Message).x}}", ["plain", '{"x":1}', "again"], {
    onProblem: (message) => told.push(message),
  });
  assert.equal(text, "plain\n1\nagain\n");
  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /cannot be used for every line: line 1, column 4: parseJSON: the text is no JSON/);
});

test("L26 template: on a terminal nothing that a message holds can drive it; newlines of the template stay", async () => {
  const text = await rendered("{{.PodName}}\n {{.Message}}\n", ["\x1b[2J\x1b[31mred"], { isTerminal: true });
  assert.equal(text, "web-0\n \x1b[7m^[\x1b[27m[2J\x1b[31mred\x1b[0m\n");
});

test("L24 L25 template: a pod's colour is that of its columns", async () => {
  assert.match(
    await rendered("{{color .PodColor .PodName}}", ["x"], { colorLevel: 1 }),
    /^\x1b\[\d+mweb-0\x1b\[39m\n$/u,
  );
});
