import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { parseTimestamp } from "../../src/time/timestamp.ts";
import { nodeFileInput } from "../../src/cli/node-logs/node-file.ts";
import { readBeginning } from "../../src/logfiles/file-facts.ts";
import { NodeFolder } from "../../src/logfiles/node-folder.ts";
import { LogFile } from "../../src/demo/server/logs/log-file.ts";
import { countBytes, endAfter, ignoringRanges, stallAfter } from "../support/faults.ts";
import { connectWith } from "../support/kube-client.ts";
import { readPods } from "../support/followed-pods.ts";
import {
  fileRequests,
  history,
  proxied,
  readWrittenPod,
  startMs,
  startWrittenPod,
  timeOf,
} from "../support/written-pod.ts";

suite("log files on nodes", { timeout: 60_000 }, () => {
  test("H1 rotated files, compressed ones too, and the current one are one log in order", async () => {
    await using started = await startWrittenPod();
    const { cluster, container, numbers } = started;
    for (let file = 0; file < 4; file++) {
      numbers.write(500);
      container.rotateLog();
    }
    numbers.write(100);
    assert.deepEqual(
      container.logFiles.map(({ name }) => name.endsWith(".gz")),
      [true, true, true, false, false],
    );
    const { lines, said } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, numbers.written);
    assert.deepEqual(said, []);
    const api = await readWrittenPod(cluster, { fileUse: "never" });
    assert.deepEqual(api.lines, numbers.written.slice(2000));
  });

  test("H1 a line that a rotation tears is one line", async () => {
    await using started = await startWrittenPod();
    const { cluster, container } = started;
    container.writeLine("first");
    container.write("half and ");
    container.rotateLog();
    container.writeLine("other, both halves");
    container.write("unfinished");
    const { lines } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, ["first", "half and other, both halves", "unfinished"]);
  });

  test("H1 every instance that has files comes, also those that the pod's status has forgotten", async () => {
    await using started = await startWrittenPod({ maxDeadContainers: 10 });
    const { cluster, container } = started;
    for (let run = 0; run < 4; run++) {
      container.writeLine(`run ${run}, rotated`);
      container.rotateLog();
      container.writeLine(`run ${run}`);
      if (run < 3) container.restart();
    }
    const expected = [0, 1, 2, 3].flatMap((run) => [`run ${run}, rotated`, `run ${run}`]);
    const { lines, read } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, expected);
    assert.deepEqual(read.instances.get("shop/web/app"), [0, 1, 2, 3]);
    const current = await readWrittenPod(cluster, { ...history, instances: "current" });
    assert.deepEqual(current.lines, expected.slice(-2));
  });

  test("H1 a follow begins with the history and goes on without a seam", async () => {
    await using started = await startWrittenPod({ maxDeadContainers: 10 });
    const { cluster, container } = started;
    const expected: string[] = [];
    const write = (text: string): void => {
      expected.push(text);
      container.writeLine(text);
    };
    for (let run = 0; run < 3; run++) {
      write(`run ${run}, rotated`);
      container.rotateLog();
      write(`run ${run}`);
      if (run < 2) container.restart();
    }
    const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
    await using read = await readPods(kubeconfig, ["web"], { ...history, follow: true });
    const lines = (): readonly string[] => read.texts.get("shop/web/app") ?? [];
    const until = async (): Promise<void> => {
      while (lines().length < expected.length) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await until();
    write("live");
    await until();
    container.restart();
    write("after");
    await until();
    assert.deepEqual(lines(), expected);
    assert.deepEqual(
      read.notices.all.filter(({ level }) => level === "gap"),
      [],
    );
  });

  test("H1 a file that is rotated between the look at the folder and the reading is not missed", async () => {
    await using started = await startWrittenPod();
    const { cluster, container, numbers } = started;
    numbers.write(300);
    let rotations = 3;
    cluster.faults.add({
      matches: ({ path }) => path.endsWith("/0.log"),
      answer: async () => {
        if (rotations-- > 0) {
          container.rotateLog();
          numbers.write(10);
        }
        return false;
      },
    });
    const { lines, said } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, numbers.written);
    assert.deepEqual(said, []);
  });

  test("H1 files of a static pod lie under the hash of its manifest", async () => {
    await using cluster = await startFakeCluster();
    const annotations = { "kubernetes.io/config.mirror": "0123456789abcdef0123456789abcdef" };
    const pod = cluster.world.addPod({ namespace: "shop", name: "web", containers: ["app"], annotations });
    pod.container().writeLine("one");
    pod.container().rotateLog();
    pod.container().writeLine("two");
    const { lines } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, ["one", "two"]);
    assert.ok(fileRequests(cluster).some((path) => path.includes("shop_web_0123456789abcdef")));
  });

  test("H1 what the kubelet has deleted is told as lost, with its interval", async () => {
    await using started = await startWrittenPod({ maxLogFiles: 2, clock: { nowMs: () => startMs - 100_000 } });
    const { cluster, container, numbers } = started;
    for (let file = 0; file < 4; file++) {
      numbers.write(1000);
      container.rotateLog();
    }
    const { lines, read } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, numbers.written.slice(3000));
    const gaps = read.notices.all.filter(({ level }) => level === "gap");
    assert.deepEqual(
      gaps.map(({ message, gap }) => [message, gap]),
      [
        [
          "lost: the kubelet has deleted the oldest of its log files",
          { after: "2026-11-21T07:58:20.000000000Z", before: "2026-11-21T08:00:03.000000000Z" },
        ],
      ],
    );
  });

  test("H1 without the right it is said what is missing and who could grant it, and the API's part comes", async () => {
    await using started = await startWrittenPod();
    const { cluster, container, numbers } = started;
    numbers.write(10);
    container.rotateLog();
    numbers.write(10);
    const { lines, read } = await readWrittenPod(cluster, history, "reader");
    assert.deepEqual(lines, numbers.written.slice(10));
    const [gap] = read.notices.all.filter(({ level }) => level === "gap");
    assert.match(
      gap?.message ?? "",
      /^the files of its containers .*rotated away.* missing.*no right to get nodes\/proxy/,
    );
    assert.equal(gap?.scope, "node node-1");
    assert.match(gap?.hint ?? "", /kubectl create clusterrole .*--verb=get --resource=nodes\/proxy/);
  });

  test("H1 a connection that breaks off amid old files is taken up again: every line once", async () => {
    await using started = await startWrittenPod();
    const { cluster, container, numbers } = started;
    for (let file = 0; file < 3; file++) {
      numbers.write(3000);
      container.rotateLog();
    }
    cluster.faults.add(endAfter(100_000, "reset", { path: /0\.log\.\d{8}-\d{6}$/, times: 2 }));
    const { lines, said } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, numbers.written);
    assert.deepEqual(said, []);
  });
});

suite("finding a place in log files", { timeout: 60_000 }, () => {
  test("H2 the last minutes of a long history cost some kilobytes and not all of it", async () => {
    await using started = await startWrittenPod({ maxLogBytes: 8 * 1024 * 1024 }, 1000);
    const { cluster, numbers } = started;
    numbers.write(30_000);
    const counted = countBytes(proxied);
    cluster.faults.add(counted.fault);
    const first = parseTimestamp(timeOf(29_900));
    assert.ok(first);
    const { lines } = await readWrittenPod(cluster, { ...history, range: { first } });
    assert.deepEqual(lines, numbers.written.slice(29_900));
    assert.ok(counted.bytes() < 4 * 1024 * 1024, `${counted.bytes()} bytes of ${30_000 * 1040}`);
  });

  for (const sequence of [0, 1, 2999, 3000, 3001, 5500, 8999]) {
    test(`H2 from line ${sequence} on, wherever the files are cut`, async () => {
      await using started = await startWrittenPod();
      const { cluster, container, numbers } = started;
      for (let file = 0; file < 3; file++) {
        numbers.write(3000);
        if (file < 2) container.rotateLog();
      }
      const first = parseTimestamp(timeOf(sequence));
      assert.ok(first);
      const { lines } = await readWrittenPod(cluster, { ...history, range: { first } });
      assert.deepEqual(lines, numbers.written.slice(sequence));
    });
  }

  for (const count of [1, 50, 3500, 8000, 100_000]) {
    test(`H2 the last ${count} lines, from the end`, async () => {
      await using started = await startWrittenPod();
      const { cluster, container, numbers } = started;
      for (let file = 0; file < 4; file++) {
        numbers.write(3000);
        if (file < 3) container.rotateLog();
      }
      const counted = countBytes(proxied);
      cluster.faults.add(counted.fault);
      const { lines } = await readWrittenPod(cluster, { ...history, tailLines: count });
      assert.deepEqual(lines, numbers.written.slice(-count));
      if (count <= 50) assert.ok(counted.bytes() < 200_000, `${counted.bytes()} bytes`);
    });
  }
});

suite("log files behind a proxy that knows no byte ranges", { timeout: 60_000 }, () => {
  for (const [title, request, from] of [
    ["--since", { range: { first: parseTimestamp(timeOf(7000)) } }, 7000],
    ["--tail", { tailLines: 50 }, 8950],
    ["--tail over several files", { tailLines: 5000 }, 4000],
  ] as const) {
    test(`H2 ${title} gives the same lines`, async () => {
      await using started = await startWrittenPod({}, 300);
      const { cluster, container, numbers } = started;
      for (let file = 0; file < 3; file++) {
        numbers.write(3000);
        if (file < 2) container.rotateLog();
      }
      cluster.faults.add(ignoringRanges(countBytes(proxied).fault));
      const { lines, said } = await readWrittenPod(cluster, { ...history, ...request });
      assert.deepEqual(lines, numbers.written.slice(from));
      assert.deepEqual(said, []);
    });
  }

  test("H2 who wants the beginning of a file waits for nothing behind it", async () => {
    await using cluster = await startFakeCluster();
    writeFile(cluster, 10_000);
    cluster.faults.add(ignoringRanges(stallAfter(100_000, proxied)));
    await using client = await connectWith(cluster.kubeconfig());
    const name = { name: "app.log", instance: 0, rotatedAt: "", isCompressed: false };
    const { signal } = new AbortController();
    const beginning = await readBeginning(new NodeFolder(client, "node-1", ""), name, signal);
    assert.deepEqual(beginning, { first: { seconds: startMs / 1000, nanos: 0 }, sizeBytes: 0, hasParts: false });
  });

  test("N5 --tail of a file of a node gives its last lines", async () => {
    await using cluster = await startFakeCluster();
    const lines = writeFile(cluster, 10_000);
    cluster.faults.add(ignoringRanges(countBytes(proxied).fault));
    assert.deepEqual((await readNodeFile(cluster, 5000)).lines.slice(-5000), lines.slice(-5000));
  });
});

suite("the end of a file of a node", { timeout: 60_000 }, () => {
  for (const count of [1, 20, 3000, 49_999, 50_000, 60_000]) {
    test(`N5 the last ${count} lines come whole, and never all of them at once`, async () => {
      await using cluster = await startFakeCluster();
      const lines = writeFile(cluster, 50_000);
      const counted = countBytes(proxied);
      cluster.faults.add(counted.fault);
      const read = await readNodeFile(cluster, count);
      assert.deepEqual(read.lines.slice(-count), lines.slice(-count));
      assert.deepEqual(read.lines, lines.slice(-read.lines.length), "a line before them is not whole");
      assert.ok(read.longestChunkBytes <= 1024 * 1024, `${read.longestChunkBytes} bytes at once`);
      if (count <= 20) assert.ok(counted.bytes() <= 150_000, `${counted.bytes()} bytes`);
    });
  }
});

/** Numbered lines of 100 bytes, as a file of `/var/log` of a node. */
function writeFile(cluster: FakeCluster, count: number): readonly string[] {
  const lines = Array.from({ length: count }, (_, line) => `${timeOf(0)} stdout F line ${line} `.padEnd(99, "x"));
  const file = new LogFile("app.log");
  file.append(Buffer.from(lines.map((line) => `${line}\n`).join("")));
  cluster.world.kubelet("node-1").files.set(file.name, file);
  return lines;
}

async function readNodeFile(
  cluster: FakeCluster,
  lastLines: number,
): Promise<{ readonly lines: readonly string[]; readonly longestChunkBytes: number }> {
  await using client = await connectWith(cluster.kubeconfig());
  const input = nodeFileInput({ client, node: "node-1", path: "/app.log" }, {}, lastLines);
  const chunks: Buffer[] = [];
  for await (const chunk of input.open(new AbortController().signal)) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().split("\n").slice(0, -1);
  return { lines, longestChunkBytes: Math.max(...chunks.map(({ length }) => length)) };
}
