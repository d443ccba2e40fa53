import assert from "node:assert/strict";
import { lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { installCompletion } from "../../../../src/cli/completion/install-completion.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";

test("L30 completion: beside a link to an executable, as Krew makes it, it is a link to that link", async () => {
  using folder = scratchFolder();
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  symlinkSync(folder.write("kubectl-kt", "", 0o755), join(bin, "kubectl-kt"));
  const path = join(bin, "kubectl_complete-kt");
  const env = { PATH: `${join(folder.path, "nosuch")}:${bin}` };
  assert.deepEqual(await installCompletion(env, "linux"), { path, isNew: true });
  assert.equal(readlinkSync(path), "kubectl-kt");
  assert.deepEqual(await installCompletion(env, "linux"), { path, isNew: false });
});

test("L30 completion: beside a link into a package it is a link to the package's own", async () => {
  using folder = scratchFolder();
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  symlinkSync(folder.write("kubectl-kt", "", 0o755), join(bin, "kubectl-kt"));
  const own = folder.write("kubectl_complete-kt", "", 0o755);
  await installCompletion({ PATH: bin }, "linux");
  assert.equal(readlinkSync(join(bin, "kubectl_complete-kt")), own);
  assert.deepEqual(await installCompletion({ PATH: folder.path }, "linux"), { path: own, isNew: false });
});

test("L30 completion: what npm has made of its package is there already", async () => {
  using folder = scratchFolder();
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  symlinkSync(folder.write("kubectl-kt.cjs", "", 0o755), join(bin, "kubectl-kt"));
  const own = folder.write("kubectl_complete-kt.cjs", "", 0o755);
  const path = join(bin, "kubectl_complete-kt");
  symlinkSync(own, path);
  assert.deepEqual(await installCompletion({ PATH: bin }, "linux"), { path, isNew: false });
});

test("L30 completion: on Windows it is a script that calls the executable beside it", async () => {
  using folder = scratchFolder();
  folder.write("kubectl-kt.exe", "");
  const { path, isNew } = await installCompletion({ Path: folder.path }, "win32");
  assert.equal(isNew, true);
  assert.equal(path, join(folder.path, "kubectl_complete-kt.cmd"));
  assert.equal(readFileSync(path, "utf8"), '@"%~dp0kubectl-kt.exe" __complete %*\r\n');
  assert.equal((await installCompletion({ PATH: folder.path }, "win32")).isNew, false);
});

test("L30 completion: on Windows beside a script of npm it calls that", async () => {
  using folder = scratchFolder();
  folder.write("kubectl-kt.cmd", "");
  const { path } = await installCompletion({ PATH: folder.path }, "win32");
  assert.equal(readFileSync(path, "utf8"), '@"%~dp0kubectl-kt.cmd" __complete %*\r\n');
});

test("L30 completion: what somebody else has put there stays", async () => {
  using folder = scratchFolder();
  const bin = join(folder.path, "bin");
  mkdirSync(bin);
  symlinkSync(folder.write("program", "", 0o755), join(bin, "kubectl-kt"));
  const path = join(bin, "kubectl_complete-kt");
  writeFileSync(path, "mine");
  await assert.rejects(installCompletion({ PATH: bin }, "linux"), (error) => {
    assert.ok(hasCode(error, "KT_OUTPUT"));
    assert.match(error.message, /is there already, and nothing that this command made$/);
    return true;
  });
  assert.ok(lstatSync(path).isFile());
});

test("L30 completion: without kubectl-kt on PATH it says so", async () => {
  await assert.rejects(installCompletion({ PATH: "/nosuch" }, "linux"), (error) => hasCode(error, "KT_NOT_FOUND"));
});
