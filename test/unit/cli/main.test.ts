import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../../src/cli/main.ts";
import { version } from "../../../src/cli/version.ts";
import { recordingIo } from "../../support/recording-io.ts";
import { systemError } from "../../support/system-error.ts";

test("the version is that of package.json", async () => {
  const text = await readFile(join(import.meta.dirname, "../../../package.json"), "utf8");
  assert.equal((JSON.parse(text) as { version: string }).version, version);
});

test("L31 main: a failure is one line, a hint and an exit code; never a stack trace", async () => {
  const io = recordingIo();
  assert.equal(await main(["logs", "web", "--tail", "many"], io), 2);
  assert.equal(io.out(), "");
  assert.equal(io.err(), 'kubectl kt: error: --tail "many" is not a whole number\n  hint: example: --tail 100\n');
});

test("L31 main: a defect of kubectl-kt says so, and where only with -v", async () => {
  const env = brokenEnvironment();
  const quiet = recordingIo();
  assert.equal(await main(["logs", "web"], { ...quiet, env }), 1);
  assert.match(
    quiet.err(),
    /^kubectl kt: error: unexpected TypeError: something nobody thought of\n {2}hint: this is a defect/,
  );
  assert.doesNotMatch(quiet.err(), /\n\s+at /);
  const verbose = recordingIo();
  assert.equal(await main(["logs", "web", "-v"], { ...verbose, env }), 1);
  assert.match(verbose.err(), /caused by TypeError: something nobody thought of\n\s+at /);
});

test("L16 main: a reader that is gone ends help quietly", async () => {
  const io = recordingIo({ write: () => Promise.reject(systemError("EPIPE")) });
  assert.equal(await main(["--help"], io), 141);
  assert.equal(io.err(), "");
});

/** An environment that breaks who looks into it, but for what main asks before all else. */
function brokenEnvironment(): Record<string, string> {
  return new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === "GITHUB_ACTIONS") return undefined;
        throw new TypeError("something nobody thought of");
      },
    },
  );
}
