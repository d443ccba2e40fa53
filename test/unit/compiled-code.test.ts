import assert from "node:assert/strict";
import { chmodSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { CompiledCode } from "../../.build/chunks/compiled-code.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const source = `(function () { ${"function used() { return [1, 2, 3].map((n) => n * 2).join(); } ".repeat(20)} return used; })`;

/** A run of a program of one script, as chunk-scripts.ts does it. */
function runOnce(code: CompiledCode, { name = "./a.cjs", wentWell = true, isUsed = true } = {}): Script {
  const cachedData = code.of(name);
  const script = new Script(source, { filename: name, ...(cachedData && { cachedData }) });
  if (script.cachedDataRejected === true) code.forget(name);
  const used = (script.runInThisContext() as () => () => string)();
  if (isUsed) assert.equal(used(), "2,4,6");
  code.keep(new Map([[name, script]]), wentWell);
  return script;
}

test("P2 start: what one run has compiled the next one takes, functions that ran too", () => {
  using folder = scratchFolder();
  runOnce(new CompiledCode(folder.path, "b"), { isUsed: false });
  const loadedOnly = new CompiledCode(folder.path, "b").of("./a.cjs")?.length ?? 0;
  runOnce(new CompiledCode(folder.path, "b"));
  const code = new CompiledCode(folder.path, "b");
  assert.ok(loadedOnly > 0);
  assert.ok((code.of("./a.cjs")?.length ?? 0) > loadedOnly);
  assert.equal(runOnce(code).cachedDataRejected, false);
});

test("P2 start: code is taken though flags of V8 were set while it was made", () => {
  using folder = scratchFolder();
  const code = new CompiledCode(folder.path, "b");
  setFlagsFromString("--heap-growing-percent=50");
  try {
    runOnce(code);
  } finally {
    setFlagsFromString("--heap-growing-percent=0");
  }
  assert.equal(runOnce(new CompiledCode(folder.path, "b")).cachedDataRejected, false);
});

test("P2 start: a run that fails adds nothing to what is there, and no run takes away what another has added", () => {
  using folder = scratchFolder();
  runOnce(new CompiledCode(folder.path, "b"), { isUsed: false });
  const first = new CompiledCode(folder.path, "b").of("./a.cjs");
  runOnce(new CompiledCode(folder.path, "b"), { wentWell: false });
  assert.deepEqual(new CompiledCode(folder.path, "b").of("./a.cjs"), first);
  runOnce(new CompiledCode(folder.path, "b"));
  const added = new CompiledCode(folder.path, "b").of("./a.cjs")?.length;
  runOnce(new CompiledCode(folder.path, "b"), { name: "./b.cjs", isUsed: false });
  assert.equal(new CompiledCode(folder.path, "b").of("./a.cjs")?.length, added);
  assert.notEqual(new CompiledCode(folder.path, "b").of("./b.cjs"), undefined);
});

test("P2 start: the first eight runs that go well add to what is kept, later ones write nothing", () => {
  using folder = scratchFolder();
  for (let run = 0; run < 8; run++) runOnce(new CompiledCode(folder.path, "b"), { isUsed: false });
  const before = new CompiledCode(folder.path, "b").of("./a.cjs");
  runOnce(new CompiledCode(folder.path, "b"));
  assert.deepEqual(new CompiledCode(folder.path, "b").of("./a.cjs"), before);
});

test("P2 start: another bundle takes none of it", () => {
  using folder = scratchFolder();
  runOnce(new CompiledCode(folder.path, "b"));
  assert.equal(new CompiledCode(folder.path, "c").of("./a.cjs"), undefined);
});

test("P2 start: where nothing can be kept the scripts run all the same", () => {
  using folder = scratchFolder();
  runOnce(new CompiledCode(`${folder.path}/no/such/folder`, "b"));
  chmodSync(folder.path, 0o500);
  runOnce(new CompiledCode(`${folder.path}/new`, "b"));
  chmodSync(folder.path, 0o700);
  // Nothing that is half written stays either.
  assert.deepEqual(
    readdirSync(folder.path, { recursive: true }).filter((name) => String(name).endsWith(".partial")),
    [],
  );
});
