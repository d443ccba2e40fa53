import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { recordingIo } from "../support/recording-io.ts";
import { runTimeline as run, startWithTimelines as start } from "../support/timeline-run.ts";
import { tellEvent, tellStart } from "../support/told-pods.ts";

const both = ["--with-node", "kubelet,containerd", "--with-events"];

/** Who said each line: its container or service, and of each the messages. */
function saidBy(out: string): Map<string, string[]> {
  const entries = out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { pod: string; container?: string; service?: string; message: string });
  const said = new Map<string, string[]>();
  for (const { pod, container, service, message } of entries) {
    const key = `${pod} ${container ?? service ?? ""}`;
    said.set(key, [...(said.get(key) ?? []), message]);
  }
  return said;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

suite("a pod, its node and its events in one timeline", { timeout: 180_000 }, () => {
  test("N6 all of a pod's instances are found, also where only their sandbox names the pod", async () => {
    await using cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" });
    const other = cluster.world.addPod({ namespace: "shop", name: "web-10", nodeName: "node-1" });
    tellStart(cluster.world, pod, { isNew: true });
    tellStart(cluster.world, other, { sandbox: "b".repeat(64), isNew: true });
    for (let instance = 1; instance <= 3; instance++) {
      pod.container().writeLine(`instance ${instance}`);
      pod.container().restart();
      tellStart(cluster.world, pod);
    }
    tellEvent(cluster.world, pod, "BackOff", 3);
    tellEvent(cluster.world, other, "Started");
    const { code, out, err } = await run(cluster, ["web-1", ...both, "-o", "json"]);
    assert.deepEqual({ code, err }, { code: 0, err: "" });
    const said = saidBy(out);
    assert.deepEqual([...said.keys()].toSorted(), ["web-1 containerd", "web-1 events", "web-1 kubelet"]);
    assert.equal(said.get("web-1 kubelet")?.length, 4);
    const ofContainerd = said.get("web-1 containerd") ?? [];
    assert.equal(ofContainerd.filter((line) => line.includes("StartContainer")).length, 4);
    assert.equal(ofContainerd.filter((line) => line.includes(`connecting to shim ${"a".repeat(64)}`)).length, 1);
    assert.match(said.get("web-1 events")?.join() ?? "", /^\[Warning\] BackOff: about web-1 \(3 times since 20.*Z\)$/);
  });

  test("N6 in text the lines stand in their order, with times and who said them in one column", async () => {
    await using cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1", containers: ["app"] });
    const { journal } = cluster.world.kubelet("node-1");
    const nowMs = cluster.world.clock.nowMs();
    const at = (second: number): string => new Date(nowMs + second * 1000).toISOString();
    pod.container().writeLine("one", { at: at(1) });
    journal.write("kubelet", `two pod="shop/web-1"`, { at: at(2).replace("Z", "000Z") });
    pod.container().writeLine("three", { at: at(3) });
    const { out } = await run(cluster, ["web-1", "--with-node", "kubelet", "--timezone", "UTC"]);
    assert.match(out, /^\S+ \S+ app \| one\n\S+ \S+ kubelet \| two pod="shop\/web-1"\n\S+ \S+ app \| three\n$/);
    const plain = await run(cluster, ["web-1", "--with-node", "kubelet", "--timestamps=false"]);
    assert.equal(plain.out, `app | one\nkubelet | two pod="shop/web-1"\napp | three\n`);
  });

  test("N6 each service of a node is asked as often for many pods as for one, and one at a time", async () => {
    await using cluster = await start();
    const pods = Array.from({ length: 12 }, (_, index) =>
      cluster.world.addPod({ namespace: "shop", name: `web-${index}`, nodeName: `node-${(index % 2) + 1}` }),
    );
    for (const [index, pod] of pods.entries()) {
      tellStart(cluster.world, pod, { sandbox: String(index + 10).repeat(32), isNew: true });
      tellEvent(cluster.world, pod, "Started");
    }
    const { code, out } = await run(cluster, ["web-*", ...both, "-o", "json"]);
    assert.equal(code, 0);
    const said = saidBy(out);
    for (const { name } of pods) {
      assert.equal(said.get(`${name} kubelet`)?.length, 1, name);
      assert.equal(said.get(`${name} containerd`)?.length, 4, name);
      assert.equal(said.get(`${name} events`)?.length, 1, name);
    }
    const queries = cluster.requests.filter(({ path, query }) => path.includes("/proxy/logs") && query.has("query"));
    // Of each node one look at both services for IDs, one at its runtime, and the lines of each.
    assert.ok(queries.length <= 8, String(queries.length));
    assert.equal(cluster.requests.filter(({ path }) => path.endsWith("/events")).length, 1);
  });

  for (const [zone, offsetMinutes] of [
    ["UTC-8", -480],
    ["UTC-1", -60],
    ["UTC", 0],
    ["UTC+9", 540],
  ] as const) {
    test(`N3 N6 all that a node says of a pod is there, whatever its zone makes of times: ${zone}`, async () => {
      await using cluster = await start();
      cluster.world.kubelet("node-1").zoneOffsetMinutes = offsetMinutes;
      const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" });
      tellStart(cluster.world, pod, { isNew: true });
      const { out } = await run(cluster, ["web-1", "--with-node", "kubelet,containerd", "-o", "json"]);
      const said = saidBy(out);
      assert.deepEqual([said.get("web-1 kubelet")?.length, said.get("web-1 containerd")?.length], [1, 4]);
      const since = cluster.requests.flatMap(({ query }) => query.get("sinceTime") ?? []);
      const earliest = Math.min(...since.map((time) => Date.parse(time)));
      const hours = (cluster.world.clock.nowMs() - earliest) / 3_600_000;
      assert.ok(zone === "UTC-8" ? hours > 11 : hours < 2, `${hours} hours were looked through`);
    });
  }

  test("N6 --with-node of a service that the node has not: that is told, and the lines of the others come", async () => {
    await using cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" });
    tellStart(cluster.world, pod, { isNew: true });
    const { out, err } = await run(cluster, ["web-1", "--with-node", "containerd,crio,kubelet", "-o", "json"]);
    const said = saidBy(out);
    assert.deepEqual([said.get("web-1 kubelet")?.length, said.get("web-1 containerd")?.length], [1, 4]);
    assert.match(err, /node "node-1" has no service "crio" in its journal/);
  });

  test("N6 --since, --grep, --level and --tail hold for all lines", async () => {
    await using cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" });
    tellStart(cluster.world, pod, { isNew: true });
    tellEvent(cluster.world, pod, "BackOff");
    pod.container().writeLine("warn: of its own");
    const said = async (...words: readonly string[]): Promise<number> => {
      const { out } = await run(cluster, ["web-1", ...both, "-o", "json", ...words]);
      return out.split("\n").filter(Boolean).length;
    };
    assert.equal(await said(), 7);
    assert.equal(await said("--level", "warn"), 2);
    assert.equal(await said("--grep", "Container"), 3);
    // Of the pod's own there is one.
    assert.equal(await said("--tail", "4"), 7);
    assert.equal(await said("--tail", "0"), 0);
    assert.equal(await said("--tail-each", "1"), 4);
    assert.equal(await said("--until", "1h"), 0);
  });

  test("N6 without the rights a warning says so, and the pod's own lines come", async () => {
    const rules = usualRules.podsAndLogs("shop");
    await using cluster = await start({ users: [{ name: "jane", rules }] });
    for (const [index, node] of ["node-1", "node-2"].entries()) {
      cluster.world
        .addPod({ namespace: "shop", name: `web-${index}`, nodeName: node })
        .container()
        .writeLine("mine");
    }
    for (const follow of [[], ["-f", "--until-match", "mine"]]) {
      const { code, out, err } = await run(cluster, ["web-*", ...both, "-o", "raw", ...follow], "jane");
      assert.equal(code, 0);
      assert.match(out, follow.length === 0 ? /^mine\nmine\n$/ : /^mine\n/);
      assert.match(
        err,
        /warning: .*user "jane" has no right to get nodes\/proxy in the whole cluster \(403\): the timeline is without it/,
      );
      assert.match(
        err,
        /warning: .*has no right to (?:list|watch) events in namespace "shop" \(403\): the timeline is without it/,
      );
      assert.equal(err.match(/nodes\/proxy in the whole/g)?.length, 1);
    }
  });

  test("N6 a node that does not answer queries, and a service that there is not, are warnings; a node that is away is a failure", async () => {
    await using cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" });
    pod.container().writeLine("mine");
    tellStart(cluster.world, pod);
    const crio = await run(cluster, ["web-1", "--with-node", "kubelet,crio", "-o", "raw"]);
    assert.deepEqual([crio.code, crio.out.split("\n").length], [0, 3]);
    assert.match(crio.err, /warning: node "node-1" has no service "crio" in its journal: the timeline is without it/);
    cluster.world.kubelet("node-1").hasLogQuery = false;
    const off = await run(cluster, ["web-1", ...both, "-o", "raw"]);
    assert.deepEqual([off.code, off.out], [0, "mine\n"]);
    assert.match(off.err, /warning: the kubelet of node "node-1" does not answer queries of its logs/);
    cluster.world.kubelet("node-1").state = "refused";
    const away = await run(cluster, ["web-1", "--with-node", "kubelet"]);
    assert.notEqual(away.code, 0);
  });

  test("N6 -f: every line once, over the seam, of instances and pods that come, to the end of the last container", async () => {
    await using cluster = await start();
    const { world } = cluster;
    const pod = world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1", labels: { app: "web" } });
    tellStart(cluster.world, pod, { isNew: true });
    tellEvent(cluster.world, pod, "Created");
    const io = recordingIo();
    const words = ["-l", "app=web", ...both, "-f", "-o", "json", "--reorder-window", "300ms"];
    const ended = main(["logs", "--kubeconfig", cluster.kubeconfig("admin", { namespace: "shop" }), ...words], io);
    const counted = (key: string): number => saidBy(io.out()).get(key)?.length ?? 0;
    await until(() => counted("web-1 containerd") === 4 && counted("web-1 kubelet") === 1);
    pod.container().restart();
    tellStart(cluster.world, pod);
    tellEvent(cluster.world, pod, "Created", 2);
    await until(() => counted("web-1 containerd") === 6 && counted("web-1 events") === 2);
    // Its node says more about this one before anybody could know of it.
    const { journal } = world.kubelet("node-1");
    journal.write("kubelet", `"SyncLoop ADD" pods=["shop/web-2"]`);
    await until(() => counted("web-1 kubelet") === 2);
    const second = world.addPod({ namespace: "shop", name: "web-2", nodeName: "node-1", labels: { app: "web" } });
    tellStart(cluster.world, second, { sandbox: "c".repeat(64), isNew: true });
    tellEvent(cluster.world, second, "Scheduled");
    const third = world.addPod({ namespace: "shop", name: "web-3", nodeName: "node-2", labels: { app: "web" } });
    tellStart(cluster.world, third, { sandbox: "d".repeat(64), isNew: true });
    await until(() => counted("web-2 kubelet") === 2 && counted("web-2 containerd") === 4);
    await until(() => counted("web-2 events") === 1 && counted("web-3 containerd") === 4);
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    assert.equal(new Set(io.out().split("\n")).size, io.out().split("\n").length);
    assert.equal(counted("web-1 kubelet"), 2);
    assert.equal(counted("web-1 containerd"), 6);
    assert.equal(counted("web-3 kubelet"), 1);
    assert.doesNotMatch(io.err(), /error|gap/);
  });

  test("N6 -f of what is finished ends by itself, with what the node said last", async () => {
    await using cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "job-1", nodeName: "node-1", restartPolicy: "Never" });
    pod.container().writeLine("done");
    tellStart(cluster.world, pod, { isNew: true });
    pod.finish();
    const { code, out } = await run(cluster, ["job-1", ...both, "-f", "-o", "json", "--tail", "-1"]);
    assert.equal(code, 0);
    assert.equal(saidBy(out).get("job-1 kubelet")?.length, 1);
    assert.equal(saidBy(out).get("job-1 containerd")?.length, 4);
    assert.deepEqual(saidBy(out).get("job-1 main"), ["done"]);
  });

  test("N6 -f of a pod that has no node yet: the node's lines come when it has one", async () => {
    await using cluster = await start();
    const { world } = cluster;
    const pod = world.addPod({ namespace: "shop", name: "web-1", nodeName: null });
    const io = recordingIo();
    const words = ["web-1", ...both, "-f", "-o", "json"];
    const ended = main(["logs", "--kubeconfig", cluster.kubeconfig("admin", { namespace: "shop" }), ...words], io);
    await until(() => cluster.requests.some(({ path }) => path.endsWith("/events")));
    pod.nodeName = "node-2";
    pod.start();
    pod.publish();
    tellStart(cluster.world, pod, { isNew: true });
    await until(() => (saidBy(io.out()).get("web-1 containerd")?.length ?? 0) === 4);
    io.signal("SIGINT");
    assert.equal(await ended, 130);
  });

  test("N6 -f of a pod whose node cannot be reached at first: told once for its services, whose lines come when it answers", async () => {
    await using cluster = await start();
    const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" });
    const kubelet = cluster.world.kubelet("node-1");
    kubelet.state = "refused";
    const io = recordingIo();
    const words = ["web-1", "--with-node", "kubelet,containerd", "-f", "-o", "json"];
    const ended = main(["logs", "--kubeconfig", cluster.kubeconfig("admin", { namespace: "shop" }), ...words], io);
    await until(() => io.err().includes("it is asked again until it answers"));
    tellStart(cluster.world, pod, { isNew: true });
    kubelet.state = "up";
    const counted = (key: string): number => saidBy(io.out()).get(key)?.length ?? 0;
    await until(() => counted("web-1 containerd") === 4 && counted("web-1 kubelet") === 1);
    pod.container().restart();
    tellStart(cluster.world, pod);
    await until(() => counted("web-1 containerd") === 6);
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    assert.equal(new Set(io.out().split("\n")).size, io.out().split("\n").length);
    assert.equal(io.err().match(/asked again until it answers/g)?.length, 1, io.err());
  });

  test("N6 what cannot be meant is a mistake in the command line", async () => {
    await using cluster = await start();
    const rows: readonly (readonly [words: readonly string[], told: RegExp])[] = [
      [["web-1", "--with-node", "a b"], /--with-node "a b" is no name of a service/],
      [["web-1", "--with-node", "kubelet", "--diff", "previous"], /--with-node and --diff cannot go together/],
      [["--stdin", "--with-events"], /--with-events and saved logs .* cannot go together/],
      [["web-1", "--with-node"], /--with-node/],
    ];
    for (const [words, told] of rows) {
      const { code, err } = await run(cluster, words);
      assert.equal(code, 2, words.join(" "));
      assert.match(err, told);
    }
  });
});
