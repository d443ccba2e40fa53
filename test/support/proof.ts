import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const docs = join(import.meta.dirname, "..", "..", "docs");

/**
 * Holds a proof that a page in docs/ names, `[unit/a.test.ts](../test/unit/a.test.ts): TITLE`, against the tests.
 * @throws AssertionError when it is written otherwise, or there is no such file, or no test or row of that title in it.
 */
export function assertProof(proof: string): void {
  const [, shown = "", linked = "", title = ""] = /^\[([^\]]+)\]\(([^)]+)\): (.+)$/.exec(proof) ?? [];
  assert.equal(linked, `../test/${shown}`, proof);
  const path = join(docs, linked);
  assert.ok(existsSync(path), path);
  const titles = readFileSync(path, "utf8").replaceAll(String.raw`\"`, '"');
  assert.ok(titles.includes(`"${title}"`), `${shown} has no test or row of the title ${title}`);
}
