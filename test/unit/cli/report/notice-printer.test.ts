import assert from "node:assert/strict";
import { test } from "node:test";
import { ErrorLines } from "../../../../src/cli/report/error-lines.ts";
import { NoticePrinter, type NoticePrinterOptions } from "../../../../src/cli/report/notice-printer.ts";
import type { Notice } from "../../../../src/stream/notice.ts";
import { recordingIo } from "../../../support/recording-io.ts";

const every: readonly Notice[] = [
  { level: "debug", message: "why" },
  { level: "info", message: "good to know" },
  { level: "warning", message: "not as asked" },
  {
    level: "gap",
    about: "shop/web-1/web",
    message: "entries may be missing",
    gap: { after: "2026-11-21T08:00:00.000000001Z", before: undefined },
  },
  { level: "error", about: "shop/web-2/web", message: "failed", hint: "kubectl get pods -n shop" },
];

function printed(notices: readonly Notice[], options: Partial<NoticePrinterOptions>): readonly string[] {
  const io = recordingIo();
  const printer = new NoticePrinter(new ErrorLines(io.stderr), {
    isQuiet: false,
    verbosity: 0,
    hasColour: false,
    hintFlags: {},
    ...options,
  });
  for (const notice of notices) printer.notice(notice);
  return io.err().split("\n").slice(0, -1);
}

const gapLine = "kubectl kt: gap: shop/web-1/web: entries may be missing (after 2026-11-21T08:00:00.000000001Z)";
const errorLines = ["kubectl kt: error: shop/web-2/web: failed", "  hint: kubectl get pods -n shop"];

test("L26 notices: one line each, with the source and the next command", () => {
  assert.deepEqual(printed(every, {}), [
    "kubectl kt: good to know",
    "kubectl kt: warning: not as asked",
    gapLine,
    ...errorLines,
  ]);
});

test("L14 notices: the times of a gap are exact, and no longer than that", () => {
  const gap = { after: "2026-11-21T08:00:00.494000000Z", before: "2026-11-21T08:00:10.000000000Z" };
  const interval = "(after 2026-11-21T08:00:00.494Z, before 2026-11-21T08:00:10Z)";
  assert.deepEqual(printed([{ level: "gap", message: "lost", gap }], {}), [`kubectl kt: gap: lost ${interval}`]);
});

test("L31 notices: --quiet silences notices, not gaps and errors", () => {
  assert.deepEqual(printed(every, { isQuiet: true }), [gapLine, ...errorLines]);
});

test("L2 notices: -v says why", () => {
  assert.equal(printed(every, { verbosity: 1 })[0], "kubectl kt: debug: why");
});

test("notices: one key is said once", () => {
  const notice: Notice = { level: "warning", message: "clocks differ", onceKey: "skew" };
  assert.equal(printed([notice, notice, { ...notice, onceKey: "other" }], {}).length, 2);
});

test("L31 notices: what holds for a whole cluster is said once, without the container that met it first", () => {
  const failed = (about: string, scope: string): Notice => ({ level: "error", about, scope, message: "cannot" });
  const notices = [failed("web-1/web", ""), failed("web-2/web", ""), failed("east/web-1/web", "east")];
  assert.deepEqual(printed(notices, {}), ["kubectl kt: error: cannot", "kubectl kt: error: east: cannot"]);
  const printer = new NoticePrinter(new ErrorLines(recordingIo().stderr), {
    isQuiet: false,
    verbosity: 0,
    hasColour: false,
    hintFlags: {},
  });
  for (const notice of notices) printer.notice(notice);
  assert.deepEqual([...printer.failed], ["web-1/web", "web-2/web", "east/web-1/web"]);
});

test("L31 notices: gaps and errors make a run incomplete, also when they are said already; warnings do not", () => {
  for (const notice of every) {
    const printer = new NoticePrinter(new ErrorLines(recordingIo().stderr), {
      isQuiet: true,
      verbosity: 0,
      hasColour: false,
      hintFlags: {},
    });
    printer.notice(notice);
    assert.equal(printer.isIncomplete, notice.level === "gap" || notice.level === "error", notice.level);
  }
});

test("L26 notices: what could drive a terminal is made visible", () => {
  assert.deepEqual(printed([{ level: "warning", message: "a\u001b[2Jb\u009bc\u0007" }], {}), [
    "kubectl kt: warning: a\\x1b[2Jb\\x9bc\\x07",
  ]);
});

test("L28 notices: a line never lands inside the progress line", () => {
  const io = recordingIo({ isTerminal: true });
  const lines = new ErrorLines(io.stderr);
  lines.showStatus("3 of 5 sources");
  lines.write("a notice");
  lines.clearStatus();
  lines.write("another");
  assert.equal(io.err(), "\r\u001b[K3 of 5 sources\r\u001b[Ka notice\n\r\u001b[K3 of 5 sources\r\u001b[Kanother\n");
});

test("L28 notices: there is no progress line where there is no terminal", () => {
  const io = recordingIo();
  new ErrorLines(io.stderr).showStatus("3 of 5 sources");
  assert.equal(io.err(), "");
});

test("notices: a hint that was the last one said is not said again", () => {
  const error = (about: string, hint: string): Notice => ({ level: "error", about, message: "failed", hint });
  assert.deepEqual(printed([error("a", "do this"), error("b", "do this"), error("c", "do that")], {}), [
    "kubectl kt: error: a: failed",
    "  hint: do this",
    "kubectl kt: error: b: failed",
    "kubectl kt: error: c: failed",
    "  hint: do that",
  ]);
});
