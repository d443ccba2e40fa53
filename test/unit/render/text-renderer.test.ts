import assert from "node:assert/strict";
import { test } from "node:test";
import { parseColumns } from "../../../src/render/columns.ts";
import { OutputBuffer } from "../../../src/render/output-buffer.ts";
import { createRenderer } from "../../../src/render/create-renderer.ts";
import type { RenderOptions } from "../../../src/render/renderer.ts";
import { EntryFlag } from "../../../src/stream/block.ts";
import type { SourceFacts, SourceInfo } from "../../../src/stream/source-info.ts";
import { loadTimeZone } from "../../../src/time/time-zone.ts";
import { makeBatch, makeBlock, makeSource, type TestEntry } from "../../support/blocks.ts";

const defaults: RenderOptions = {
  format: "text",
  nowMs: () => Date.parse("2026-11-21T08:15:00Z"),
  colorLevel: 0,
  isTerminal: false,
};

function rendered(
  sources: readonly SourceInfo[],
  entries: readonly (TestEntry | string)[],
  options: Partial<RenderOptions> = {},
): string {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(chunk));
  const renderer = createRenderer({ ...defaults, ...options });
  renderer.setSources(sources);
  renderer.render(makeBatch(...sources.map((source) => makeBlock(source, entries))), out);
  out.flush();
  return Buffer.concat(chunks).toString("latin1");
}

function sourcesOf(...facts: readonly SourceFacts[]): readonly SourceInfo[] {
  return facts.map((fact, id) => makeSource(id, fact));
}

const web = { namespace: "shop", node: "node-1", pod: "web-abc", container: "web", instance: 0 };
const api = { namespace: "shop", node: "node-2", pod: "api-0", container: "api", instance: 3 };

const looks: readonly (readonly [
  title: string,
  facts: readonly SourceFacts[],
  options: Partial<RenderOptions>,
  lines: readonly string[],
])[] = [
  ["one source needs no columns", [web], {}, ["hello"]],
  ["only what differs: pod and container", [web, api], {}, ["web-abc web | hello", "api-0 api | hello"]],
  ["only the container", [web, { ...web, container: "proxy" }], {}, ["web | hello", "proxy | hello"]],
  ["namespaces", [web, { ...web, namespace: "test" }], {}, ["shop | hello", "test | hello"]],
  [
    "contexts",
    [
      { ...web, context: "a" },
      { ...web, context: "b" },
    ],
    {},
    ["a | hello", "b | hello"],
  ],
  [
    "nodes without pods, and their services",
    [
      { node: "n1", service: "kubelet" },
      { node: "n2", service: "cron" },
    ],
    {},
    ["n1 kubelet | hello", "n2 cron | hello"],
  ],
  ["instances of one container", [web, { ...web, instance: 1 }], {}, ["0 | hello", "1 | hello"]],
  ["a pod that may not stay alone", [web], { expectedColumns: ["pod"] }, ["web-abc | hello"]],
  ["timestamps as kubectl has them", [web], { timestamps: "rfc3339" }, ["2026-11-21T08:11:56.494799123Z hello"]],
  [
    "timestamps and columns",
    [web, { ...web, pod: "b" }],
    { timestamps: "rfc3339" },
    ["2026-11-21T08:11:56.494799123Z web-abc | hello", "2026-11-21T08:11:56.494799123Z b | hello"],
  ],
  ["more columns", [web], { columns: parseColumns("+node,+namespace") }, ["shop node-1 | hello"]],
  ["fewer columns", [web, api], { columns: parseColumns("-container") }, ["web-abc | hello", "api-0 | hello"]],
  ["no message", [web], { columns: parseColumns("-message,+pod") }, ["web-abc"]],
  [
    "chosen columns, in their order",
    [web],
    { columns: parseColumns("container,timestamp,pod,message") },
    ["web 2026-11-21T08:11:56.494799123Z web-abc | hello"],
  ],
  ["a fact that is not known", [web], { columns: parseColumns("zone,pod,message") }, ["- web-abc | hello"]],
  ["the stream, where it is not known", [web], { columns: parseColumns("stream,message") }, ["-      | hello"]],
  ["kubectl's prefix", [web, api], { prefix: "kubectl" }, ["[pod/web-abc/web] hello", "[pod/api-0/api] hello"]],
  [
    "kubectl's prefix and timestamps",
    [web],
    { prefix: "kubectl", timestamps: "rfc3339" },
    ["[pod/web-abc/web] 2026-11-21T08:11:56.494799123Z hello"],
  ],
  ["no prefix at all", [web, api], { prefix: "none" }, ["hello", "hello"]],
  ["raw has no columns", [web, api], { format: "raw" }, ["hello", "hello"]],
  [
    "raw with timestamps that were asked for",
    [web],
    { format: "raw", timestamps: "unix" },
    ["1795248716.494799123 hello"],
  ],
  [
    "raw with columns that were asked for",
    [web],
    { format: "raw", columns: parseColumns("pod,message") },
    ["web-abc | hello"],
  ],
  ["names aligned on a terminal", [web, api], { isTerminal: true }, ["web-abc web | hello", "api-0   api | hello"]],
];

test("L24 text: columns show what differs, or what was asked for", () => {
  for (const [title, facts, options, lines] of looks) {
    assert.equal(rendered(sourcesOf(...facts), ["hello"], options), lines.map((line) => `${line}\n`).join(""), title);
  }
});

test("L24 text: a restarted container and a second pod do not make columns go away or instances appear", () => {
  const chunks: Buffer[] = [];
  const out = new OutputBuffer((chunk) => chunks.push(chunk));
  const renderer = createRenderer(defaults);
  const [first, restarted, second] = sourcesOf(web, { ...web, instance: 1 }, { ...web, pod: "web-xyz" });
  assert.ok(first && restarted && second);
  for (const live of [[first], [restarted], [restarted, second], [second]]) {
    renderer.setSources(live);
    renderer.render(makeBatch(...live.map((source) => makeBlock(source, ["x"]))), out);
  }
  // Nobody announced this one.
  renderer.render(makeBatch(makeBlock(makeSource(9, { ...web, pod: "late" }), ["y"])), out);
  out.flush();
  assert.equal(Buffer.concat(chunks).toString(), "x\nx\nweb-abc | x\nweb-xyz | x\nweb-xyz | x\nlate | y\n");
});

test("L25 text and raw: every byte of a message comes out as it came in", () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte !== 10));
  for (const format of ["text", "raw"] as const) {
    assert.equal(rendered(sourcesOf(web), [{ message: all }, ""], { format }), `${all.toString("latin1")}\n\n`);
  }
});

test("L26 text: on a terminal what could drive it is made harmless, raw is not", () => {
  const message = "\x1b[31mred\x1b[2J\x07";
  assert.equal(
    rendered(sourcesOf(web), [message], { isTerminal: true }),
    "\x1b[31mred\x1b[7m^[\x1b[27m[2J\x1b[7m^G\x1b[27m\x1b[0m\n",
  );
  assert.equal(rendered(sourcesOf(web), [message], { isTerminal: true, format: "raw" }), `${message}\n`);
  assert.equal(rendered(sourcesOf(web), [message]), `${message}\n`);
});

test("L25 text: the stream is told where it is known", () => {
  const entries = [
    { message: "a", flags: EntryFlag.stdout },
    { message: "b", flags: EntryFlag.stderr | EntryFlag.late },
  ];
  const columns = parseColumns("stream,message");
  assert.equal(rendered(sourcesOf(web), entries, { columns }), "stdout | a\nstderr | b\n");
});

test("L19 L24 text: the level of a message as a column", () => {
  const columns = parseColumns("+level");
  const entries = ['{"level":"warn","msg":"slow"}', "plain"];
  assert.equal(
    rendered(sourcesOf(web), entries, { columns }),
    'warn  | {"level":"warn","msg":"slow"}\n-     | plain\n',
  );
  assert.match(rendered(sourcesOf(web), entries, { columns, colorLevel: 1 }), /^\x1b\[33mwarn\x1b\[39m  /u);
});

test("L24 text: on a terminal names take half of the width at most, and keep their ends", () => {
  const pods = ["checkout-service-6f4846f455-244qk", "checkout-service-6f4846f455-c7682"];
  const sources = sourcesOf(...pods.map((pod) => ({ ...web, pod, container: "web" })), {
    ...web,
    container: "istio-proxy-sidecar",
  });
  const bytes = rendered(sources, ["hello"], { isTerminal: true, terminalColumns: 80 });
  const narrow = Buffer.from(bytes, "latin1").toString().split("\n").slice(0, -1);
  for (const line of narrow) assert.ok(line.indexOf("|") <= 40, line);
  for (const [place, pod] of pods.entries()) {
    const line = narrow[place] ?? "";
    assert.ok(line.startsWith("checkout") && line.includes(`…${pod.slice(-6)}`), line);
  }
  const wide = rendered(sources, ["hello"], { isTerminal: true, terminalColumns: 200 });
  assert.ok(pods.every((pod) => wide.includes(`${pod} web `)));
});

test("L10 timestamps: short and relative forms, and time zones", async () => {
  const zone = await loadTimeZone("Asia/Tokyo");
  const entries = ["x"];
  assert.equal(rendered(sourcesOf(web), entries, { timestamps: "short", zone }), "11-21 17:11:56.494 x\n");
  assert.equal(
    rendered(sourcesOf(web), entries, { timestamps: "rfc3339", zone }),
    "2026-11-21T17:11:56.494799123+09:00 x\n",
  );
  assert.equal(rendered(sourcesOf(web), entries, { timestamps: "relative" }), " 3m04s x\n");
});

for (const [title, options, prefix] of [
  ["a prefix and a time", { prefix: "kubectl", timestamps: "unix" }, "[pod/web-abc/web] 1795248716.494799123 "],
  ["a prefix", { prefix: "kubectl" }, "[pod/web-abc/web] "],
  ["nothing", { format: "raw" }, ""],
] as const) {
  test(`L24 text: behind ${title}, lines come out whole and in order however small the output buffer and however long they are`, () => {
    const lengths = [0, 1, 7, 8, 9, 223, 224, 225, 1000, 70_000, 3, 300_000, 5];
    const entries = lengths.map((length, index) => String.fromCharCode(97 + index).repeat(length));
    const chunks: string[] = [];
    for (const capacity of [400, 4096, 256 * 1024]) {
      // What a chunk holds is taken at once, since its memory is given back and written to again.
      const out: OutputBuffer = new OutputBuffer((chunk) => {
        chunks.push(chunk.toString());
        out.recycle(chunk);
      }, capacity);
      const renderer = createRenderer({ ...defaults, ...options });
      const batch = makeBatch(makeBlock(makeSource(0, web), entries));
      for (let round = 0; round < 3; round++) renderer.render(batch, out);
      out.flush();
      const expected = entries.map((entry) => `${prefix}${entry}\n`).join("");
      assert.ok(chunks.splice(0).join("") === expected.repeat(3), `capacity ${capacity}`);
    }
  });
}

test("L24 columns: what does not exist or mixes both forms is refused", () => {
  assert.throws(() => parseColumns("pod,nonsense"), { code: "KT_USAGE", message: /there is no column "nonsense"/ });
  assert.throws(() => parseColumns(""), { code: "KT_USAGE", message: /there is no column ""/ });
  assert.throws(() => parseColumns("pod,+node"), {
    code: "KT_USAGE",
    message: /mixes columns with and without a sign/,
  });
});
