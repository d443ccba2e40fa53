import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { usualRules } from "../../src/demo/server/access/user.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type Finished, runExecutable, startExecutable } from "../support/executable.ts";
import { jsonEntries, sequenceTo } from "../support/json-entries.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

const linesOfEach = 200;
let one: E2eCluster;
let two: FakeCluster;
let folder: ScratchFolder;
/** With the contexts `east` (an administrator of the first cluster), `west` (jane of the second) and `gone` (nobody is there). */
let kubeconfig: string;

before(async () => {
  folder = scratchFolder();
  one = await openE2eCluster();
  two = await startFakeCluster({ users: [{ name: "jane", rules: usualRules.podsAndLogs(one.namespace) }] });
  await one.addWriter({ name: "web", lines: linesOfEach, linesPerSecond: 200, then: "sleep" });
  addWriter("web");
  await one.writerDone("web");
  const east = contextOf("east", one.kubeconfig);
  const west = contextOf("west", two.kubeconfig("jane", { namespace: one.namespace }));
  const gone = { ...west, cluster: { ...west.cluster, server: "https://127.0.0.1:1" }, name: "gone" };
  const all = [east, west, gone];
  kubeconfig = folder.write(
    "config",
    JSON.stringify({
      clusters: all.map(({ name, cluster }) => ({ name, cluster })),
      users: all.map(({ name, user }) => ({ name, user })),
      contexts: all.map(({ name }) => ({ name, context: { cluster: name, user: name, namespace: one.namespace } })),
    }),
  );
});
after(async () => {
  await Promise.all([one[Symbol.asyncDispose](), two.close()]);
  folder[Symbol.dispose]();
});

interface Access {
  readonly name: string;
  readonly cluster: Readonly<Record<string, unknown>>;
  readonly user: Readonly<Record<string, unknown>>;
}

/** The only context of a kubeconfig, under another name. */
function contextOf(name: string, path: string): Access {
  const text = one.isReal && path === one.kubeconfig ? flattened(path) : readFileSync(path, "utf8");
  const { clusters, users } = JSON.parse(text) as {
    readonly clusters: readonly { readonly cluster: Access["cluster"] }[];
    readonly users: readonly { readonly user: Access["user"] }[];
  };
  return { name, cluster: clusters[0]?.cluster ?? {}, user: users[0]?.user ?? {} };
}

function flattened(path: string): string {
  const words = ["--kubeconfig", path, "config", "view", "--minify", "--flatten", "-o", "json"];
  return execFileSync("kubectl", words, { encoding: "utf8" });
}

function addWriter(name: string): void {
  const pod = two.world.addPod({ namespace: one.namespace, name, containers: ["writer"] });
  for (let sequence = 1; sequence <= linesOfEach; sequence++) {
    pod.container("writer").writeLine(`id=west seq=${sequence} stream=stdout`);
  }
}

function run(context: string, ...words: readonly string[]): Promise<Finished> {
  return runExecutable(["logs", "--kubeconfig", kubeconfig, "--context", context, "web", ...words]);
}

test("L5 two clusters with credentials of their own come as one stream in order, each line with its context", async () => {
  const { exitCode, out, err } = await run("east,west", "-o", "json");
  assert.deepEqual([exitCode, err], [0, ""]);
  const entries = jsonEntries(out) as readonly (ReturnType<typeof jsonEntries>[number] & {
    readonly context: string;
  })[];
  for (const name of ["east", "west"]) {
    const sequences = entries.filter(({ context }) => context === name).map(({ sequence }) => sequence);
    assert.deepEqual(sequences, sequenceTo(linesOfEach), name);
  }
  const times = entries.map(({ timestamp }) => timestamp);
  assert.deepEqual(times, times.toSorted());
});

test("L5 L24 the context is a column where there are several", async () => {
  const { exitCode, out } = await run("*st", "--tail-each", "1");
  assert.equal(exitCode, 0);
  assert.deepEqual(
    new Set(
      out
        .split("\n")
        .slice(0, -1)
        .map((line) => line.replace(/ \|.*/, "")),
    ),
    new Set(["east web", "west web"].map((columns) => columns.split(" ")[0])),
  );
});

test("L5 L31 a cluster that cannot be reached is said, and the others are read: exit code 3", async () => {
  const { exitCode, out, err } = await run("east,gone");
  assert.equal(exitCode, 3);
  assert.equal(out.split("\n").length, linesOfEach + 1);
  assert.match(err, /kubectl kt: error: gone: /);
});

test("L5 in a follow a cluster that dies does not end the other's lines", async () => {
  await one.addWriter({ name: "steady", lines: 100_000, linesPerSecond: 50, then: "sleep" });
  const dying = await startFakeCluster();
  dying.world
    .addPod({ namespace: one.namespace, name: "steady", containers: ["writer"] })
    .container("writer")
    .writeLine("here");
  const config = JSON.parse(readFileSync(kubeconfig, "utf8")) as Readonly<Record<string, readonly unknown[]>>;
  const { cluster, user } = contextOf("dying", dying.kubeconfig("admin", { namespace: one.namespace }));
  const context = { cluster: "dying", user: "dying", namespace: one.namespace };
  const path = folder.write(
    "dying",
    JSON.stringify({
      clusters: [...(config["clusters"] ?? []), { name: "dying", cluster }],
      users: [...(config["users"] ?? []), { name: "dying", user }],
      contexts: [...(config["contexts"] ?? []), { name: "dying", context }],
    }),
  );
  const follow = startExecutable([
    "logs",
    "-f",
    "steady",
    "--kubeconfig",
    path,
    "--context",
    "east,dying",
    "--tail",
    "-1",
  ]);
  await follow.until((out) => out.includes("here") && out.includes("seq="));
  await dying.close();
  await follow.until((_, err) => err.includes("dying"));
  const lengthAtDeath = follow.out().length;
  await follow.until((out) => out.length > lengthAtDeath + 2000);
  follow.child.kill("SIGINT");
  assert.equal((await follow.finished).exitCode, 130);
});

test("L5 L7 a relative time counts from each cluster's own clock", async () => {
  const behindMs = 3_600_000;
  await using late = await startFakeCluster({ clock: { nowMs: () => Date.now() - behindMs } });
  const writer = late.world.addPod({ namespace: one.namespace, name: "clock", containers: ["writer"] });
  for (const minutes of [10, 1]) {
    const at = new Date(Date.now() - behindMs - minutes * 60_000).toISOString();
    writer.container("writer").writeLine(`late, ${minutes} min ago`, { at });
  }
  await one.addWriter({ name: "clock", lines: 1, linesPerSecond: 100, then: "sleep" });
  await one.writerDone("clock");
  const all = [contextOf("now", one.kubeconfig), contextOf("late", late.kubeconfig("admin"))];
  const path = folder.write(
    "clocks",
    JSON.stringify({
      clusters: all.map(({ name, cluster }) => ({ name, cluster })),
      users: all.map(({ name, user }) => ({ name, user })),
      contexts: all.map(({ name }) => ({ name, context: { cluster: name, user: name, namespace: one.namespace } })),
    }),
  );
  for (const context of ["now,late", "late,now"]) {
    const words = ["logs", "--kubeconfig", path, "--context", context, "clock", "--since", "5m", "-o", "json"];
    const { exitCode, out, err } = await runExecutable(words);
    assert.equal(exitCode, 0, err);
    const entries = out
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { context: string; message: string });
    assert.deepEqual(
      entries.map((entry) => (entry.context === "late" ? entry.message : entry.context)),
      ["late, 1 min ago", "now"],
    );
  }
});
