import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { checkDependencies } from "../../.build/dependencies.ts";
import { checkFiles } from "../../.build/files.ts";
import { rooms } from "../../.build/rooms.ts";

const root = join(import.meta.dirname, "..", "..");
let scratch: string;

before(async () => {
  scratch = await mkdtemp(join(tmpdir(), "kubectl-kt-architecture-"));
});
after(() => rm(scratch, { recursive: true, force: true }));

/** Makes a tree of these files, each a path and its text, with the packages of the project. */
async function plantTree(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const tree = join(scratch, name);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  await symlink(join(root, "node_modules"), join(tree, "node_modules"));
  return tree;
}

const importFaults: readonly { title: string; fault: RegExp; files: Readonly<Record<string, string>> }[] = [
  {
    title: "a room importing one that no arrow reaches",
    fault: /^arrow-text: src\/text\/a\.ts → src\/kube\/b\.ts$/,
    files: { "src/text/a.ts": 'import { b } from "../kube/b.ts"; b;', "src/kube/b.ts": "export const b = 1;" },
  },
  {
    title: "a type going a way that no arrow goes",
    fault: /^arrow-stream: src\/stream\/a\.ts → src\/render\/b\.ts$/,
    files: {
      "src/stream/a.ts": 'import type { B } from "../render/b.ts"; export type A = B;',
      "src/render/b.ts": "export type B = 1;",
    },
  },
  {
    title: "a lazy import going a way that no arrow goes",
    fault: /^arrow-demo: src\/demo\/a\.ts → src\/cli\/b\.ts$/,
    files: { "src/demo/a.ts": 'await import("../cli/b.ts");', "src/cli/b.ts": "export const b = 1;" },
  },
  {
    title: "a re-export going a way that no arrow goes",
    fault: /^arrow-errors: src\/errors\/a\.ts → src\/time\/b\.ts$/,
    files: { "src/errors/a.ts": 'export * from "../time/b.ts";', "src/time/b.ts": "export const b = 1;" },
  },
  {
    title: "an import inside of a resource that is disposed of",
    fault: /^arrow-errors: src\/errors\/a\.ts → src\/time\/b\.ts$/,
    files: {
      "src/errors/a.ts":
        'export async function a() { await using b = await import("../time/b.ts"); for (using c of b) c; }',
      "src/time/b.ts": "export const b = 1;",
    },
  },
  {
    title: "a folder without a row that is imported",
    fault: /^unlisted-room-imported: src\/cli\/a\.ts → src\/attic\/b\.ts$/,
    files: { "src/cli/a.ts": 'import "../attic/b.ts";', "src/attic/b.ts": "export const b = 1;" },
  },
  {
    title: "a folder without a row that imports",
    fault: /^unlisted-room-imports: src\/attic\/a\.ts → src\/time\/b\.ts$/,
    files: { "src/attic/a.ts": 'import "../time/b.ts";', "src/time/b.ts": "export const b = 1;" },
  },
  {
    title: "a folder without a row that stands alone",
    fault: /^unlisted-room-alone: src\/attic\/a\.ts/,
    files: { "src/attic/a.ts": "export const a = 1;" },
  },
  {
    title: "a file in src/ outside of all rooms",
    fault: /^unlisted-room-alone: src\/a\.ts/,
    files: { "src/a.ts": "export const a = 1;" },
  },
  {
    title: "luxon outside of time",
    fault: /^home-of-luxon: src\/render\/a\.ts/,
    files: { "src/render/a.ts": 'import { DateTime } from "luxon"; DateTime;' },
  },
  {
    title: "the Kubernetes client outside of kube, as a type",
    fault: /^home-of-@kubernetes\/client-node: src\/targets\/a\.ts/,
    files: {
      "src/targets/a.ts": 'import type { KubeConfig } from "@kubernetes/client-node"; export type K = KubeConfig;',
    },
  },
  {
    title: "chalk outside of render",
    fault: /^home-of-chalk: src\/cli\/a\.ts/,
    files: { "src/cli/a.ts": 'import { Chalk } from "chalk"; Chalk;' },
  },
  {
    title: "yargs outside of cli",
    fault: /^home-of-yargs: src\/kube\/a\.ts/,
    files: { "src/kube/a.ts": 'await import("yargs");' },
  },
  {
    title: "ndjson outside of render",
    fault: /^home-of-ndjson: src\/demo\/a\.ts/,
    files: { "src/demo/a.ts": 'import ndjson from "ndjson"; ndjson;' },
  },
  {
    title: "a package that has no home",
    fault: /^package-without-home: src\/text\/a\.ts/,
    files: { "src/text/a.ts": 'import fc from "fast-check"; fc;' },
  },
  {
    title: "a circle of imports",
    fault: /^no-cycle: src\/text\/[ab]\.ts → src\/text\/[ab]\.ts → src\/text\/[ab]\.ts$/,
    files: { "src/text/a.ts": 'import "./b.ts";', "src/text/b.ts": 'import "./a.ts";' },
  },
  {
    title: "the sources importing a test",
    fault: /^src-stays-inside: src\/text\/a\.ts → test\/support\/b\.ts$/,
    files: { "src/text/a.ts": 'import "../../test/support/b.ts";', "test/support/b.ts": "export const b = 1;" },
  },
  {
    title: "the executable importing past cli",
    fault: /^bin-only-cli: bin\/main\.ts → src\/time\/b\.ts$/,
    files: { "bin/main.ts": 'import "../src/time/b.ts";', "src/time/b.ts": "export const b = 1;" },
  },
  {
    title: "an import of a file that is not there",
    fault: /^resolvable: src\/text\/a\.ts → \.\/gone\.ts$/,
    files: { "src/text/a.ts": 'import "./gone.ts";' },
  },
];

for (const [index, { title, fault, files }] of importFaults.entries()) {
  test(`the check of imports finds ${title}`, async () => {
    const { faults } = await checkDependencies(await plantTree(`import-${index}`, files));
    assert.match(faults.find((line) => fault.test(line)) ?? faults.join("\n"), fault);
  });
}

test("the check of imports allows an arrow, an arrow over several steps, a package at home and everything to tests", async () => {
  const tree = await plantTree("allowed", {
    "bin/main.ts": 'await import("../src/cli/main.ts");',
    "src/cli/main.ts": 'import "../podlogs/a.ts"; import "yargs";',
    "src/podlogs/a.ts": 'import "../errors/b.ts"; import "../targets/c.ts";',
    "src/errors/b.ts": "export const b = 1;",
    "src/targets/c.ts": 'import "node:fs"; import "../kube/d.ts";',
    "src/kube/d.ts": 'import "@kubernetes/client-node";',
    "test/unit/a.test.ts": 'import "../../src/errors/b.ts"; import "luxon"; import "fast-check";',
  });
  assert.deepEqual((await checkDependencies(tree)).faults, []);
});

test("the check of imports refuses to call an empty tree good", async () => {
  const tree = await plantTree("empty", { "src/errors/readme.md": "nothing to read" });
  await assert.rejects(checkDependencies(tree), /read no file/);
});

test("the check of imports reads every source file of the project", async () => {
  const { moduleCount } = await checkDependencies(root);
  const sources = (await readdir(join(root, "src"), { recursive: true })).filter((name) => name.endsWith(".ts"));
  assert.ok(sources.length > 0);
  assert.ok(moduleCount >= sources.length, `${moduleCount} of ${sources.length} files were read`);
});

test("the table of rooms in docs/architecture.md is the one that is checked", async () => {
  const text = await readFile(join(root, "docs", "architecture.md"), "utf8");
  const rows = [...text.matchAll(/^\| `src\/([a-z]+)\/` \|[^|]*\| ([^|]*) \|/gm)];
  const drawn = Object.fromEntries(rows.map(([, room = "", arrows = ""]) => [room, arrows.trim()]));
  const checked = Object.fromEntries(
    Object.entries(rooms).map(([room, arrows]) => {
      const isEverything = arrows.length === Object.keys(rooms).length - 1;
      return [room, arrows.length === 0 ? "nothing" : isEverything ? "everything" : arrows.join(", ")];
    }),
  );
  assert.deepEqual(drawn, checked);
});

const fileFaults: readonly { title: string; fault: RegExp; path: string; text: string }[] = [
  { title: "a name that says nothing", fault: /"utils" says nothing/, path: "src/text/utils.ts", text: "" },
  { title: "a folder whose name says nothing", fault: /"common" says nothing/, path: "src/common/a.ts", text: "" },
  { title: "a barrel", fault: /"index" says nothing/, path: "src/text/index.ts", text: "" },
  { title: "a name that is not kebab-case", fault: /kebab-case/, path: "src/text/lineReader.ts", text: "" },
  { title: "a file of 301 lines", fault: /301 lines of code/, path: "src/text/a.ts", text: "export {};\n".repeat(301) },
  {
    title: "an exit code set outside of bin/",
    fault: /only bin\/ sets/,
    path: "src/cli/a.ts",
    text: "process.exitCode = 1;\n",
  },
  { title: "a unit test that nobody runs", fault: /not run by anything/, path: "test/unit/a.ts", text: "" },
];

for (const [index, { title, fault, path, text }] of fileFaults.entries()) {
  test(`the check of files finds ${title}`, async () => {
    const { faults } = await checkFiles(await plantTree(`file-${index}`, { [path]: text }));
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? "", fault);
  });
}

test("the check of files counts neither empty lines nor comments", async () => {
  const text = `/**\n * why\n */\n${"// why\n\nexport {};\n".repeat(300)}`;
  const { faults, fileCount } = await checkFiles(await plantTree("long", { "src/text/a-b.test.ts": text }));
  assert.deepEqual({ faults, fileCount }, { faults: [], fileCount: 1 });
});
