import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { type Finished, runCompletion, runExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

let cluster: E2eCluster;
let folder: ScratchFolder;
let saved: string;

before(async () => {
  cluster = await openE2eCluster();
  folder = scratchFolder();
  saved = folder.write("saved.log", "one\ntwo\nthree\n");
});
after(async () => {
  await cluster[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

interface Surroundings {
  /** The config file's text; absent: there is none. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
}

let count = 0;

/** Runs with a configuration folder of its own. */
async function run(words: readonly string[], { config, env = {} }: Surroundings = {}): Promise<Finished> {
  const home = join(folder.path, `home-${count++}`);
  const surroundings = { HOME: home, XDG_CONFIG_HOME: join(home, "xdg"), ...env };
  if (config !== undefined) {
    mkdirSync(join(home, "xdg/kubectl-kt"), { recursive: true });
    writeFileSync(join(home, "xdg/kubectl-kt/config.yaml"), config);
  }
  return runExecutable(words, { env: surroundings });
}

interface Row extends Surroundings {
  readonly title: string;
  readonly flags?: readonly string[];
  readonly out: string;
}

const rows: readonly Row[] = [
  { title: "without any", out: "one\ntwo\nthree\n" },
  {
    title: "a variable with a value that other commands' option of the name does not take",
    env: { KUBECTL_KT_OUTPUT: "raw" },
    out: "one\ntwo\nthree\n",
  },
  { title: "of the file, for all commands", config: "tail: 1\n", out: "three\n" },
  { title: "of the file, for this command", config: "tail: 1\nlogs:\n  tail: 2\n", out: "two\nthree\n" },
  { title: "of a variable, before the file", config: "tail: 1\n", env: { KUBECTL_KT_TAIL: "2" }, out: "two\nthree\n" },
  {
    title: "but the command line before both",
    config: "tail: 1\n",
    env: { KUBECTL_KT_TAIL: "2" },
    flags: ["--tail=-1"],
    out: "one\ntwo\nthree\n",
  },
  { title: "that another option takes the place of", config: "tail: 1\n", flags: ["--head", "1"], out: "one\n" },
  {
    title: "of a list, which the command line replaces",
    config: "exclude: [one, two]\n",
    flags: ["-e", "three"],
    out: "one\ntwo\n",
  },
  { title: "of a list in a variable, a value a line", env: { KUBECTL_KT_EXCLUDE: "one\ntwo" }, out: "three\n" },
  {
    title: "that are no text where another format is asked for",
    config: "timestamps: short\n",
    flags: ["-o", "raw"],
    out: "one\ntwo\nthree\n",
  },
  {
    title: "of which choosing pods does not matter to saved logs",
    config: "selector: app=web\nnamespace: shop\n",
    out: "one\ntwo\nthree\n",
  },
  {
    title: "all left out by --no-config",
    config: "tail: 1\nnonsense: x\n",
    env: { KUBECTL_KT_HEAD: "1", KUBECTL_KT_COLOR: "pink" },
    flags: ["--no-config"],
    out: "one\ntwo\nthree\n",
  },
  {
    title: "all left out by KUBECTL_KT_NO_CONFIG",
    config: "tail: 1\n",
    env: { KUBECTL_KT_NO_CONFIG: "true" },
    out: "one\ntwo\nthree\n",
  },
];

for (const { title, flags = [], out, ...surroundings } of rows) {
  test(`L30 defaults ${title}`, async () => {
    const finished = await run(["logs", "--file", saved, ...flags], surroundings);
    assert.deepEqual([finished.exitCode, finished.out, finished.err], [0, out, ""]);
  });
}

test("L30 defaults choose context and namespace, for logs and for completion", async () => {
  const env = { KUBECTL_KT_KUBECONFIG: cluster.kubeconfig, KUBECTL_KT_NAMESPACE: "shop" };
  const { exitCode, out, err } = await run(["logs", "db-0", "--dry-run"], { env });
  assert.equal(exitCode, 0, err);
  assert.match(out, /db-0/);
  const completed = await runCompletion(["logs", "db-"], { env });
  assert.equal(completed.out, "db-0\ndb-1\n:4\n");
});

test("L30 config file: --config and KUBECTL_KT_CONFIG name another", async () => {
  const path = folder.write("mine.yaml", "tail: 1\n");
  const other = folder.write("other.yaml", "tail: 2\n");
  const env = { KUBECTL_KT_CONFIG: path };
  assert.equal((await run(["logs", "--file", saved], { env, config: "tail: 3\n" })).out, "three\n");
  assert.equal((await run(["logs", "--file", saved, "--config", other], { env })).out, "two\nthree\n");
  const { exitCode, err } = await run(["logs", "--file", saved, "--config", `${path}.not`]);
  assert.equal(exitCode, 2);
  assert.match(
    err,
    /cannot read the config file .*mine\.yaml\.not: there is no such file\n {2}hint: kubectl kt config path/,
  );
});

const mistakes: readonly (Surroundings & { readonly message: RegExp; readonly hint: RegExp })[] = [
  {
    config: "tail: 1\nlgos:\n",
    message: /config\.yaml, line 2: kubectl kt has no option "lgos"/,
    hint: /did you mean logs\?/,
  },
  {
    config: "since: 1x\n",
    message: /--since "1x"/,
    hint: /--since is a default of .*config\.yaml, line 1; --no-config/,
  },
  { env: { KUBECTL_KT_COLOR: "pink" }, message: /KUBECTL_KT_COLOR "pink" is none of auto/, hint: /example: auto/ },
  {
    env: { KUBECTL_KT_OUTPUT: "raw", KUBECTL_KT_TIMESTAMPS: "short" },
    message: /--timestamps and -o raw/,
    hint: /--output is a default of KUBECTL_KT_OUTPUT/,
  },
  { env: { KUBECTL_KT_SINCE: "1x" }, message: /--since "1x"/, hint: /--since is a default of KUBECTL_KT_SINCE;/ },
];

for (const { message, hint, ...surroundings } of mistakes) {
  test(`L31 defaults: ${JSON.stringify(surroundings)} is a usage error that says where it comes from`, async () => {
    const { exitCode, out, err } = await run(["logs", "web"], surroundings);
    assert.deepEqual([exitCode, out], [2, ""]);
    assert.match(err, message);
    assert.match(err, hint);
  });
}

test("L30 variables: one that means nothing is a notice, which --quiet silences", async () => {
  const env = { KUBECTL_KT_TIAL: "1" };
  const { exitCode, err } = await run(["logs", "--file", saved], { env });
  assert.equal(exitCode, 0);
  assert.equal(
    err,
    "kubectl kt: KUBECTL_KT_TIAL is set, but no option takes its default from it\n  hint: did you mean KUBECTL_KT_TAIL?\n",
  );
  assert.equal((await run(["logs", "-q", "--file", saved], { env })).err, "");
});

test("L30 config init: writes a file of comments once, and over another only with --force", async () => {
  const env = { KUBECTL_KT_CONFIG: join(folder.path, "new/folder/config.yaml") };
  const path = env.KUBECTL_KT_CONFIG;
  const first = await run(["config", "init"], { env });
  assert.equal(first.exitCode, 0);
  assert.match(first.err, /config\.yaml is written/);
  assert.match(readFileSync(path, "utf8"), /^#timestamps: rfc3339$/m);
  writeFileSync(path, "tail: 1\n");
  const second = await run(["config", "init"], { env });
  assert.equal(second.exitCode, 1);
  assert.match(second.err, /it is there already\n {2}hint: kubectl kt config init --force/);
  assert.equal(readFileSync(path, "utf8"), "tail: 1\n");
  assert.equal((await run(["config", "init", "--force"], { env })).exitCode, 0);
  assert.match(readFileSync(path, "utf8"), /^#timestamps: rfc3339$/m);
});

test("L30 config show: what is in force, from where, and what comes before it; no secrets", async () => {
  const path = folder.write("shown.yaml", "color: never\nlogs:\n  tail: 5\n  wait-for-new: true\n");
  const env = { KUBECTL_KT_CONFIG: path, KUBECTL_KT_TAIL: "7", KUBECTL_KT_TOKEN: "hidden-secret" };
  const { exitCode, out } = await run(["config", "show"], { env });
  assert.equal(exitCode, 0);
  const lines = out
    .replaceAll(path, "FILE")
    .split("\n")
    .map((line) => line.replaceAll(/ {2,}/g, "  "));
  assert.deepEqual(
    lines.filter((line) => !line.includes("KUBECTL_KT_CONFIG  ")),
    [
      "COMMAND  OPTION  VALUE  FROM",
      "all  --color  never  FILE, line 1",
      "all  --config  FILE  KUBECTL_KT_CONFIG",
      "logs  --tail  5  FILE, line 3 (KUBECTL_KT_TAIL comes before it)",
      "all  --tail  7  KUBECTL_KT_TAIL",
      "all  --token  (not shown)  KUBECTL_KT_TOKEN",
      "logs  --wait-for-new  true  FILE, line 4 (counts beside other options only)",
      "",
    ],
  );
});

test("L30 config path: where the file is looked for, whether it is there or not", async () => {
  const { exitCode, out } = await run(["config", "path"], { env: { XDG_CONFIG_HOME: "/nosuch" } });
  assert.deepEqual([exitCode, out], [0, "/nosuch/kubectl-kt/config.yaml\n"]);
});

for (const words of [["config"], ["config", "list"], ["config", "show", "more"]]) {
  test(`L31 usage: kubectl kt ${words.join(" ")}`, async () => {
    const { exitCode, out, err } = await run(words);
    assert.deepEqual([exitCode, out], [2, ""]);
    assert.match(err, /init.*show.*path/);
  });
}

for (const words of [
  ["config", "path"],
  ["config", "init", "--force"],
  ["version"],
  ["completion", "bash"],
  ["logs", "--help"],
]) {
  test(`L30 config file: a broken one does not keep kubectl kt ${words.join(" ")} from working`, async () => {
    assert.equal((await run(words, { config: "nonsense: [\n" })).exitCode, 0);
  });
}
