import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { hopNames } from "../../../src/diagnose/diagnosis.ts";
import { findingCodes } from "../../../src/diagnose/finding-code.ts";

const text = readFileSync(new URL("../../../docs/diagnose.md", import.meta.url), "utf8");

test("D2 docs/diagnose.md has every finding with its hop, and no other", () => {
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| ([a-z-]+) \| [A-Z]/gm)].map(([, code = "", hop = ""]) => [
    code,
    hop,
  ]);
  assert.deepEqual(Object.fromEntries(rows), findingCodes);
});

test("D2 docs/diagnose.md has every hop in its order", () => {
  const [, table = ""] = /## Hops\n([\s\S]*?)\n## /.exec(text) ?? [];
  assert.deepEqual(
    [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name),
    hopNames,
  );
});
