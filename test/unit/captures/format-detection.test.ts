import assert from "node:assert/strict";
import { test } from "node:test";
import { detectFormat } from "../../../src/captures/format-detection.ts";
import type { CaptureFormat } from "../../../src/captures/format-name.ts";

const rows: readonly (readonly [what: string, format: CaptureFormat, lines: readonly string[]])[] = [
  ["our own JSON", "json", ['{"timestamp":"2026-11-21T08:11:56.494799123Z","pod":"web-1","message":"hello"}']],
  ["stern's JSON", "stern", ['{"message":"hello","nodeName":"n","namespace":"s","podName":"p","containerName":"c"}']],
  ["Docker's files", "json-file", [String.raw`{"log":"hello\n","stream":"stdout","time":"2026-11-21T08:11:56.4Z"}`]],
  ["a runtime's files", "cri", ["2026-11-21T08:11:56.4947Z stdout F hello", "2026-11-21T08:11:56.5Z stderr P "]],
  ["kubectl --timestamps", "timestamps", ["2026-11-21T08:11:56.494799123Z hello", "2026-11-21T08:11:57.494799123Z "]],
  ["kubectl --timestamps with an offset", "timestamps", ["2026-11-21T08:11:56.494799123+02:00 hello"]],
  ["kubectl --prefix", "prefix", ["[pod/web-1/app] hello"]],
  ["kubectl --prefix --timestamps", "prefix", ["[pod/web-1/app] 2026-11-21T08:11:56.494799123Z hello"]],
  ["lines of text", "plain", ["hello", "there"]],
  ["JSON that a program wrote", "plain", ['{"level":"info","msg":"hello","ts":1}']],
  ["a program's own times", "plain", ["2026-11-21T08:11:56.494Z INFO hello", "2026-11-21T08:11:57Z INFO there"]],
  ["klog", "plain", ["I1121 08:11:56.494799   12345 file.go:12] hello"]],
  ["a date that is none", "plain", ["2026-13-21T08:11:56.494799123Z hello"]],
  ["an empty file", "plain", []],
  [
    "a beginning amid a line",
    "cri",
    ["lf a line", "2026-11-21T08:11:56Z stdout F a", "2026-11-21T08:11:56Z stdout F b"],
  ],
  ["mostly other lines", "plain", ["a", "b", "2026-11-21T08:11:56Z stdout F a"]],
];

for (const [what, format, lines] of rows) {
  test(`L27 captures: the format of ${what} is ${format}`, () => {
    assert.equal(detectFormat(Buffer.from(lines.map((line) => `${line}\n`).join(""))), format);
  });
}
