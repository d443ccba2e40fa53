import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { type Finished, runExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** An entry of a node's log as `-o json` prints it. */
interface NodeEntry {
  readonly timestamp: string;
  readonly node: string;
  readonly service: string;
  readonly message: string;
}

suite("logs of nodes", { timeout: 170_000 }, () => {
  let cluster: E2eCluster;

  before(async () => {
    cluster = await openE2eCluster();
  });
  after(() => cluster[Symbol.asyncDispose]());

  async function run(words: readonly string[], kubeconfig = cluster.kubeconfig): Promise<Finished> {
    return await runExecutable(["node-logs", "--kubeconfig", kubeconfig, ...words]);
  }

  async function entriesOf(...words: readonly string[]): Promise<readonly NodeEntry[]> {
    const { exitCode, out, err } = await run([...words, "-o", "json"]);
    assert.equal(exitCode, 0, err);
    assert.equal(err, "");
    return out
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as NodeEntry);
  }

  /** Of what does not change any more: the boot before this one. */
  async function earlierBoot(...words: readonly string[]): Promise<readonly NodeEntry[]> {
    return await entriesOf("node-1", "--query", "kubelet", "--boot", "-1", ...words);
  }

  test("N1 --tail is the last lines, oldest first, with node, service and full times", async () => {
    const entries = await entriesOf("node-1", "--query", "kubelet.service", "--tail", "5");
    assert.equal(entries.length, 5);
    for (const { timestamp, node, service, message } of entries) {
      assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}000Z$/);
      assert.ok(Math.abs(Date.parse(timestamp) - Date.now()) < 30 * 86_400_000, timestamp);
      assert.deepEqual([node, service], ["node-1", "kubelet"]);
      assert.doesNotMatch(message, /^kubelet\[/);
    }
    assertOrdered(entries);
  });

  test("N1 --tail of an earlier boot is the end of it", async () => {
    const all = await earlierBoot("--all");
    assert.ok(all.length > 20);
    assert.deepEqual(await earlierBoot("--tail", "10"), all.slice(-10));
  });

  test("N1 --since and --until are exact to the microsecond, both ends included", async () => {
    const all = await earlierBoot("--all");
    const [first, last] = [all.at(-15)?.timestamp ?? "", all.at(-5)?.timestamp ?? ""];
    const expected = all.filter(({ timestamp }) => timestamp >= first && timestamp <= last);
    assert.deepEqual(await earlierBoot("--since", first, "--until", last), expected);
    const unbooted = await entriesOf("node-1", "--query", "kubelet", "--since", first, "--until", last);
    assert.deepEqual(unbooted, expected);
    assert.deepEqual(await earlierBoot("--since", first, "--until", last, "--tail", "3"), expected.slice(-3));
  });

  test("N1 --pattern with --tail is the last matches, oldest first; lower case matches either", async () => {
    const all = await earlierBoot("--all");
    const matching = all.filter(({ message }) => /^e\d{4}/i.test(message));
    assert.deepEqual(await earlierBoot("--pattern", "^e\\d{4}", "--tail", "3"), matching.slice(-3));
  });

  test("N3 several nodes and services are one stream in the order of time, with columns that tell them apart", async () => {
    const words = ["node-1", "node-2", "--query", "kubelet,containerd", "--since", "24h"];
    const entries = await entriesOf(...words, "--head", "2000");
    assertOrdered(entries);
    const kinds = new Set(entries.map(({ node, service }) => `${node} ${service}`));
    assert.ok(kinds.size >= 3, [...kinds].join(", "));
    const { out } = await run([...words, "--head", "20"]);
    assert.match(out, /^node-[12] (?:kubelet|containerd) +\| ./m);
  });

  test("N3 levels of klog choose lines", async () => {
    const errors = await earlierBoot("--level", "error");
    assert.ok(errors.length > 0);
    assert.ok(errors.every(({ message }) => /^[EF]\d{4} |err/.test(message)));
  });

  test("N2 a glob chooses nodes; what does not answer is named, the rest comes, and the exit code is 3", async () => {
    const { exitCode, out, err } = await run(["node-*", "--query", "kubelet", "--tail", "4", "-o", "json"]);
    assert.equal(exitCode, 3, err);
    assert.match(err, /node-3\/kubelet: .*does not answer queries of its logs/);
    assert.match(err, /hint: .*enableSystemLogQuery: true/);
    assert.equal(out.split("\n").filter(Boolean).length, 4);
  });

  test("N5 --list shows services, files and folders; of a node with the feature off what files it has", async () => {
    const { exitCode, out, err } = await run(["node-1", "node-3", "--list"]);
    assert.equal(exitCode, 0, err);
    for (const row of ["node-1 +service +kubelet", "node-1 +file +/syslog", "node-3 +folder +/pods/"]) {
      assert.match(out, new RegExp(`^${row}$`, "m"));
    }
    assert.doesNotMatch(out, /node-3 +service/);
    const listed = await run(["node-1", "--list", "-o", "json"]);
    assert.match(listed.out, /"node":"node-1","kind":"service","query":"kubelet"\}$/m);
  });

  test("N5 a file, with or without its slash and folder: --tail, --pattern, --since and --until", async () => {
    const ofFile = ["node-1", "--query", "/syslog", "--until", new Date(Date.now() - 60_000).toISOString()];
    const all = await entriesOf(...ofFile, "--all");
    assert.ok(all.length > 20);
    assert.deepEqual(await entriesOf(...ofFile.with(2, "./syslog"), "--tail", "7"), all.slice(-7));
    assert.deepEqual(await entriesOf(...ofFile.with(2, "/var/log/syslog"), "--tail", "7"), all.slice(-7));
    const from = all.at(-20)?.timestamp ?? "";
    const since = all.filter(({ timestamp }) => timestamp >= from);
    assert.deepEqual(await entriesOf(...ofFile, "--since", from), since);
    const matching = all.filter(({ message }) => /systemd/i.test(message));
    assert.deepEqual(await entriesOf(...ofFile, "--pattern", "systemd"), matching);
    assert.equal((await entriesOf("node-1", "--query", "/syslog", "--tail", "5")).length, 5);
  });

  test("N7 -o dir= writes a file for each node and service, which reads back", async () => {
    using folder = scratchFolder();
    const path = join(folder.path, "logs");
    const words = ["node-1", "node-2", "--query", "kubelet,containerd", "--since", "24h", "--head", "2000"];
    const { exitCode, err } = await run([...words, "-o", `dir=${path}`]);
    assert.equal(exitCode, 0, err);
    assert.ok((await readdir(join(path, "node-1"))).includes("kubelet.log"));
    const { out } = await runExecutable(["logs", "--file", path, "-o", "json"]);
    const lines = err.match(/(\d+) lines in/)?.[1];
    assert.equal(String(out.split("\n").filter(Boolean).length), lines);
  });

  test("N3 -f gives the end of the backlog and what comes, until it is told to end", async () => {
    const words = ["node-1", "--query", "kubelet", "-f", "--tail", "3", "--timeout", "4s", "-o", "json"];
    const { exitCode, out, err } = await run(words);
    assert.equal(exitCode, 5, err);
    const followed = out
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as NodeEntry);
    assert.ok(followed.length >= 3);
    const [first, last] = [followed[0]?.timestamp ?? "", followed.at(-1)?.timestamp ?? ""];
    const read = await entriesOf("node-1", "--query", "kubelet", "--since", first, "--until", last);
    const messages = followed.map(({ message }) => message);
    assert.deepEqual(messages, read.map(({ message }) => message).slice(-messages.length));
  });

  const failures: readonly (readonly [title: string, words: readonly string[], exitCode: number, message: RegExp])[] = [
    ["an unknown service", ["node-1", "--query", "nosuch"], 1, /node "node-1" has no service "nosuch"/],
    [
      "an unknown service, with options",
      ["node-1", "--query", "nosuch", "--tail", "1"],
      1,
      /node "node-1" has no service "nosuch"/,
    ],
    [
      "a node that is not there",
      ["node-9", "--query", "kubelet"],
      1,
      /node "node-9" does not exist\n {2}hint: Did you mean node-1/,
    ],
    ["a node with the feature off", ["node-3", "--query", "kubelet"], 1, /node "node-3" does not answer queries/],
    [
      "a boot that is not kept",
      ["node-1", "--query", "kubelet", "--boot", "-99"],
      1,
      /does not reach back to boot -99/,
    ],
    ["a glob that matches nothing", ["nosuch-*", "--query", "kubelet"], 4, /no node has a name like "nosuch-\*"/],
    ["labels that match nothing", ["-l", "no=such", "--query", "kubelet"], 4, /no node has these labels/],
    ["a role that no node has", ["--role", "nosuch", "--query", "kubelet"], 4, /no node has these labels and roles/],
    ["whole journals", ["--all-nodes", "--query", "kubelet"], 2, /the whole journals of 3 nodes/],
    ["no service", ["node-1"], 2, /nothing says which service's log, or which file/],
    [
      "a file that is not there",
      ["node-1", "--query", "/nosuch.log"],
      1,
      /node "node-1" has no file \/var\/log\/nosuch\.log/,
    ],
    ["a folder", ["node-1", "--query", "/pods"], 1, /\/var\/log\/pods of node "node-1" is a folder/],
    ["a folder with its slash", ["node-1", "--query", "/pods/"], 1, /\/var\/log\/pods\/ of node "node-1" is a folder/],
    [
      "a follow of an earlier boot",
      ["node-1", "--query", "kubelet", "--boot", "-1", "-f"],
      2,
      /--follow and --boot cannot go together/,
    ],
    ["a file and a boot", ["node-1", "--query", "/syslog", "--boot", "0"], 2, /files know no boots/],
    ["a path out of the folder", ["node-1", "--query", "/../passwd"], 2, /leads out of \/var\/log/],
    ["a list of a service", ["node-1", "--list", "--query", "kubelet"], 2, /a service has nothing to list/],
    ["no node", ["--query", "kubelet"], 2, /nothing says of which nodes/],
    ["nodes twice", ["node-1", "--all-nodes", "--query", "kubelet"], 2, /cannot go together/],
    ["a pattern that is none", ["node-1", "--query", "kubelet", "--pattern", "("], 2, /--pattern "\("/],
    ["a boot to come", ["node-1", "--query", "kubelet", "--boot", "1"], 2, /--boot 1 would be in the future/],
    ["a name that is none", ["node-1", "--query", "a$b"], 2, /--query "a\$b" is no name/],
  ];
  for (const [title, words, code, message] of failures) {
    test(`N4 ${title} is said, with exit code ${code}`, async () => {
      const { exitCode, out, err } = await run(words);
      assert.equal(exitCode, code, err);
      assert.equal(out, "");
      assert.match(err, message);
      assert.match(err, /^ {2}hint: ./m);
    });
  }

  test("N4 a part of a unit's name: a warning, since the journal does not tell it from a silent service", async () => {
    const { exitCode, out, err } = await run(["node-1", "--query", "elet"]);
    assert.equal(exitCode, 0, err);
    assert.equal(out, "");
    assert.match(err, /warning: node-1\/elet: the journal has no entries/);
  });

  test("N4 without the right: which one is missing, and the role that would grant it", async () => {
    const kubeconfig = await cluster.userKubeconfig("podsAndLogs", [cluster.namespace]);
    const { exitCode, err } = await run(["node-1", "--query", "kubelet", "--tail", "1"], kubeconfig);
    assert.equal(exitCode, 1);
    assert.match(err, /no right to get nodes\/proxy/);
    assert.match(err, /kubectl create clusterrole \S+ --verb=get --resource=nodes\/proxy/);
  });
});

/** In the order of time, but for what a journal itself has out of it by moments. */
function assertOrdered(entries: readonly NodeEntry[]): void {
  let latestMs = 0;
  for (const { timestamp } of entries) {
    const ms = Date.parse(timestamp);
    assert.ok(ms > latestMs - 5000, timestamp);
    latestMs = Math.max(latestMs, ms);
  }
}
