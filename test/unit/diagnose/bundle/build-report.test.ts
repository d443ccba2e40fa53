import assert from "node:assert/strict";
import { test } from "node:test";
import { type BuiltReport, buildReport } from "../../../../src/diagnose/bundle/build-report.ts";
import type { Bundle } from "../../../../src/diagnose/bundle/gather-bundle.ts";
import { InstanceLog } from "../../../../src/diagnose/bundle/instance-log.ts";
import { Masker } from "../../../../src/diagnose/masking/masker.ts";
import { exampleDiagnosis, exampleFinding, exampleHop } from "../../../support/example-diagnosis.ts";
import { podObject } from "../../../support/pod-objects.ts";

const limitBytes = 64 * 1024;

/** Pods of which some are unwell, each in a way of its own; events; and a log of a node, long enough for any limit. */
function bundleOf(podCount: number, unwellCount: number, eventCount: number): Bundle {
  const names = Array.from({ length: podCount }, (_, at) => `web-${at}`);
  const hops = names.flatMap((name, at) => {
    const verdict = `Container "main" of pod shop/${name} fails like ${"abcdefghij"[at % 10]?.repeat(1 + at / 10)}.`;
    const evidence = [{ from: "state.waiting", text: `${at} ${"y".repeat(500)}` }];
    const found = at < unwellCount ? [exampleFinding(name, { verdict, evidence })] : [];
    return [exampleHop("pod", name), exampleHop("containers", name, ...found), exampleHop("log", name)];
  });
  const masker = new Masker();
  const log = new InstanceLog("nodes/node-1.log", {}, masker);
  for (let line = 0; line < 5000; line++) log.add(`line ${line}`, undefined);
  return {
    diagnosis: exampleDiagnosis(...hops),
    pods: names.map((name) => podObject(name, { labels: { long: "z".repeat(3000) } })),
    instances: [],
    events: Array.from({ length: eventCount }, (_, at) => ({
      event: { metadata: { name: `e${at}` }, type: "Warning", reason: "BackOff" },
      text: `2026-11-21 10:00:00Z Warning BackOff Pod/web-0: number ${at} ${"x".repeat(100)}`,
    })),
    nodes: [log],
    notices: [],
    masker,
  };
}

function build(bundle: Bundle): BuiltReport & { readonly text: (path: string) => string | undefined } {
  const built = buildReport(bundle, { limitBytes, reference: undefined, waited: undefined, interruption: undefined });
  const bytes = built.files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  assert.equal(built.sizeBytes, bytes);
  assert.ok(bytes <= limitBytes, `${bytes} bytes`);
  return { ...built, text: (path) => built.files.find((file) => file.path === path)?.text };
}

const leftOutRows: readonly (readonly [title: string, bundle: Bundle, notices: readonly RegExp[]])[] = [
  ["a few pods: nothing but the beginning of logs", bundleOf(2, 1, 10), []],
  ["many that are well: their states", bundleOf(12, 1, 0), [/the states of 11 pods that are well/]],
  [
    "very many that are well: hops where nothing was found as well",
    bundleOf(120, 2, 0),
    [/the states of 118 pods that are well/, /\d+ hops where nothing was found, in report\.json and junit\.xml/],
  ],
  [
    "many events: the oldest",
    bundleOf(3, 1, 400),
    [/the states of 2 pods that are well/, /hops where nothing was found/, /the 350 oldest events/],
  ],
];

for (const [title, bundle, notices] of leftOutRows) {
  test(`D5 report: the limit is held, and what is left out is told: of ${title}`, () => {
    const { text, files } = build(bundle);
    const page = text("report.md") ?? "";
    const told = page.split("\n").filter((line) => line.includes("left out for"));
    assert.equal(told.length, notices.length, told.join("\n"));
    for (const [at, notice] of notices.entries()) assert.match(told[at] ?? "", notice);
    assert.match(text("nodes/node-1.log") ?? "", /line 4999\n$/, "the end of a log is worth more than that");
    assert.equal(JSON.parse(text("report.json") ?? "").kind, "DiagnosisReport");
    assert.equal(files[0]?.path, "report.md");
  });
}

test("D5 report: where the faults alone are more than the limit, the page is all that there is, up to a whole line", () => {
  const { files, text } = build(bundleOf(120, 120, 0));
  assert.deepEqual(
    files.map(({ path }) => path),
    ["report.md"],
  );
  const page = text("report.md") ?? "";
  assert.match(page, /^# ✗ deploy\/web: not well\n/);
  assert.match(page, /\n\nThe rest, and all other files, are left out for --report-limit\.\n$/);
});
