import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { exitCodeOf } from "../../../src/errors/exit-code.ts";

test("L31 errors: docs/errors.md has every code with its exit code, and no other", async () => {
  const text = await readFile(join(import.meta.dirname, "../../../docs/errors.md"), "utf8");
  const rows = [...text.matchAll(/^\| `(KT_\w+)` \| (\d+) \| [^|]+ \|$/gm)].map(([, code, exitCode]) => [
    code,
    Number(exitCode),
  ]);
  assert.deepEqual(Object.fromEntries(rows), exitCodeOf);
  assert.equal(rows.length, Object.keys(exitCodeOf).length);
});
