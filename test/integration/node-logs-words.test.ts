import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { LogFile } from "../../src/demo/server/logs/log-file.ts";
import { runNodeLogs, startWithJournals, writeJournal } from "../support/node-logs-run.ts";

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
