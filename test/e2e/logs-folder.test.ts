import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { type Finished, runExecutable, runShell, startExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

let cluster: E2eCluster;
let scratch: ScratchFolder;

before(async () => {
  scratch = scratchFolder();
  cluster = await openE2eCluster();
  for (const name of ["one", "two"]) {
    await cluster.addWriter({ name, lines: 200, linesPerSecond: 100, then: "sleep" });
  }
  await cluster.addRestarted("restarted", { before: ["first run"], after: ["second run"] });
  await cluster.addWriter({ name: "ticking", lines: 100_000, linesPerSecond: 20, then: "sleep" });
  await Promise.all([cluster.writerDone("one"), cluster.writerDone("two")]);
});
after(async () => {
  await cluster[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

function live(...words: readonly string[]): string[] {
  return ["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, ...words];
}

async function run(words: readonly string[]): Promise<Finished> {
  return await runExecutable(words, { env: { KUBECONFIG: "/nonexistent" } });
}

/** The files of a folder, by their paths in it. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

test("L25 -o dir writes a file for each container, with every line behind its time", async () => {
  const path = join(scratch.path, "each");
  const { exitCode, out, err } = await run(live("one", "two", "-o", `dir=${path}`));
  assert.equal(exitCode, 0, err);
  assert.equal(out, "");
  assert.match(err, /^kubectl kt: 400 lines in 2 files in .*each\n {2}hint: kubectl kt logs --file /);
  const uid = "[0-9a-f-]{36}";
  const files = filesIn(path).toSorted();
  assert.match(
    files.join(" "),
    new RegExp(`^\\S+_one_${uid}/writer/0\\.log \\S+_two_${uid}/writer/0\\.log sources\\.jsonl$`),
  );
  const lines = readFileSync(join(path, files[0] ?? ""), "utf8").split("\n");
  assert.equal(lines.pop(), "");
  assert.equal(lines.length, 200);
  for (const line of lines) assert.match(line, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z .*id=one seq=\d+ /);
});

for (const words of [
  ["-o", "json"],
  [],
  ["--timestamps", "--columns", "context,node,namespace,pod,container,instance,message"],
  ["--tail", "30", "-o", "csv"],
]) {
  test(`L25 L27 what -o dir wrote reads back as the live run printed it: ${words.join(" ") || "text"}`, async () => {
    const path = join(scratch.path, `back${words.join("").replaceAll(/\W/g, "")}`);
    const saved = await run(live("one", "two", "-o", `dir=${path}`));
    assert.equal(saved.exitCode, 0, saved.err);
    const back = await run(["logs", "--file", path, ...words]);
    const printed = await run(live("one", "two", ...words));
    assert.deepEqual([back.exitCode, back.err, back.out], [0, "", printed.out]);
    assert.ok(back.out.length > 1000);
  });
}

test("L9 L25 -o dir gives each instance of a container a file of its own", async () => {
  const path = join(scratch.path, "instances");
  const { exitCode, err } = await run(live("restarted", "--instances", "all", "-o", `dir=${path}`));
  assert.equal(exitCode, 0, err);
  const numbers = filesIn(path).flatMap((file) => /\/(\d+)\.log$/.exec(file)?.[1] ?? []);
  assert.deepEqual(numbers.toSorted(), ["0", "1"]);
  const back = await run(["logs", "--file", path, "-o", "json"]);
  assert.deepEqual(
    back.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly instance: number; readonly message: string })
      .map(({ instance, message }) => [instance, message]),
    [
      [0, "first run"],
      [1, "second run"],
    ],
  );
});

test("L18 L25 filters and amounts choose what -o dir writes", async () => {
  const path = join(scratch.path, "chosen");
  const { exitCode, err } = await run(live("one", "two", "-g", "seq=7 ", "-o", `dir=${path}`));
  assert.equal(exitCode, 0, err);
  assert.match(err, /2 lines in 2 files/);
});

test("L25 -o dir never overwrites: a folder that is not empty is refused before anything is read", async () => {
  const path = join(scratch.path, "taken");
  mkdirSync(path);
  assert.equal((await run(live("one", "-o", `dir=${path}`, "-q"))).exitCode, 0);
  const present = filesIn(path);
  const { exitCode, out, err } = await run(live("two", "-o", `dir=${path}`));
  assert.deepEqual([exitCode, out], [1, ""]);
  assert.match(
    err,
    /error: .*taken is not empty, and nothing in it shall be overwritten\n {2}hint: another name: -o dir=/,
  );
  assert.deepEqual(filesIn(path), present);
});

test("L6 L25 a follow into a folder appends lines as they come, and Ctrl-C leaves whole ones", async () => {
  const path = join(scratch.path, "followed");
  const following = startExecutable(live("ticking", "-f", "-o", `dir=${path}`));
  const sizeOf = (): number => {
    try {
      return filesIn(path).reduce((sum, file) => sum + readFileSync(join(path, file)).length, 0);
    } catch {
      return 0;
    }
  };
  const grown = async (than: number): Promise<number> => {
    for (;;) {
      const size = sizeOf();
      if (size > than) return size;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await grown((await grown(500)) + 500);
  following.child.kill("SIGINT");
  const { exitCode, err } = await following.finished;
  assert.equal(exitCode, 130, err);
  assert.match(err, /lines? in 1 file in /);
  const [log] = filesIn(path).filter((file) => file.endsWith(".log"));
  const seqs = [...readFileSync(join(path, log ?? ""), "utf8").matchAll(/^\S+Z .*seq=(\d+) .*\n/gm)].map(([, seq]) =>
    Number(seq),
  );
  assert.ok(seqs.length > 10);
  assert.deepEqual(
    seqs,
    seqs.map((_, place) => (seqs[0] ?? 0) + place),
  );
  assert.match(readFileSync(join(path, log ?? ""), "utf8"), /\n$/);
});

test("L25 L31 a file that cannot grow fails the run, is named, and keeps whole lines", {
  skip: process.platform !== "linux",
}, async () => {
  const path = join(scratch.path, "full");
  const words = live("one", "two", "-o", `dir=${path}`)
    .map((word) => `'${word}'`)
    .join(" ");
  // In blocks of 1024 bytes.
  const { exitCode, err } = await runShell(`ulimit -f 8; kt ${words}`);
  assert.equal(exitCode, 1, err);
  assert.match(err, /error: cannot write to \S+full\/\S+\/writer\/0\.log: the file has reached its greatest size/);
  for (const file of filesIn(path)) assert.match(readFileSync(join(path, file), "utf8"), /^$|\n$/);
});

test("L25 L31 -o dir without a folder, and with what says how lines look, is a usage error", async () => {
  for (const [words, message] of [
    [["-o", "dir"], /-o dir names no folder/],
    [["-o", "dir=x", "--columns", "pod"], /--columns and -o dir cannot go together/],
    [["-o", "dir=x", "--template", "{{.Message}}"], /a template and -o dir cannot go together/],
  ] as const) {
    const { exitCode, err } = await run(live("one", ...words));
    assert.equal(exitCode, 2);
    assert.match(err, message);
  }
});
