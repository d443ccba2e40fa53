import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { scratchFolder } from "../../../support/scratch-folder.ts";

const run = promisify(execFile);
const io = join(import.meta.dirname, "../../../../src/cli/io");

/**
 * Says on standard error what the sinks and {@link writeNow} hand to Node's streams on a system.
 * @param system As `process.platform`.
 */
const script = (system: string): string => `
  import { processIo } from "${io}/process-io.ts";
  import { writeNow } from "${io}/write-now.ts";
  Object.defineProperty(process, "platform", { value: "${system}" });
  const handed = [];
  for (const name of ["stdout", "stderr"]) process[name].write = (bytes, done) => {
    handed.push(name + " " + bytes);
    done?.();
    return true;
  };
  const line = Buffer.from("one, ä;two, ö;");
  const written = await processIo().stdout.write(line, 8, 8);
  writeNow(1, "three;");
  processIo().stderr.write("four, ü;");
  process.getBuiltinModule("node:fs").writeFileSync("handed", JSON.stringify({ written, handed }));
`;

/** What {@link script} says. @param isTerminal Whether it runs on one. */
async function handedOn(system: string, isTerminal: boolean): Promise<unknown> {
  using folder = scratchFolder();
  const program = folder.write("program.ts", script(system));
  const command = `'${process.execPath}' '${program}'`;
  const words = isTerminal ? ["script", "-qefc", command, "/dev/null"] : ["sh", "-c", command];
  await run(words[0] ?? "", words.slice(1), { cwd: folder.path });
  return JSON.parse(readFileSync(join(folder.path, "handed"), "utf8"));
}

test("P1 output: a console of Windows gets text by Node's streams, which know its characters", async () => {
  assert.deepEqual(await handedOn("win32", true), {
    written: 8,
    handed: ["stdout two, ö;", "stdout three;", "stderr four, ü;"],
  });
});

for (const [system, isTerminal, where] of [
  ["win32", false, "a pipe on Windows"],
  ["linux", true, "a terminal of other systems"],
] as const) {
  test(`P1 output: ${where} gets the bytes as they are`, async () => {
    assert.deepEqual(await handedOn(system, isTerminal), { written: 8, handed: [] });
  });
}
