import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { replyBody } from "../../src/demo/server/http/exchange.ts";
import { endAfter } from "../support/faults.ts";
import { readPods } from "../support/followed-pods.ts";
import { fileRequests, history, Numbers, readWrittenPod, startWrittenPod } from "../support/written-pod.ts";

suite("log files instead of the log API", { timeout: 60_000 }, () => {
  test("H4 auto reads a long log that is finished from its file, the same lines", async () => {
    await using started = await startWrittenPod({}, 300);
    const { cluster, numbers } = started;
    numbers.write(5000);
    const { lines, said } = await readWrittenPod(cluster, { fileUse: "better" });
    assert.deepEqual(lines, numbers.written);
    assert.deepEqual(said, []);
    assert.ok(!cluster.requests.some(({ path }) => path.endsWith("/log")));
  });

  test("H4 auto reads a short log from the API", async () => {
    await using started = await startWrittenPod();
    const { cluster, numbers } = started;
    numbers.write(50);
    const { lines } = await readWrittenPod(cluster, { fileUse: "better" });
    assert.deepEqual(lines, numbers.written);
    assert.ok(cluster.requests.some(({ path }) => path.endsWith("/log")));
  });

  test("H4 auto without the right asks for nothing of a node, and says nothing", async () => {
    await using started = await startWrittenPod({}, 300);
    const { cluster, numbers } = started;
    numbers.write(5000);
    const { lines, said } = await readWrittenPod(cluster, { fileUse: "better" }, "reader");
    assert.deepEqual(lines, numbers.written);
    assert.deepEqual(said, []);
    assert.equal(fileRequests(cluster).length, 0);
  });

  for (const [title, fileUse] of [
    ["auto", "better"],
    ["files", "finished"],
  ] as const) {
    test(`H4 ${title}: where the node's answers break off, it goes on without a seam`, async () => {
      await using started = await startWrittenPod({}, 300);
      const { cluster, numbers } = started;
      numbers.write(5000);
      cluster.faults.add(endAfter(700_000, "reset", { path: /\/proxy\/logs\/.*\/0\.log$/ }));
      const { lines, read } = await readWrittenPod(cluster, { fileUse });
      assert.deepEqual(lines, numbers.written);
      assert.deepEqual(
        read.notices.all.filter(({ level }) => level === "gap" || level === "error"),
        [],
      );
    });
  }

  test("H4 files of a kind that is not known are read by the API", async () => {
    await using started = await startWrittenPod({}, 300);
    const { cluster, numbers } = started;
    numbers.write(5000);
    const docker = Buffer.from('{"log":"hello\\n","stream":"stdout","time":"2026-11-21T08:00:00Z"}\n'.repeat(30_000));
    cluster.faults.add({
      matches: ({ path }) => path.endsWith("/0.log"),
      answer: async ({ reply, request }) => {
        const isProbe = request.headers["range"] !== undefined;
        const headers = isProbe ? { "content-range": `bytes 0-0/${docker.length}` } : {};
        await replyBody(reply, isProbe ? 206 : 200, headers, isProbe ? docker.subarray(0, 1) : docker);
        return true;
      },
    });
    for (const fileUse of ["better", "finished"] as const) {
      const { lines, said } = await readWrittenPod(cluster, { fileUse });
      assert.deepEqual(lines, numbers.written);
      assert.equal(said.length, fileUse === "better" ? 0 : 1, said.join("\n"));
    }
  });

  test("H4 a page that is no folder (a login page) leads to the API", async () => {
    await using started = await startWrittenPod({}, 300);
    const { cluster, container, numbers } = started;
    numbers.write(10);
    container.rotateLog();
    numbers.write(10);
    cluster.faults.add({
      matches: ({ path }) => path.includes("/proxy/logs/"),
      answer: async ({ reply }) => {
        await replyBody(reply, 200, { "content-type": "text/html" }, Buffer.from("<html>Log in</html>"));
        return true;
      },
    });
    const { lines, said } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, numbers.written.slice(10));
    assert.match(said.join("\n"), /^gap: its files on the node cannot be read.*does not show its log files/);
  });

  test("H1 files of an instance that are gone are told in one line, and the other instances are read from theirs", async () => {
    await using started = await startWrittenPod();
    const { cluster, container, numbers } = started;
    numbers.write(10);
    container.restart();
    numbers.write(10);
    container.rotateLog();
    numbers.write(10);
    // The kubelet keeps one dead instance; the pod's status still names both.
    container.exit({ exitCode: 1 });
    const { lines, said } = await readWrittenPod(cluster, history);
    assert.deepEqual(lines, numbers.written.slice(10));
    assert.deepEqual(said, ["info: instance 0 cannot be read any more: its files on the node are gone"]);
  });

  test("L25 one stream is known from files where the API cannot tell it", async () => {
    await using started = await startWrittenPod();
    const { cluster, numbers } = started;
    numbers.write(100);
    const errors = numbers.written.filter((_, sequence) => sequence % 5 === 4);
    const { lines } = await readWrittenPod(cluster, { fileUse: "better", stream: "stderr" });
    assert.deepEqual(lines, errors);
    const last = await readWrittenPod(cluster, { fileUse: "better", stream: "stderr", tailLines: 3 });
    assert.deepEqual(last.lines, errors.slice(-3));
  });

  test("H4 files come over connections of their own, a few at a time, and what is asked about them over the shared one", async () => {
    const pods = 40;
    await using cluster = await startFakeCluster();
    const expected = Array.from({ length: pods }, (_, pod) => {
      const container = cluster.world
        .addPod({ namespace: "shop", name: `web-${pod}`, containers: ["app"] })
        .container();
      const numbers = new Numbers(container, 300);
      numbers.write(5000);
      return numbers.written;
    });
    const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
    await using read = await readPods(kubeconfig, ["web-*"], { fileUse: "better" });
    await read.ended;
    for (const [pod, lines] of expected.entries()) assert.deepEqual(read.texts.get(`shop/web-${pod}/app`), lines);
    const files = cluster.requests.filter(({ path }) => path.endsWith("/0.log"));
    const probes = files.filter(({ headers }) => headers["range"] !== undefined);
    const whole = files.filter(({ headers }) => headers["range"] === undefined);
    assert.deepEqual([probes.length, whole.length], [pods, pods]);
    assert.ok(probes.every(({ protocol }) => protocol === "h2"));
    const apart = whole.filter(({ protocol }) => protocol === "http/1.1");
    assert.ok(apart.length >= 32, `${apart.length} files over connections of their own`);
    assert.ok(new Set(apart.map(({ connectionId }) => connectionId)).size <= 32);
  });
});
