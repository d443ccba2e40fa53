import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { LogFile } from "../../src/demo/server/logs/log-file.ts";
import { runNodeLogs, startWithJournals, writeJournal } from "../support/node-logs-run.ts";
import { recordingIo } from "../support/recording-io.ts";
import { runTimeline, startWithTimelines } from "../support/timeline-run.ts";

suite("names that are near", { timeout: 60_000 }, () => {
  const rows: readonly (readonly [words: string, told: RegExp])[] = [
    [
      "nod-1 --query kubelet",
      /error: nod-1\/kubelet: node "nod-1" does not exist\n {2}hint: Did you mean node-1 or node-2 or node-3\? kubectl kt node-logs node-1 --query kubelet\b/,
    ],
    ["nod-1 --query /syslog", /hint: Did you mean .*\? kubectl kt node-logs node-1 --query \/syslog\b/],
    [
      "nod-1 --list",
      /error: nod-1: node "nod-1" does not exist\n {2}hint: Did you mean .*\? kubectl kt node-logs node-1 --list\b/,
    ],
    ["gpu --query kubelet", /hint: There are: node-1, node-2, node-3\n/],
    [
      "node-1 --query kubelt",
      /no service "kubelt" in its journal\n {2}hint: Did you mean kubelet\? kubectl kt node-logs node-1 --query kubelet\b/,
    ],
    ["node-1 --query dpkg", /hint: Did you mean \/dpkg\.log\? kubectl kt node-logs node-1 --query \/dpkg\.log\b/],
    [
      "node-1 --query kernel",
      /no service "kernel" in its journal\n {2}hint: Did you mean \/syslog\? kubectl kt node-logs node-1 --query \/syslog\b/,
    ],
    ["node-1 --query crioo", /no service "crioo" in its journal\n {2}hint: kubectl kt node-logs node-1 --list/],
    [
      "node-1 --query /sislog",
      /has no file \/var\/log\/sislog\n {2}hint: Did you mean \/syslog\? .* --query \/syslog\b/,
    ],
  ];
  for (const [words, told] of rows) {
    test(`L31 N4 node-logs ${words}: what there is instead is told`, async () => {
      await using cluster = await startWithJournals();
      const kubelet = cluster.world.kubelet("node-1");
      kubelet.journal.write("kubelet", "line 1");
      for (const name of ["syslog", "dpkg.log"]) kubelet.files.set(name, new LogFile(name));
      for (const follow of words.includes("--list") ? [[]] : [[], ["-f"]]) {
        const { code, err } = await runNodeLogs(cluster, ...words.split(" "), ...follow);
        assert.equal(code, 1);
        assert.match(err, told);
      }
    });
  }

  test("L31 N4 node-logs --query dmesg: that kubelets do not give it, where no file has it", async () => {
    await using cluster = await startWithJournals();
    cluster.world.kubelet("node-1").journal.write("kubelet", "line 1");
    const { code, err } = await runNodeLogs(cluster, "node-1", "--query", "dmesg");
    assert.equal(code, 1);
    assert.match(
      err,
      /no service "dmesg" in its journal\n {2}hint: a kubelet gives .* journalctl -k; .* node-1 --list/,
    );
  });

  for (const words of ["--since 5m", "--tail 5", "--since 5m --tail 5", "--pattern line", "--boot 0"]) {
    test(`N4 -Q elet ${words}: that the journal has nothing of such a service is told, and not of one that is silent`, async () => {
      await using cluster = await startWithJournals();
      writeJournal(cluster, "node-1", 3);
      const told = /warning: node-1\/elet: the journal has no entries of a service of this name/;
      const { err } = await runNodeLogs(cluster, "node-1", "-Q", "elet", ...words.split(" "));
      assert.match(err, told);
      const silent = words.replace("5m", "1ms").replace("line", "nosuch").split(" ");
      const { err: ofSilent } = await runNodeLogs(cluster, "node-1", "-Q", "kubelet", ...silent);
      assert.doesNotMatch(ofSilent, told);
    });
  }

  test("N4 -Q elet: whether a service has ever written is asked for by its last line, not by all of its journal", async () => {
    await using cluster = await startWithJournals();
    writeJournal(cluster, "node-1", 3);
    for (const service of ["elet", "kubelet"])
      await runNodeLogs(cluster, "node-1", "-Q", service, "--pattern", "nosuch", "--tail", "5");
    const queries = cluster.requests.filter(({ path, query }) => path.includes("/proxy/logs") && query.has("query"));
    assert.ok(queries.length > 2);
    for (const { query } of queries) assert.ok(query.has("tailLines") || query.has("pattern"), query.toString());
  });

  const elsewhere: readonly (readonly [title: string, words: readonly string[]])[] = [
    ["a follow", ["node-logs", "node-1", "-Q", "elet", "-f", "--since", "5m"]],
    ["a timeline", ["logs", "web-1", "--with-node", "elet"]],
    ["a timeline that goes on", ["logs", "web-1", "--with-node", "elet", "-f"]],
  ];
  for (const [title, words] of elsewhere) {
    test(`N4 N6 ${title}: a name that is only a part of one is told`, async () => {
      await using cluster = await startWithTimelines();
      cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" }).container().writeLine("mine");
      const io = recordingIo();
      const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
      const ended = main([...words, "--kubeconfig", kubeconfig], io);
      const told = "warning: node-1/elet: the journal has no entries of a service of this name";
      let isOver = false;
      void ended.then(() => (isOver = true));
      while (!isOver && !io.err().includes(told)) await new Promise((resolve) => setTimeout(resolve, 20));
      io.signal("SIGINT");
      await ended;
      assert.ok(io.err().includes(told), io.err());
    });
  }

  test("L31 N6 --with-node kubelt: the warning names the service that is meant", async () => {
    await using cluster = await startWithTimelines();
    cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" }).container().writeLine("mine");
    const { code, err } = await runTimeline(cluster, ["web-1", "--with-node", "kubelt"]);
    assert.equal(code, 0);
    assert.match(
      err,
      /warning: node "node-1" has no service "kubelt" .*\n {2}hint: Did you mean kubelet\? --with-node kubelet/,
    );
  });
});

suite("files in timelines", { timeout: 60_000 }, () => {
  test("L31 N6 --with-node kernel: a file that has it is told with the command that reads it", async () => {
    await using cluster = await startWithTimelines();
    cluster.world.addPod({ namespace: "shop", name: "web-1", nodeName: "node-1" }).container().writeLine("mine");
    cluster.world.kubelet("node-1").files.set("kern.log", new LogFile("kern.log"));
    const { err } = await runTimeline(cluster, ["web-1", "--with-node", "kernel"]);
    assert.match(err, /hint: Did you mean \/kern\.log\? kubectl kt node-logs node-1 --query \/kern\.log\b/);
    assert.doesNotMatch(err, /--with-node \//);
  });
});

suite("words of other tools", { timeout: 60_000 }, () => {
  const sameWords: readonly (readonly [peer: string, own: string])[] = [
    ["-u kubelet.service --tail-lines 2", "--query kubelet --tail 2"],
    ["--unit=kubelet -Qcontainerd --raw", "--query kubelet,containerd -o raw"],
    [
      "--path journal --unit kubelet --unify --until-time 2026-11-21T09:59:58Z",
      "--query kubelet --until 2026-11-21T09:59:58Z",
    ],
    ["--path=syslog", "--query /syslog"],
    ["--path=/", "--list"],
  ];
  for (const [peer, own] of sameWords) {
    test(`N2 ${peer} of other tools is the same as ${own}`, async () => {
      await using cluster = await startWithJournals();
      for (const service of ["kubelet", "containerd"]) writeJournal(cluster, "node-1", 4, service);
      const syslog = new LogFile("syslog");
      syslog.append(Buffer.from("one\ntwo\n"));
      cluster.world.kubelet("node-1").files.set("syslog", syslog);
      const expected = await runNodeLogs(cluster, "node-1", ...own.split(" "));
      assert.deepEqual([expected.code, expected.err], [0, ""]);
      assert.notEqual(expected.out, "");
      assert.deepEqual(await runNodeLogs(cluster, "node-1", ...peer.split(" ")), expected);
    });
  }

  const otherWords: readonly (readonly [words: string, told: RegExp])[] = [
    ["-u kubelet --unify=false", /--unify=false: .*\n {2}hint: -o dir=/],
    ["-u kubelet -o cat", /format of journalctl\n {2}hint: -o raw/],
    ["-u kubelet -o short-unix", /hint: --timestamps=unix/],
    ["-u kubelet --priority err", /unknown option --priority\n {2}hint: did you mean --level\?/],
    ["-u kubelet --case-sensitive=false", /hint: did you mean --ignore-case\?/],
    ["-u kubelet --diff previous", /--diff previous: services of nodes have neither instances nor rollouts/],
    ["-u kubelet -p x", /hint: did you mean --pattern\?/],
    ["-u kubelet --path=/", /--list and --query kubelet cannot go together/],
  ];
  for (const [words, told] of otherWords) {
    test(`N2 ${words} of other tools is a mistake, with what comes nearest`, async () => {
      await using cluster = await startWithJournals();
      const { code, err } = await runNodeLogs(cluster, "node-1", ...words.split(" "));
      assert.equal(code, 2);
      assert.match(err, told);
    });
  }

  test("N1 names of nodes may be joined by commas", async () => {
    await using cluster = await startWithJournals();
    for (const node of ["node-1", "node-2"]) writeJournal(cluster, node, 2);
    const words = ["-Q", "kubelet", "--tail", "2"];
    const apart = await runNodeLogs(cluster, "node-1", "node-2", ...words);
    assert.deepEqual([apart.code, apart.err], [0, ""]);
    assert.deepEqual(await runNodeLogs(cluster, "node-1,node-2", ...words), apart);
  });

  test("N1 a service that stands behind the node is told with what to type", async () => {
    await using cluster = await startWithJournals();
    const { code, err } = await runNodeLogs(cluster, "node-1", "kubelet");
    assert.equal(code, 2);
    assert.match(err, /hint: kubectl kt node-logs node-1 -Q kubelet\b/);
  });
});
