import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { loadTracer } from "../../support/load-tracer.ts";

const root = join(import.meta.dirname, "../../..");
const run = promisify(execFile);
// Else compiled code would be kept beside the sources.
const withoutCache = { ...process.env, NODE_DISABLE_COMPILE_CACHE: "1" };

/** The files of the project and of packages that a command line loads, relative to the root. */
async function loadedBy(...words: readonly string[]): Promise<readonly string[]> {
  const command = [...loadTracer, join(root, "bin/main.ts"), ...words];
  const { stderr } = await run(process.execPath, command, { env: withoutCache }).catch(
    (error: { readonly stderr: string }) => error,
  );
  const files = [...stderr.matchAll(/^loaded file:\/\/(.*)$/gm)].map(([, path = ""]) => path);
  return files.map((path) => path.slice(root.length + 1));
}

/** What talks to clusters: of its room all but where the user's home folder is, which the config file asks, too. */
const talking = /^src\/kube\/(?!home-folder\.ts$)/;
/** Packages, and rooms that talk to clusters or work on lines. */
const heavy = new RegExp(`node_modules|${talking.source}|^src/(?:targets|podlogs|stream|filter|demo)/`);

for (const words of [["--help"], ["--version"], ["help", "logs"], ["logs", "--help"], ["demo", "-h"], []]) {
  test(`P2 start: kubectl kt ${words.join(" ")} loads no package, nothing that talks to clusters, and not what runs commands`, async () => {
    const loaded = await loadedBy(...words);
    assert.ok(loaded.includes("src/cli/help-answer.ts"));
    assert.deepEqual(
      loaded.filter((path) => heavy.test(path) || path === "src/cli/main.ts"),
      [],
    );
  });
}

for (const words of [["logs", "--folow"], ["lgos"], ["logs", "--tail"], ["-n", "shop"]]) {
  test(`P2 start: to say what is wrong with ${words.join(" ")} loads no package and nothing that talks to clusters`, async () => {
    const loaded = await loadedBy(...words);
    assert.ok(loaded.includes("src/cli/main.ts"));
    assert.deepEqual(
      loaded.filter((path) => heavy.test(path)),
      [],
    );
  });
}

for (const words of [["lo"], ["logs", "--"], ["logs", "-o", ""], ["logs", "--file", ""]]) {
  test(`L30 start: completion of ${words.join(" ")} loads no package, no command and nothing that talks to clusters`, async () => {
    const loaded = await loadedBy("__complete", ...words);
    assert.ok(loaded.includes("src/cli/completion/complete.ts"));
    const working = /^src\/cli\/(?:main|commands|logs|io\/(?!blocking-output|write-now|windows-console))\b/;
    assert.deepEqual(
      loaded.filter((path) => heavy.test(path) || working.test(path)),
      [],
    );
  });
}

test("L30 start: completion of names loads neither yargs nor what merges and prints lines", async () => {
  const loaded = await loadedBy("__complete", "logs", "--kubeconfig", "/nosuch", "");
  assert.ok(loaded.some((path) => talking.test(path)));
  const unneeded = /node_modules\/(?:yargs|luxon|chalk|ndjson)|^src\/(?:podlogs|stream|filter|demo)\//;
  assert.deepEqual(
    loaded.filter((path) => unneeded.test(path)),
    [],
  );
});

test("P2 start: a command that does its work loads yargs; so the test above can fail", async () => {
  const loaded = await loadedBy("logs", "web", "--tail", "many");
  assert.ok(loaded.some((path) => path.includes("node_modules/yargs/")));
  assert.deepEqual(
    loaded.filter((path) => talking.test(path)),
    [],
  );
});
