import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { accessSync, constants, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { promisify } from "node:util";
import { runNpm } from "../../.build/release/npm.ts";
import { readPackageFiles } from "../../.build/release/pinned-package.ts";
import { readOldestNode } from "../../.build/release/platforms.ts";
import { readProject, root } from "../../.build/release/project.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

const run = promisify(execFile);
const { version } = readProject();

suite("P1 the package that npm pack makes, installed into an empty prefix", () => {
  let cluster: E2eCluster;
  let folder: ScratchFolder;
  let files: readonly string[];
  let oldest: string;
  before(async () => {
    cluster = await openE2eCluster();
    folder = scratchFolder();
    await runNpm(["pack", "--silent", "--pack-destination", folder.path], root);
    const tarball = join(folder.path, `kubectl-kt-${version}.tgz`);
    const listed = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" });
    files = listed.trimEnd().split("\n").toSorted();
    const words = ["install", "--global", "--offline", "--no-audit", "--no-fund", "--silent"];
    await runNpm([...words, "--prefix", join(folder.path, "prefix"), tarball], folder.path);
    oldest = await nodeFolder(folder.path);
  });
  after(async () => {
    await cluster[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** Runs one of the package's programs with the Node of a folder. */
  async function runWith(node: string, program: string, ...words: readonly string[]): Promise<string> {
    const bin = join(folder.path, "prefix/bin");
    const path = [node, "/usr/bin", "/bin"].join(delimiter);
    const env = { PATH: path, HOME: folder.path, LANG: "C.UTF-8", KUBECONFIG: cluster.kubeconfig };
    const { stdout } = await run(join(bin, program), words, { env });
    return stdout;
  }

  test("P1 it holds the programs, one bundle, man pages, licences and nothing else", () => {
    const chunk = /^package\/dist\/npm\/[\w-]+\.[cm]js$/;
    const page = /^package\/man\/[\w-]+\.1$/;
    assert.deepEqual(
      files.filter((file) => !chunk.test(file) && !page.test(file)),
      [
        "package/LICENSE",
        "package/README.md",
        "package/bin/kubectl-kt.cjs",
        "package/bin/kubectl_complete-kt.cjs",
        "package/dist/npm/THIRD-PARTY-NOTICES",
        "package/package.json",
      ],
    );
    assert.ok(files.some((file) => chunk.test(file)) && files.some((file) => page.test(file)));
  });

  test("P1 npm installs nothing with it, and makes both programs", () => {
    const modules = join(folder.path, "prefix/lib/node_modules");
    assert.deepEqual(readdirSync(modules), ["kubectl-kt"]);
    assert.ok(!readdirSync(join(modules, "kubectl-kt")).includes("node_modules"));
    assert.deepEqual(readdirSync(join(folder.path, "prefix/bin")), ["kubectl-kt", "kubectl_complete-kt"]);
  });

  for (const [name, node] of [
    ["the oldest Node that it is for", (): string => oldest],
    ["the project's Node", (): string => dirname(process.execPath)],
  ] as const) {
    test(`P1 it runs with ${name}`, async () => {
      assert.equal(await runWith(node(), "kubectl-kt", "--version"), `kubectl-kt ${version}\n`);
      const lines = await runWith(node(), "kubectl-kt", "logs", "-n", "shop", "deploy/web", "--tail", "3");
      assert.match(lines, /^(?:web-\S+ \| .+\n){3}$/);
      const completed = await runWith(node(), "kubectl_complete-kt", "logs", "-n", "shop", "deploy/w");
      assert.equal(completed, "deploy/web\n:4\n");
    });
  }

  const tooOld = nodeThatIsTooOld();
  test("P1 with an older Node it says which one it needs", {
    skip: tooOld ? false : "no old Node on PATH",
  }, async () => {
    await assert.rejects(runWith(tooOld ?? "", "kubectl-kt", "logs"), (error) => {
      assert.ok(error instanceof Error && "code" in error && "stderr" in error);
      assert.equal(error.code, 1);
      assert.match(String(error.stderr), /^kubectl-kt: needs Node 24 or later; this is v\d+\.\d+\.\d+, \S+\.\nRun: /);
      return true;
    });
  });
});

/** A folder with the oldest Node as `node`. */
async function nodeFolder(scratch: string): Promise<string> {
  const [node] = await readPackageFiles(readOldestNode(), ["bin/node"]);
  assert.ok(node !== undefined);
  const folder = join(scratch, "oldest-node");
  mkdirSync(folder);
  writeFileSync(join(folder, "node"), node, { mode: 0o755 });
  return folder;
}

/** The first folder of PATH that has a Node before 24. */
function nodeThatIsTooOld(): string | undefined {
  return (process.env["PATH"] ?? "").split(delimiter).find((folder) => {
    try {
      accessSync(join(folder, "node"), constants.X_OK);
      const said = execFileSync(join(folder, "node"), ["--version"], { encoding: "utf8" });
      return Number.parseInt(said.slice(1), 10) < 24;
    } catch {
      return false;
    }
  });
}
