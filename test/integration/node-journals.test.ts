import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { replyBody } from "../../src/demo/server/http/exchange.ts";
import { followNodeLogs, runNodeLogs, startWithJournals, writeJournal } from "../support/node-logs-run.ts";

function lines(from: number, to: number, before = ""): string {
  return Array.from({ length: to - from + 1 }, (_, index) => `${before}line ${from + index}\n`).join("");
}

suite("journals of nodes", { timeout: 60_000 }, () => {
  const zones: readonly (readonly [title: string, minutes: number])[] = [
    ["UTC", 0],
    ["Asia/Tokyo", 540],
    ["America/New_York", -300],
    ["Pacific/Kiritimati", 840],
  ];
  for (const [title, zoneOffsetMinutes] of zones) {
    test(`N1 times are right with a node in ${title}`, async () => {
      await using cluster = await startWithJournals();
      writeJournal(cluster, "node-1", 5000);
      cluster.world.kubelet("node-1").zoneOffsetMinutes = zoneOffsetMinutes;
      const one = ["node-1", "--query", "kubelet"];
      assert.deepEqual(await runNodeLogs(cluster, ...one, "--since", "2026-11-21T09:59:50Z"), {
        code: 0,
        out: lines(4990, 5000),
        err: "",
      });
      const early = await runNodeLogs(
        cluster,
        ...one,
        "--since",
        "2026-11-21T08:40:00Z",
        "--until",
        "2026-11-21T10:40:04+02:00",
      );
      assert.deepEqual(early, { code: 0, out: lines(200, 204), err: "" });
      const last = await runNodeLogs(cluster, ...one, "--since", "80m", "--tail", "3");
      assert.deepEqual(last, { code: 0, out: lines(4998, 5000), err: "" });
      const matching = await runNodeLogs(
        cluster,
        ...one,
        "--since",
        "1h",
        "--pattern",
        "E 4[0-9]*7$|line 4\\d*7$",
        "--tail",
        "2",
      );
      assert.equal(matching.out, "line 4987\nline 4997\n");
    });
  }

  test("N1 --tail goes on over earlier boots, unless --boot says which", async () => {
    await using cluster = await startWithJournals();
    const { journal } = cluster.world.kubelet("node-1");
    for (let boot = 1; boot <= 3; boot++) {
      for (const line of [1, 2]) journal.write("kubelet", `boot ${boot} line ${line}`);
      if (boot < 3) journal.reboot();
    }
    const one = ["node-1", "--query", "kubelet"];
    const all = [1, 2, 3].flatMap((boot) => [`boot ${boot} line 1`, `boot ${boot} line 2`]);
    for (const count of [1, 2, 3, 5, 6, 9]) {
      const { out } = await runNodeLogs(cluster, ...one, "--tail", String(count));
      assert.deepEqual(out.trimEnd().split("\n"), all.slice(-count), String(count));
    }
    assert.equal(
      (await runNodeLogs(cluster, ...one, "--tail", "9", "--boot", "0")).out,
      "boot 3 line 1\nboot 3 line 2\n",
    );
    assert.equal((await runNodeLogs(cluster, ...one, "--boot", "-2")).out, "boot 1 line 1\nboot 1 line 2\n");
    assert.equal((await runNodeLogs(cluster, ...one)).out, `${all.join("\n")}\n`);
  });

  test("N1 --tail over more boots than are asked one by one", async () => {
    await using cluster = await startWithJournals();
    const { journal } = cluster.world.kubelet("node-1");
    for (let boot = 1; boot <= 12; boot++) {
      journal.write("kubelet", `boot ${boot}`);
      journal.reboot();
    }
    const { out } = await runNodeLogs(cluster, "node-1", "--query", "kubelet", "--tail", "3");
    assert.equal(out, "boot 10\nboot 11\nboot 12\n");
  });

  test("N1 six services, of a node one at a time", async () => {
    await using cluster = await startWithJournals();
    const services = ["a", "b", "c", "d", "e", "f"];
    for (const service of services) writeJournal(cluster, "node-1", 3, service);
    const busy = countBusy(cluster);
    const { code, out, err } = await runNodeLogs(cluster, "node-1", ...services.flatMap((name) => ["--query", name]));
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    assert.equal(out, [1, 2, 3].flatMap((line) => services.map((name) => `${name} | line ${line}\n`)).join(""));
    assert.equal(busy.mostOfANode, 1);
  });

  test("N2 200 nodes: no more than --max-nodes at a time, in order, a dead one is named", async () => {
    const nodeNames = Array.from({ length: 200 }, (_, index) => `n${String(index).padStart(3, "0")}`);
    await using cluster = await startWithJournals({ nodeNames });
    for (const node of nodeNames) writeJournal(cluster, node, 20);
    cluster.world.kubelet("n007").state = "refused";
    cluster.world.kubelet("n013").state = "silent";
    const busy = countBusy(cluster);
    const words = ["--all-nodes", "--query", "kubelet", "--request-timeout", "2s", "--max-nodes", "4"];
    const { code, out, err } = await runNodeLogs(cluster, ...words, "--tail", "400");
    assert.equal(code, 3);
    assert.match(err, /n007\/kubelet: .*connection refused/);
    assert.match(err, /n013\/kubelet: .*no answer within 2 s/);
    const alive = nodeNames.filter((name) => name !== "n007" && name !== "n013");
    const ordered = [18, 19, 20].flatMap((line) => alive.map((name) => `${name} | line ${line}`)).slice(-400);
    assert.deepEqual(out.trimEnd().split("\n"), ordered);
    assert.ok(busy.most > 1 && busy.most <= 4, String(busy.most));
  });

  test("N2 nodes by label and by role", async () => {
    await using cluster = await startWithJournals({ nodeNames: [] });
    cluster.world.addNode("gpu", { pool: "gpu" });
    cluster.world.addNode("main", { "node-role.kubernetes.io/control-plane": "" });
    for (const node of ["gpu", "main"]) {
      cluster.world.kubelet(node).hasLogQuery = true;
      writeJournal(cluster, node, 1);
    }
    const columns = ["--query", "kubelet", "--columns", "node,message"];
    assert.equal((await runNodeLogs(cluster, "-l", "pool=gpu", ...columns)).out, "gpu  | line 1\n".replace("  ", " "));
    assert.equal((await runNodeLogs(cluster, "--role", "control-plane", ...columns)).out, "main | line 1\n");
  });

  test("N3 a journal's message of several lines is one record for --grep", async () => {
    await using cluster = await startWithJournals();
    const { journal } = cluster.world.kubelet("node-1");
    journal.write("kubelet", "panic: no\ngoroutine 1\n  main.go:3");
    journal.write("kubelet", "after");
    const { out } = await runNodeLogs(cluster, "node-1", "--query", "kubelet", "--grep", "main.go");
    assert.equal(out, "panic: no\ngoroutine 1\n  main.go:3\n");
  });

  test("N3 -f: every line once, also of bursts, over reboots, and while the node does not answer", async () => {
    await using cluster = await startWithJournals();
    const kubelet = cluster.world.kubelet("node-1");
    const { journal } = kubelet;
    let written = 0;
    const grow = (count: number): void => {
      for (let line = 0; line < count; line++) journal.write("kubelet", `line ${++written}`);
    };
    grow(50);
    const { io, ended, comes } = followNodeLogs(cluster, "--query", "kubelet", "--tail", "5");
    await comes(50);
    grow(1);
    await comes(51);
    grow(3000);
    await comes(3051);
    grow(40);
    journal.reboot();
    grow(2);
    await comes(3093);
    kubelet.state = "refused";
    grow(7);
    while (!io.err().includes("until it answers")) await new Promise((resolve) => setTimeout(resolve, 20));
    kubelet.state = "up";
    await comes(3100);
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    assert.equal(io.out(), lines(46, 3100));
    assert.match(io.err(), /node-1\/kubelet: the node answers again/);
    assert.doesNotMatch(io.err(), /gap/);
  });

  test("N3 -f with --pattern, of a journal that is empty at first", async () => {
    await using cluster = await startWithJournals();
    const { journal } = cluster.world.kubelet("node-1");
    journal.write("kubelet", "other");
    const { io, ended } = followNodeLogs(cluster, "--query", "kubelet", "--pattern", "LINE");
    while (cluster.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    for (let line = 1; line <= 100; line++) {
      journal.write("kubelet", `LINE ${line}\nmore of it`);
      journal.write("kubelet", `line ${line}`);
    }
    while (!io.out().includes("LINE 100\nmore of it\n")) await new Promise((resolve) => setTimeout(resolve, 20));
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    assert.equal(io.out(), lines(1, 100).replaceAll(/line (\d+)\n/g, "LINE $1\nmore of it\n"));
  });

  test("N3 -f asks a node for one thing at a time, and no more often than once a second", async () => {
    await using cluster = await startWithJournals();
    const services = ["a", "b", "c"];
    for (const service of services) writeJournal(cluster, "node-1", 3, service);
    const busy = countBusy(cluster);
    const { io, ended } = followNodeLogs(cluster, "--query", "a,b,c");
    while (cluster.requests.length < 9) await new Promise((resolve) => setTimeout(resolve, 20));
    io.signal("SIGINT");
    await ended;
    assert.equal(busy.mostOfANode, 1);
    assert.equal(io.out(), [1, 2, 3].flatMap((line) => services.map((name) => `${name} | line ${line}\n`)).join(""));
  });

  test("N4 a kubelet that has no such endpoint, or refuses, is told with its reason", async () => {
    await using cluster = await startWithJournals();
    const answers: readonly (readonly [status: number, body: string, told: RegExp])[] = [
      [404, "404 page not found\n", /too old for them, or they are off/],
      [405, "logs endpoint is disabled.\n", /too old for them, or they are off/],
      [406, "tailLines: Invalid value: 7: no\n", /refuses to query "kubelet": tailLines: Invalid value: 7: no/],
    ];
    for (const [status, body, told] of answers) {
      const headers = { "content-type": "text/plain; charset=utf-8" };
      cluster.faults.add({
        matches: ({ path }) => path.includes("/proxy/logs"),
        times: 1,
        answer: async ({ reply }) => {
          await replyBody(reply, status, headers, Buffer.from(body));
          return true;
        },
      });
      const { code, err } = await runNodeLogs(cluster, "node-1", "--query", "kubelet");
      assert.equal(code, 1);
      assert.match(err, told);
    }
  });
});

/** How many queries are answered at the same time, which takes a while. */
function countBusy(cluster: FakeCluster): { most: number; mostOfANode: number } {
  const counts = { most: 0, mostOfANode: 0 };
  const active: string[] = [];
  cluster.faults.add({
    matches: ({ path }) => path.includes("/proxy/logs"),
    answer: async ({ request }) => {
      active.push(request.path);
      counts.most = Math.max(counts.most, active.length);
      counts.mostOfANode = Math.max(counts.mostOfANode, active.filter((path) => path === request.path).length);
      await new Promise((resolve) => setTimeout(resolve, 5));
      active.splice(active.indexOf(request.path), 1);
      return false;
    },
  });
  return counts;
}
