import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { generatedFiles } from "../../.build/docs/generated-files.ts";
import { allCommands } from "../../src/cli/outlines/all-commands.ts";
import { optionsOf } from "../../src/cli/outlines/command-outline.ts";

const root = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const generated = generatedFiles(allCommands, { readme: read("README.md"), errorsPage: read("docs/errors.md") });

for (const [path, text] of generated) {
  test(`P3 docs: ${path} is what the commands' options say; npm run docs writes it`, () => {
    assert.equal(read(path), text);
  });
}

test("P3 docs: there is no page of a command that there is not", () => {
  for (const folder of ["docs/commands", "man"]) {
    for (const name of readdirSync(join(root, folder))) assert.ok(generated.has(`${folder}/${name}`), name);
  }
});

test("P3 docs: a page and a man page have every option of the command", () => {
  for (const outline of allCommands) {
    const page = generated.get(`docs/commands/${outline.name}.md`) ?? "";
    const manual = generated.get(`man/kubectl-kt-${outline.name}.1`) ?? "";
    for (const { name } of optionsOf(outline)) {
      assert.ok(page.includes(`--${name}`), name);
      assert.ok(manual.includes(`\\-\\-${name.replaceAll("-", "\\-")}`), name);
    }
  }
});

test("P3 docs: npm installs every man page", () => {
  // npm links what is named one by one; a folder of man pages it only packs.
  const { man } = JSON.parse(read("package.json")) as { readonly man: readonly string[] };
  const pages = [...generated.keys()].filter((path) => path.startsWith("man/"));
  assert.deepEqual(man.toSorted(), pages.toSorted());
});

const hasGroff = spawnSync("groff", ["--version"]).status === 0;

for (const path of generated.keys()) {
  if (!path.startsWith("man/")) continue;
  test(`P3 docs: groff has nothing to say against ${path}`, { skip: !hasGroff && "there is no groff" }, () => {
    const options = ["-man", "-Tutf8", "-ww", "-rCHECKSTYLE=3", "-rHY=0", "-rLL=200n"];
    const { stdout, stderr, status } = spawnSync("groff", [...options, join(root, path)], { encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(stdout, /kubectl kt/);
  });
}
