import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { type Finished, runExecutable } from "../support/executable.ts";
import { type JsonEntry, jsonEntries } from "../support/json-entries.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";

/** More than fits into one log file of 10 MiB, written faster than it is rotated. */
const lines = 60_000;

suite("what lies in log files on nodes", { timeout: 320_000 }, () => {
  let cluster: E2eCluster;

  before(async () => {
    cluster = await openE2eCluster({ maxLogBytes: 10 * 1024 * 1024 });
    const burst = { lines, linesPerSecond: 0, lineBytes: 300, then: "sleep" } as const;
    await cluster.addWriter({ ...burst, name: "burst", stderrRatio: 0.2 });
    await cluster.addWriter({ name: "long", lines: 20_000, linesPerSecond: 0, lineBytes: 200, then: "sleep" });
    await cluster.addWriter({ name: "again", lines: 5, linesPerSecond: 0, then: { exitCode: 1 } });
    await cluster.writerDone("long");
    while (!(await isRotated())) await sleep(500);
  });
  after(() => cluster[Symbol.asyncDispose]());

  async function read(words: readonly string[], kubeconfig = cluster.kubeconfig): Promise<Finished> {
    return await runExecutable(["logs", "--kubeconfig", kubeconfig, "-n", cluster.namespace, "-o", "json", ...words]);
  }

  /** Whether the burst is over, and its first file is not the current one any more. */
  async function isRotated(): Promise<boolean> {
    const { out } = await read(["burst", "--history"]);
    return countLines(out) === lines && countLines((await read(["burst", "--backend", "api"])).out) < lines;
  }

  async function entriesOf(...words: readonly string[]): Promise<readonly JsonEntry[]> {
    const { exitCode, out, err } = await read(words);
    assert.equal(exitCode, 0, err);
    assert.equal(err, "");
    return jsonEntries(out);
  }

  test("H1 --history gives every line that was rotated away, once, where the log API has the last file only", async () => {
    const entries = await entriesOf("burst", "--history");
    const sequences = entries.map(({ sequence }) => sequence).toSorted((a, b) => a - b);
    assert.deepEqual(
      sequences,
      Array.from({ length: lines }, (_, index) => index + 1),
    );
    for (const stream of ["stdout", "stderr"]) {
      const ofStream = entries.filter(({ message }) => message.includes(` stream=${stream} `));
      const order = ofStream.map(({ sequence }) => sequence);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
        stream,
      );
    }
  });

  test("H1 -o json tells the stream that the files know", async () => {
    const { out } = await read(["burst", "--history", "--tail", "2000"]);
    const streams = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { stream: string; message: string });
    assert.ok(streams.every(({ stream, message }) => message.includes(`stream=${stream} `)));
  });

  test("L25 --stream stderr without the cluster's feature gate, from files", async () => {
    const errors = await entriesOf("long", "--stream", "stderr");
    assert.deepEqual(errors, []);
    const ofBurst = await entriesOf("burst", "--history", "--stream", "stderr");
    assert.ok(ofBurst.length > lines / 10 && ofBurst.length < lines / 3, String(ofBurst.length));
    assert.ok(ofBurst.every(({ message }) => message.includes(" stream=stderr ")));
  });

  test("H2 --history --tail reads the end of the history", async () => {
    const all = await entriesOf("burst", "--history");
    assert.deepEqual(await entriesOf("burst", "--history", "--tail", "500"), all.slice(-500));
  });

  test("H2 --history --since a time within the rotated files", async () => {
    const all = await entriesOf("burst", "--history");
    const from = all[40_000]?.timestamp ?? "";
    const entries = await entriesOf("burst", "--history", "--since", from);
    const expected = all.filter(({ timestamp }) => timestamp >= from);
    assert.deepEqual(entries, expected);
  });

  test("H4 the same bytes come from files and from the log API", async () => {
    const outs: string[] = [];
    for (const backend of ["api", "files", "auto"]) {
      const words = ["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "long", "--timestamps"];
      const { exitCode, out, err } = await runExecutable([...words, "--backend", backend, "-v=1"]);
      assert.equal(exitCode, 0, err);
      assert.equal(/is read from its files on the node/.test(err), backend !== "api", err);
      outs.push(out);
    }
    assert.equal(countLines(outs[0] ?? ""), 20_000);
    assert.equal(outs[1], outs[0]);
    assert.equal(outs[2], outs[0]);
  });

  test("H1 --history of a container that crashes has its earlier instance, too", async () => {
    await cluster.writerRestarted("again", 1);
    // It may start again twice while it is read: then the files of the instance that was found are gone.
    let out = "";
    for (let attempt = 0; attempt < 20 && out === ""; attempt++) ({ out } = await read(["again", "--history"]));
    const instances = new Set(
      out
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { instance: number }).instance),
    );
    assert.ok(instances.size >= 1 && out.includes("seq=5"), out);
  });

  test("H3 files lists every log file with its size and times", async () => {
    const words = ["files", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "burst"];
    const { exitCode, out, err } = await runExecutable([...words, "-o", "json"]);
    assert.equal(exitCode, 0, err);
    const files = out
      .trimEnd()
      .split("\n")
      .map(
        (line) => JSON.parse(line) as { kind: string; bytes: number; first?: string; last?: string; instance: number },
      );
    assert.equal(files.at(-1)?.kind, "current");
    assert.ok(files.length >= 2);
    const all = await entriesOf("burst", "--history");
    const times = all.map(({ timestamp }) => timestamp).toSorted();
    const filled = files.filter(({ bytes }) => bytes > 0);
    assert.equal(filled[0]?.first, times[0]);
    const lastTimes = filled.map(({ last = "" }) => last).toSorted();
    assert.equal(lastTimes.at(-1)?.slice(0, 17), times.at(-1)?.slice(0, 17));
    const table = await runExecutable(words);
    assert.match(table.out, /^NAMESPACE +POD +CONTAINER +NODE +FILE +KIND +SIZE +FIRST +LAST\n/);
    assert.equal(countLines(table.out), files.length + 1);
  });

  test("H3 files without the right says which is missing", async () => {
    const kubeconfig = await cluster.userKubeconfig("podsAndLogs", [cluster.namespace]);
    const { exitCode, out, err } = await runExecutable(["files", "--kubeconfig", kubeconfig, "burst"]);
    assert.equal(exitCode, 1);
    assert.equal(out, "");
    assert.match(err, /no right to get nodes\/proxy/);
    assert.match(err, /kubectl create clusterrole .*--resource=nodes\/proxy/);
  });

  test("H1 without the right: what is missing, the role that would help, what there is, and exit code 3", async () => {
    const kubeconfig = await cluster.userKubeconfig("podsAndLogs", [cluster.namespace]);
    const { exitCode, out, err } = await read(["burst", "long", "--history"], kubeconfig);
    assert.equal(exitCode, 3);
    const gaps = err.split("\n").filter((line) => line.includes(" gap: "));
    assert.match(
      gaps[0] ?? "",
      /gap: node \S+: the files of its containers cannot be read.*no right to get nodes\/proxy/,
    );
    assert.equal(new Set(gaps.map((line) => / node (\S+):/.exec(line)?.[1])).size, gaps.length, "once for each node");
    assert.match(err, /kubectl create clusterrole .*--resource=nodes\/proxy/);
    assert.equal(jsonEntries(out).filter(({ pod }) => pod === "long").length, 20_000);
  });

  test("H4 without the right, auto takes the log API and says nothing", async () => {
    const kubeconfig = await cluster.userKubeconfig("podsAndLogs", [cluster.namespace]);
    const { exitCode, out, err } = await read(["long"], kubeconfig);
    assert.equal(exitCode, 0);
    assert.equal(err, "");
    assert.equal(countLines(out), 20_000);
  });

  test("H1 --history and --backend api contradict each other", async () => {
    const { exitCode, err } = await read(["long", "--history", "--backend", "api"]);
    assert.equal(exitCode, 2);
    assert.match(err, /--history and --backend api cannot go together/);
  });
});

function countLines(text: string): number {
  return text.split("\n").length - 1;
}
