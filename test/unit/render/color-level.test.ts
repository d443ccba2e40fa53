import assert from "node:assert/strict";
import { test } from "node:test";
import { type ColorLevel, colorLevelOf } from "../../../src/render/color-level.ts";

type Row = readonly [
  flag: "auto" | "always" | "never",
  isTerminal: boolean,
  env: Record<string, string>,
  level: ColorLevel,
];

const rows: readonly Row[] = [
  ["auto", true, { TERM: "xterm" }, 1],
  ["auto", true, { TERM: "xterm-256color" }, 2],
  ["auto", true, { TERM: "xterm-256color", COLORTERM: "truecolor" }, 3],
  ["auto", true, { TERM: "xterm-direct" }, 3],
  ["auto", false, { TERM: "xterm-256color" }, 0],
  ["auto", true, { TERM: "dumb" }, 0],
  ["auto", true, { TERM: "xterm", NO_COLOR: "1" }, 0],
  ["auto", true, { TERM: "xterm", NO_COLOR: "" }, 1],
  ["auto", false, { TERM: "xterm", FORCE_COLOR: "1" }, 1],
  ["auto", false, { TERM: "xterm", FORCE_COLOR: "3" }, 3],
  ["auto", false, { TERM: "xterm-256color", FORCE_COLOR: "true" }, 2],
  ["auto", true, { TERM: "xterm", FORCE_COLOR: "0" }, 0],
  ["auto", true, { TERM: "xterm", FORCE_COLOR: "2", NO_COLOR: "1" }, 2],
  ["always", false, { TERM: "xterm-256color" }, 2],
  ["always", false, { NO_COLOR: "1" }, 1],
  ["always", false, { TERM: "dumb" }, 1],
  ["always", false, { FORCE_COLOR: "3" }, 3],
  ["always", false, { FORCE_COLOR: "0" }, 1],
  ["never", true, { TERM: "xterm", FORCE_COLOR: "3" }, 0],
];

test("L24 colour: the flag decides first, then FORCE_COLOR, NO_COLOR, TERM=dumb and what the output is", () => {
  for (const [flag, isTerminal, env, level] of rows) {
    assert.equal(
      colorLevelOf({ flag, isTerminal, env, platform: "linux" }),
      level,
      JSON.stringify([flag, isTerminal, env]),
    );
  }
});

test("L24 colour: a console of Windows knows all colours", () => {
  assert.equal(colorLevelOf({ flag: "auto", isTerminal: true, env: {}, platform: "win32" }), 3);
});
