import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { type BuildOptions, build } from "esbuild";
import { bundleEntry } from "../../.build/bundling.ts";
import { nodeParts } from "../../.build/node-parts.ts";

/** As esbuild writes them. */
const imports = /\bimport\b *(?:[("]|[\w$*{][^"';]*from)/;
const loads = /\bloadChunk\("([^"]+)"\)|\brequire\("([^"]+)"\)/g;

test("P2 start: no file of the bundle imports anything, and each loads others of it alone", async () => {
  const { files } = await bundleEntry({ "kubectl-kt": "bin/main.ts" }, { outdir: "out" });
  const codes = new Map(files.map(({ path, text }) => [`./${basename(path)}`, text]));
  const wanted = (file: string): readonly string[] =>
    [...(codes.get(file) ?? "").matchAll(loads)].map(([, loaded, required]) => loaded ?? required ?? "");
  assert.deepEqual(new Set(wanted("./kubectl-kt.mjs")), new Set(["./names.cjs", "./run.cjs", "./sources.cjs"]));
  const all = [...codes.keys()].flatMap(wanted);
  assert.ok(all.length > 50);
  for (const file of all) assert.ok(codes.has(file), file);
  for (const [file, text] of codes) if (!file.endsWith(".txt")) assert.doesNotMatch(text, imports, file);
});

test("P2 start: the same sources make a bundle of the same name, other ones another", async () => {
  const made = async (options: BuildOptions): Promise<string> =>
    (await bundleEntry({ "kubectl-kt": "bin/main.ts" }, { outdir: "out", ...options })).id;
  const id = await made({});
  assert.match(id, /^[0-9a-f]{16}$/);
  assert.equal(await made({}), id);
  assert.notEqual(await made({ minifySyntax: false }), id);
});

const modules: readonly (readonly [what: string, code: string, wanted: unknown])[] = [
  [
    "names",
    'import { sep, join as joined } from "node:path"; export const got = [sep, joined("a", "b")];',
    ["/", "a/b"],
  ],
  ["a whole part", 'import path from "path"; export const got = path.posix.sep;', "/"],
  ["a part as a namespace", 'import * as path from "node:path"; export const got = path.posix.sep;', "/"],
  ["what CommonJS requires", 'export const got = require("util").format("%d", 5);', "5"],
  [
    "functions of a part that is loaded by need",
    'import { crc32 } from "node:zlib"; export const got = crc32("a");',
    3904355907,
  ],
];

for (const [what, contents, wanted] of modules) {
  test(`P2 start: bundled code gets from Node ${what}`, async () => {
    const { outputFiles } = await build({
      stdin: { contents },
      plugins: [nodeParts],
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
    });
    const code = outputFiles[0]?.text ?? "";
    assert.doesNotMatch(code, /^import/m);
    const { got } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { got: unknown };
    assert.deepEqual(got, wanted);
  });
}

test("P2 start: names that are not used are not taken from Node", async () => {
  const { outputFiles } = await build({
    stdin: { contents: 'import { sep } from "node:path"; export const got = sep;' },
    plugins: [nodeParts],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  assert.match(outputFiles[0]?.text ?? "", /\.sep\b/);
  assert.doesNotMatch(outputFiles[0]?.text ?? "", /\.join\b/);
});
