import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Finding } from "../../../../src/diagnose/diagnosis.ts";
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

test("D2 text: of several pods the gravest row stands first and is never counted away, and notes and what was not reached are one row each", () => {
  const noted = exampleFinding("x", { level: "note", code: "not-ready", verdict: "not ready yet" });
  const broken = exampleFinding("x", { level: "broken", code: "image", verdict: "no image" });
  const behind = { result: "not-reached", says: "not reached", durationMs: 0 } as const;
  const text = textReport(
    exampleDiagnosis(
      ...["a", "b", "c"].map((pod) => exampleHop("containers", pod, noted)),
      ...["d", "e", "f", "g", "h"].map((pod) => exampleHop("containers", pod, exampleFinding(pod))),
      ...["i", "j"].map((pod) => exampleHop("containers", pod, broken)),
      exampleHop("containers", "k"),
      ...["i", "j"].map((pod) => ({ ...exampleHop("log", pod), ...behind })),
    ),
    plain,
  );
  assert.deepEqual(text.split("\n").slice(3, 12), [
    "  ✗ containers  i: containers of it (12 ms)",
    "  ✗ containers  j: containers of it (12 ms)",
    "  ✗ containers  d: containers of it (12 ms)",
    "  ✗ containers  e: containers of it (12 ms)",
    "  ✗ containers  f: containers of it (12 ms)",
    "  ✗ containers  2 more with findings (12 ms)",
    "  ✓ containers  4 pods, nothing wrong (3 with notes) (12 ms)",
    "  - log         2 pods: not reached",
    "",
  ]);
});

test("D2 text: pods of several namespaces are named with them", () => {
  const own = exampleHop("containers", "a", exampleFinding("a"));
  const elsewhere = { ...own, about: { ...own.about, namespace: "odd" } };
  const text = textReport(exampleDiagnosis(own, elsewhere), plain);
  assert.match(text, /^ {2}✗ containers {2}shop\/a: /m);
  assert.match(text, /^ {2}✗ containers {2}odd\/a: /m);
});

for (const [title, pods, count] of [
  [
    "two Deployments whose containers have one name are two findings",
    ["api-7f9f54d994-2zl5z", "web-6f4846f455-c7682"],
    2,
  ],
  ["two pods of a Deployment are one", ["web-6f4846f455-c7682", "web-6f4846f455-dxc52"], 1],
  ["two revisions of a Deployment are one", ["web-6f4846f455-c7682", "web-7f9f54d994-2zl5z"], 1],
  ["two pods of a StatefulSet are one", ["db-0", "db-11"], 1],
  ["two runs of a CronJob are one", ["report-29921700-8flxt", "report-29921701-rj4hb"], 1],
] as const) {
  test(`D2 text: crash loops in ${title}`, () => {
    const hops = pods.map((pod) => exampleHop("containers", pod, exampleFinding(pod)));
    const text = textReport(exampleDiagnosis(...hops), plain);
    assert.match(text, new RegExp(`^${count} problems?, in`, "m"));
    for (const pod of pods) assert.ok(text.includes(pod));
  });
}

test("D2 text: what ended as it should is no mark of trouble, stands last, and among several pods is one sentence", () => {
  const done = (pod: string, container: string): Finding =>
    exampleFinding(pod, {
      ...{ level: "note", code: "completed", about: { kind: "Container", name: container, namespace: "shop", pod } },
      verdict: `Container "${container}" of pod shop/${pod} ended well 3h ago: nothing more will come.`,
    });
  const early = exampleFinding("web-1", { level: "note", code: "not-ready", verdict: "It is not ready yet." });
  const one = textReport(exampleDiagnosis(exampleHop("containers", "job-1", done("job-1", "import"))), plain);
  assert.match(one, /^ {2}✓ containers /m);
  assert.match(one, /^· Container "import" [^]*^ {4}next /m);
  const hops = [
    ...[exampleHop("pod", "a"), exampleHop("pod", "b"), exampleHop("containers", "a", done("a", "import"))],
    ...[exampleHop("containers", "b", done("b", "report")), exampleHop("containers", "web-1", early)],
  ];
  const several = textReport(exampleDiagnosis(...hops), plain);
  assert.match(
    several,
    /^! It is not ready yet\.[^]*^· Container "import" .*\n {4}also {7}container report of pod shop\/b\n\nno problems, 2 notes, in/m,
  );
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
