import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { jsonReport } from "../../../../src/diagnose/report/json-report.ts";
import { markdownReport } from "../../../../src/diagnose/report/markdown-report.ts";
import { textReport } from "../../../../src/diagnose/report/text-report.ts";
import { exampleDiagnosis, exampleFinding, exampleHop } from "../../../support/example-diagnosis.ts";
import { assertSchema, type JsonSchema } from "../../../support/json-schema.ts";

const plain = { colorLevel: 0, columns: undefined } as const;
const schema = JSON.parse(
  readFileSync(new URL("../../../../docs/diagnose-output.schema.json", import.meta.url), "utf8"),
) as JsonSchema;

test("D2 text: the hops, then each finding with what was seen, the causes with how to tell them apart, and the next command", () => {
  const diagnosis = exampleDiagnosis(exampleHop("containers", "web-1", exampleFinding("web-1")), {
    ...exampleHop("log", "web-1"),
    ...{ result: "not-reached", says: "not reached", durationMs: 0 },
  });
  assert.equal(
    textReport(diagnosis, plain),
    [
      "deploy/web (context prod, namespace shop)",
      "",
      "  ✓ network     connected (3 ms)",
      "  ✗ containers  containers of it (12 ms)",
      "  - log         not reached",
      "",
      '✗ Container "main" of pod shop/web-1 ends again and again (3 restarts).',
      "    seen       lastState.terminated: Error, exit code 1",
      "    either     a defect",
      "      check    the log",
      "      fix      mend it",
      "    or         a setting",
      "      check    kubectl describe",
      "    next       kubectl kt logs web-1 -n shop --previous",
      "",
      "1 problem, in 1.2 s",
      "",
    ].join("\n"),
  );
});

test("D2 text: on a terminal lines are broken at its width, commands are not", () => {
  const next = `kubectl kt logs ${"x".repeat(100)}`;
  const verdict = "word ".repeat(40).trim();
  const finding = exampleFinding("web-1", { verdict, next });
  const text = textReport(exampleDiagnosis(exampleHop("containers", "web-1", finding)), { colorLevel: 0, columns: 60 });
  const wide = text.split("\n").filter((line) => line.length > 60);
  assert.deepEqual(
    wide.map((line) => line.trim()),
    [`next       ${next}`],
  );
});

test("D2 text: where a line is broken a time stays with its unit", () => {
  for (let length = 20; length < 50; length++) {
    const hop = { ...exampleHop("containers", "web-1"), says: `runs ${"x".repeat(length)}` };
    const text = textReport(exampleDiagnosis(hop), { colorLevel: 0, columns: 60 });
    assert.match(text, /\(12 ms\)$/m, text);
  }
});

test("D2 text: what was found of several pods in the same way is told once, with the others' names", () => {
  const hops = ["web-1", "web-2", "web-3"].map((pod) => exampleHop("containers", pod, exampleFinding(pod)));
  const text = textReport(exampleDiagnosis(...hops), plain);
  assert.equal(text.split("ends again and again").length - 1, 1);
  assert.match(text, /also {7}container main of pod shop\/web-2, container main of pod shop\/web-3/);
  assert.match(text, /^1 problem, in/m);
});

test("D2 text: what was found at other times of several pods is told once, whatever the unit of the age", () => {
  const verdicts = ["(1 restart), 117m ago.", "(12 restarts), 5h ago."];
  const hops = verdicts.map((verdict, place) =>
    exampleHop("containers", `web-${place}`, exampleFinding(`web-${place}`, { verdict: `It ends again ${verdict}` })),
  );
  const text = textReport(exampleDiagnosis(...hops), plain);
  assert.equal(text.split("It ends again").length - 1, 1);
  assert.match(text, /also {7}container main of pod shop\/web-1$/m);
});

test("D2 text: pods that are well are one row, those that are not have one each, and many are counted", () => {
  const well = Array.from({ length: 20 }, (_, place) => exampleHop("containers", `ok-${place}`));
  const ill = Array.from({ length: 9 }, (_, place) =>
    exampleHop("containers", `bad-${place}`, exampleFinding(`bad-${place}`)),
  );
  const rows = textReport(exampleDiagnosis(...well, ...ill), plain)
    .split("\n")
    .filter((line) => /^ {2}\S containers/.test(line));
  assert.equal(rows.length, 7);
  assert.match(rows.at(-2) ?? "", /4 more with findings/);
  assert.match(rows.at(-1) ?? "", /✓ containers {2}20 pods, nothing wrong/);
});

test("D2 text: the gravest comes first", () => {
  const findings = [
    exampleFinding("web-1", { level: "note", code: "restarted", verdict: "a note" }),
    exampleFinding("web-1", { level: "broken", code: "image", verdict: "the break" }),
  ];
  const text = textReport(exampleDiagnosis(exampleHop("containers", "web-1", ...findings)), plain);
  assert.ok(text.indexOf("the break") < text.indexOf("a note"));
  assert.match(text, /^1 problem, 1 note, in/m);
});

test("D2 text: what comes from a cluster cannot drive the terminal", () => {
  const finding = exampleFinding("web-1", {
    verdict: "x\u001b[2Jy",
    evidence: [{ from: "event", text: "a\u001b]0;b\u0007" }],
  });
  const text = textReport(exampleDiagnosis(exampleHop("containers", "web-1", finding)), plain);
  assert.ok(!text.includes("\u001b") && !text.includes("\u0007"));
});

test("D2 markdown: names and messages are no markup, commands stand in a block of their own", () => {
  const finding = exampleFinding("web-1", { verdict: "<script> *x* [y](z) | #1" });
  const text = markdownReport(exampleDiagnosis(exampleHop("containers", "web-1", finding)));
  assert.match(text, /^\\<script\\> \\\*x\\\* \\\[y\\\]\(z\) \\\| \\#1$/m);
  assert.match(text, /^```sh\nkubectl kt logs web-1 -n shop --previous\n```$/m);
  assert.match(text, /^\| containers \| ✗ problem \| containers of it \| 12 ms \|$/m);
});

test("D2 JSON: the written schema says what comes out", () => {
  const finding = exampleFinding("web-1");
  const { next: _next, ...without } = finding;
  const diagnosis = exampleDiagnosis(exampleHop("containers", "web-1", finding, without), exampleHop("log", "web-1"));
  const document = JSON.parse(jsonReport(diagnosis)) as Readonly<Record<string, unknown>>;
  assertSchema(document, schema);
  assert.equal(document["result"], "problem");
  assert.equal(document["startedAt"], "2026-11-21T10:00:00.000Z");
  assert.equal(document["durationMs"], 1235);
});
