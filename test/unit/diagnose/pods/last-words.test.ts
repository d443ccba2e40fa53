import assert from "node:assert/strict";
import { test } from "node:test";
import { lastWordsOf } from "../../../../src/diagnose/pods/last-words.ts";

const goPanic = [
  "panic: boom",
  "",
  "goroutine 1 [running]:",
  "main.main()",
  "\t/src/mailer/main.go:40 +0x1d2",
  "exit status 2",
];

const rows: readonly (readonly [title: string, lines: readonly string[], words: readonly string[]])[] = [
  ["nothing", [], []],
  ["a line", ["starting", "listening"], ["last line: listening"]],
  ["a line in colours", ["\u001b[31mbye\u001b[0m"], ["last line: bye"]],
  ["an error that is the last line", ["starting", "ERROR no database"], ["last line: ERROR no database"]],
  [
    "an error, and what was written behind it",
    ['{"level":"fatal","msg":"no database"}', "INFO stopping", "INFO stopped"],
    ['last error: {"level":"fatal","msg":"no database"}', "last line: INFO stopped"],
  ],
  ["a panic of Go", ["INFO starting", ...goPanic.slice(0, -1)], ["last error: panic: boom"]],
  [
    "a trace of Java",
    ["Exception in thread main java.lang.IllegalStateException: gone", "\tat a.B.c(B.java:1)", "\tat a.B.d(B.java:2)"],
    ["last error: Exception in thread main java.lang.IllegalStateException: gone"],
  ],
  [
    "a trace of Python, whose last line tells",
    ["INFO starting", "Traceback (most recent call last):", '  File "a.py", line 1, in <module>', "KeyError: 'HOST'"],
    ["last error: KeyError: 'HOST'"],
  ],
  ["lines that belong together", ["settings:", "  a: 1", "  b: 2"], ["last entry: settings:"]],
];

for (const [title, lines, words] of rows) {
  test(`D1 diagnose: the last words of a run: ${title}`, () => {
    assert.deepEqual(
      lastWordsOf(lines).map(({ from, text }) => `${from}: ${text}`),
      words,
    );
  });
}
