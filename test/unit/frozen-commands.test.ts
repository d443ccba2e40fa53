import assert from "node:assert/strict";
import { test } from "node:test";
import { frozenCommands } from "../../.build/frozen-commands.ts";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";

test("P2 start: what the build writes of the commands and their options into the bundle's entry is what src/cli has", async () => {
  const frozen: unknown = await import(`data:text/javascript,${encodeURIComponent(frozenCommands())}`);
  assert.deepEqual({ ...(frozen as object) }, { allCommands });
});
