import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { LogFile } from "../../src/demo/server/logs/log-file.ts";
import type { Kubelet } from "../../src/demo/server/world/kubelet.ts";
import { failWith } from "../support/faults.ts";
import { followNodeLogs, type NodeLogsFollow, startWithJournals } from "../support/node-logs-run.ts";

/** A file of a node that grows and is rotated, with numbered lines. */
class GrowingLog {
  written = 0;
  file: LogFile;
  readonly #kubelet: Kubelet;
  readonly #name: string;

  constructor(cluster: FakeCluster, name: string) {
    this.#kubelet = cluster.world.kubelet("node-1");
    this.#name = name;
    this.file = new LogFile(name);
    this.#kubelet.files.set(name, this.file);
  }

  grow(count: number): void {
    const from = this.written;
    this.written += count;
    const text = Array.from({ length: count }, (_, index) => `line ${from + index + 1}\n`).join("");
    this.file.append(Buffer.from(text));
  }

  /** The file goes on under another name, if any, and a new one takes its place. */
  replace(rotatedName?: string): void {
    if (rotatedName !== undefined) this.#kubelet.files.set(rotatedName, this.file);
    this.file = new LogFile(this.#name);
    this.#kubelet.files.set(this.#name, this.file);
  }
}

/** A follow of a file that grows, on a cluster of its own; disposing of it ends both. */
interface FollowedFile extends NodeLogsFollow, AsyncDisposable {
  readonly cluster: FakeCluster;
  readonly log: GrowingLog;
}

/** Begins to follow a file of node-1 that has so many lines, with these words, and waits until the last one has come. */
async function followFile(name: string, lineCount: number, ...words: readonly string[]): Promise<FollowedFile> {
  const cluster = await startWithJournals();
  const log = new GrowingLog(cluster, name);
  log.grow(lineCount);
  const follow = followNodeLogs(cluster, "--query", `/${name}`, ...words);
  if (lineCount > 0) await follow.comes(lineCount);
  const end = async (): Promise<void> => {
    // A test that failed has not ended it.
    follow.io.signal("SIGINT");
    await follow.ended;
    await cluster[Symbol.asyncDispose]();
  };
  return { ...follow, cluster, log, [Symbol.asyncDispose]: end };
}

function lines(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");
}

suite("files of nodes that are followed", { concurrency: 4, timeout: 170_000 }, () => {
  for (const name of ["syslog.1", "syslog-20261121"]) {
    test(`N3 -f of a file: every line once, of bursts, amid a line, through a rotation to ${name}, and while the node is away`, async () => {
      await using following = await followFile("syslog", 5000, "--tail", "3");
      const { cluster, log, io, ended, comes } = following;
      // Older ones, and compressed ones, which are not it.
      const { files } = cluster.world.kubelet("node-1");
      for (let age = 2; age < 25; age++) {
        const older = name === "syslog.1" ? `syslog.${age}` : `syslog-202610${String(age).padStart(2, "0")}`;
        for (const file of [older, `${older}.gz`]) files.set(file, new LogFile(file));
      }
      log.grow(20_000);
      await comes(25_000);
      log.file.append(Buffer.from("line 25"));
      log.grow(1);
      log.file.append(Buffer.from("half "));
      await comes(25_001);
      log.file.append(Buffer.from("of it\n"));
      log.grow(3);
      // Unread lines go away with the file.
      log.replace(name);
      log.grow(400);
      await comes(25_404);
      cluster.world.kubelet("node-1").state = "refused";
      log.grow(2);
      while (!io.err().includes("until it answers")) await new Promise((resolve) => setTimeout(resolve, 20));
      cluster.world.kubelet("node-1").state = "up";
      await comes(25_406);
      io.signal("SIGINT");
      assert.equal(await ended, 130);
      const expected = lines(4998, 25_406)
        .replace("line 25001\n", "line 25line 25001\n")
        .replace("line 25002\n", "half of it\nline 25002\n");
      assert.equal(io.out(), expected);
      assert.match(io.err(), /node-1\/syslog: was replaced; its new beginning is read/);
      assert.match(io.err(), /node-1\/syslog: the node answers again/);
      assert.doesNotMatch(io.err(), /gap/);
    });
  }

  test("N3 -f of a file that is cut: its new lines come, and a gap is told, with exit code 3", async () => {
    await using following = await followFile("app.log", 50, "--tail", "1", "--until-match", "line 60$");
    const { log, io, ended } = following;
    log.replace();
    log.grow(10);
    assert.equal(await ended, 0);
    assert.equal(io.out(), lines(50, 60));
    assert.match(
      io.err(),
      /node-1\/app\.log: .*was replaced or cut, and what it had before is not found: lines may be missing/,
    );
  });

  for (const names of [
    ["syslog.1", "syslog.2", "syslog.3"],
    ["syslog-20261123", "syslog-20261122", "syslog-20261121"],
  ]) {
    test(`N3 -f of a file that is rotated three times between two looks, to ${names.join()}: every line once`, async () => {
      await using following = await followFile("syslog", 50, "--tail", "1");
      const { log, io, ended, comes } = following;
      for (const name of names.toReversed()) {
        log.grow(10);
        log.replace(name);
      }
      log.grow(10);
      await comes(90);
      io.signal("SIGINT");
      assert.equal(await ended, 130);
      assert.equal(io.out(), lines(50, 90));
      assert.doesNotMatch(io.err(), /gap/);
    });
  }

  test("N3 -f of a file that is rotated twice between two looks, of which the file between is gone: a gap", async () => {
    await using following = await followFile("syslog", 50, "--tail", "1");
    const { log, io, ended, comes } = following;
    log.grow(10);
    log.replace("syslog.2");
    log.grow(10);
    log.replace();
    log.grow(10);
    await comes(80);
    io.signal("SIGINT");
    await ended;
    assert.equal(io.out(), lines(50, 60) + lines(71, 80));
    assert.match(io.err(), /gap: node-1\/syslog: was replaced or cut, .* lines may be missing/);
  });

  test("N3 -f of a file that is deleted: a gap, said once, and it goes on when it comes back", async () => {
    await using following = await followFile("app.log", 50, "--tail", "1");
    const { cluster, log, io, ended, comes } = following;
    const { files } = cluster.world.kubelet("node-1");
    files.delete("app.log");
    while (!io.err().includes("is gone")) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = cluster.requests.length;
    while (cluster.requests.length < before + 3) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const { path } of cluster.requests.slice(before)) assert.match(path, /\/app\.log$/);
    log.replace();
    log.grow(10);
    await comes(60);
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    assert.equal(io.out(), lines(50, 60));
    assert.match(
      io.err(),
      /gap: node-1\/app\.log: is gone, and what was not read of it; it is looked for until it comes back/,
    );
    assert.match(io.err(), /node-1\/app\.log: is there again/);
    assert.doesNotMatch(io.err(), /replaced or cut/);
  });

  test("N3 -f of a file that is renamed, and of which a new one comes later: no gap, and its rest comes", async () => {
    await using following = await followFile("app.log", 50, "--tail", "1");
    const { cluster, log, io, ended, comes } = following;
    const { files } = cluster.world.kubelet("node-1");
    log.grow(5);
    log.replace("app.log.1");
    files.delete("app.log");
    await comes(55);
    while (!io.err().includes("is gone")) await new Promise((resolve) => setTimeout(resolve, 20));
    log.replace();
    log.grow(5);
    await comes(60);
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    assert.equal(io.out(), lines(50, 60));
    assert.match(io.err(), /node-1\/app\.log: is gone, behind what was read of it/);
    assert.doesNotMatch(io.err(), /gap|missing/);
  });

  test("N3 -f of a file of which more was written before it was replaced than is read at once: all of it comes", async () => {
    await using following = await followFile("syslog", 50, "--tail", "1", "--grep", "^line");
    const { log, io, ended, comes } = following;
    log.file.append(Buffer.from(`${"x".repeat(1023)}\n`.repeat(20 * 1024)));
    log.grow(10);
    log.replace("syslog.1");
    log.grow(10);
    await comes(70);
    io.signal("SIGINT");
    await ended;
    assert.equal(io.out(), lines(50, 70));
  });

  test("N3 -f of a file whose node fails just when another file has taken its place: every line once", async () => {
    await using following = await followFile("syslog", 5000, "--tail", "1");
    const { cluster, log, io, ended, comes } = following;
    const fault = failWith(500, "InternalError", "broken", { path: /\/logs\/syslog$/, times: 1 });
    const matches: typeof fault.matches = (one) => fault.matches(one) && one.headers["range"] === undefined;
    cluster.faults.add({ ...fault, matches });
    log.grow(10);
    log.replace("syslog.1");
    log.grow(10);
    await comes(5020);
    io.signal("SIGINT");
    await ended;
    assert.equal(io.out(), lines(5000, 5020));
  });

  test("N3 -f of a file that is empty at first, chosen from, and beside a service", async () => {
    await using following = await followFile("syslog", 0, "--query", "kubelet", "--grep", "7$|journal");
    const { cluster, log, io, ended, comes } = following;
    cluster.world.kubelet("node-1").journal.write("kubelet", "from the journal");
    while (!io.out().includes("from the journal")) await new Promise((resolve) => setTimeout(resolve, 20));
    log.grow(27);
    await comes(27);
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    assert.match(io.out(), /from the journal\n/);
    for (const line of [7, 17, 27]) assert.match(io.out(), new RegExp(`/syslog +\\| line ${line}\\n`));
    assert.equal(io.out().split("\n").length, 5);
  });

  test("N3 -f of a file that does not grow asks for no more than its end", async () => {
    await using following = await followFile("syslog", 100_000);
    const { cluster, io, ended } = following;
    const before = cluster.requests.length;
    while (cluster.requests.length < before + 3) await new Promise((resolve) => setTimeout(resolve, 20));
    io.signal("SIGINT");
    await ended;
    for (const { headers } of cluster.requests.slice(before)) assert.match(headers["range"] ?? "", /^bytes=1\d{6}-$/);
    assert.equal(io.out(), lines(99_991, 100_000));
  });

  test("N4 -f of a file that is not there, or is a folder, is a failure", async () => {
    await using cluster = await startWithJournals();
    for (const [path, told] of [
      ["/nosuch", /has no file \/var\/log\/nosuch/],
      ["/pods/", /\/var\/log\/pods\/ of node "node-1" is a folder/],
    ] as const) {
      const { io, ended } = followNodeLogs(cluster, "--query", path);
      assert.equal(await ended, 1);
      assert.match(io.err(), told);
    }
  });
});
