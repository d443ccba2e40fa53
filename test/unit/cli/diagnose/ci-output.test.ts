import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ciOutputOf } from "../../../../src/cli/diagnose/ci-output.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("D6 GitHub Actions: a summary that is too large ends with a whole line, its code is closed, and that is said", async () => {
  using scratch = scratchFolder();
  const path = scratch.write("summary.md", "");
  const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: path };
  const line = "é".repeat(50);
  await ciOutputOf({ env, nowMs: () => 0 }).addSummary(`# Answer\n\n\`\`\`\`\n${`${line}\n`.repeat(10_000)}\`\`\`\`\n`);
  const written = readFileSync(path, "utf8");
  assert.ok(Buffer.byteLength(written) < 513 * 1024);
  const [end = "", fence, , notice] = written.split("\n").slice(-6);
  assert.deepEqual([end, fence, notice], [line, "````", "The rest is left out here; it is in the report."]);
  assert.ok(!written.includes("\uFFFD"));
});
