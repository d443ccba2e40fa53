import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { printCompletion } from "../../../../src/cli/completion/print-completion.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("L30 completion: a shell that is gone disturbs nobody, and the debug file tells of it", async () => {
  using folder = scratchFolder();
  const debugFile = join(folder.path, "debug");
  const write = (): void => {
    throw new Error("write EPIPE");
  };
  await printCompletion(["__complete", "lo"], { env: {}, write });
  await printCompletion(["__complete", "lo"], { env: { BASH_COMP_DEBUG_FILE: debugFile }, write });
  assert.equal(readFileSync(debugFile, "utf8"), "kubectl-kt: Error: write EPIPE\n");
});
