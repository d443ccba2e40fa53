import assert from "node:assert/strict";
import { test } from "node:test";
import { logsRequestOf } from "../../../support/logs-request-of.ts";

for (const [words, fileUse, instances] of [
  [[], "better", "current"],
  [["--backend", "auto"], "better", "current"],
  [["--backend", "api"], "never", "current"],
  [["--backend", "files"], "finished", "current"],
  [["--history"], "history", "all"],
  [["--history", "--backend", "files"], "history", "all"],
  [["--history", "--previous"], "history", "previous"],
] as const) {
  test(`H1 H4 logs ${["web", ...words].join(" ")} uses files: ${fileUse}, of instances: ${instances}`, async () => {
    const request = await logsRequestOf(["web", ...words]);
    assert.deepEqual([request.fileUse, request.following.instances], [fileUse, instances]);
  });
}
