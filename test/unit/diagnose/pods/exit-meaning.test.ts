import assert from "node:assert/strict";
import { test } from "node:test";
import { exitCauses, exitText, type Termination } from "../../../../src/diagnose/pods/exit-meaning.ts";

const rows: readonly (readonly [Termination, RegExp])[] = [
  [{ exitCode: 0, reason: "Completed" }, /^exit code 0 \(it ended well\)$/],
  [{ exitCode: 1, reason: "Error" }, /^exit code 1 \(the program's own word for a failure\)$/],
  [
    { exitCode: 2, reason: "Error" },
    /^exit code 2 \(a failure: Go programs after a panic, shells and many tools for wrong arguments\)$/,
  ],
  [{ exitCode: 3, reason: "Error" }, /^exit code 3$/],
  [{ exitCode: 126 }, /cannot be executed/],
  [{ exitCode: 127 }, /was not found/],
  [{ exitCode: 128, reason: "StartError" }, /could not be started/],
  [{ exitCode: 130 }, /SIGINT/],
  [{ exitCode: 134 }, /SIGABRT: it gave itself up/],
  [{ exitCode: 137, reason: "OOMKilled" }, /^exit code 137 \(OOMKilled: it was killed for using too much memory\)$/],
  [{ exitCode: 137, reason: "Error" }, /SIGKILL/],
  [{ exitCode: 139 }, /SIGSEGV/],
  [{ exitCode: 141 }, /SIGPIPE/],
  [{ exitCode: 143 }, /SIGTERM: it was asked to end/],
  [{ exitCode: 0, signal: 15 }, /SIGTERM/],
  [{ exitCode: 162 }, /^exit code 162$/],
  [{ exitCode: 150 }, /^exit code 150 \(signal 22\)$/],
  [{ exitCode: 255, reason: "Unknown" }, /nobody knows how it ended/],
  [{ exitCode: 255, reason: "Error" }, /ended with -1/],
];

for (const [end, meaning] of rows) {
  test(`D1 exit code ${end.exitCode} ${end.reason ?? ""} ${end.signal ?? ""} has a meaning in words`, () => {
    assert.match(exitText(end), meaning);
  });
}

test("D1 causes of an end: where several fit, each says how to tell it from the others", () => {
  for (const exitCode of [126, 127, 132, 134, 137, 139, 143, 255]) {
    const causes = exitCauses({ exitCode, reason: "Error" }, "kubectl describe pod web-1");
    if (causes.length > 1) for (const { text, check } of causes) assert.ok(check, text);
  }
});
