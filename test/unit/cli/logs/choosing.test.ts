import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseTargets } from "../../../../src/cli/logs/choose-targets.ts";
import { listTargets } from "../../../../src/cli/logs/dry-run.ts";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import { recordingIo } from "../../../support/recording-io.ts";
import { podObject } from "../../../support/pod-objects.ts";
import { RecordedNotices } from "../../../support/recorded-notices.ts";
import { targetOf } from "../../../support/targets.ts";

const signal = new AbortController().signal;
const targets = ["web-1", "web-2", "db-0", "db-1"].map((name) => targetOf(name, "main"));

const answers: readonly (readonly [typed: readonly string[], names: readonly string[]])[] = [
  [[""], ["web-1", "web-2", "db-0", "db-1"]],
  [["2"], ["web-2"]],
  [["1,3-4"], ["web-1", "db-0", "db-1"]],
  [[" 4 1 "], ["web-1", "db-1"]],
  [
    ["db-", ""],
    ["db-0", "db-1"],
  ],
  [["db-", "2"], ["db-1"]],
  [["main 1", "web", ""], ["web-1"]],
  [["db-", "*", "1"], ["web-1"]],
  [["db-", "web", "1"], ["db-0"]],
];

for (const [typed, names] of answers) {
  test(`L1 --prompt: the answers ${JSON.stringify(typed)} choose ${names.join(", ")}`, async () => {
    const io = recordingIo({ typed });
    const chosen = await chooseTargets(targets, io, signal);
    assert.deepEqual(
      chosen.map(({ pod }) => pod.name),
      names,
    );
    assert.match(io.err(), /^1 {2}shop\/web-1\/main\n2 {2}shop\/web-2\/main\n/);
  });
}

test("L1 --prompt: the question fits into a terminal of 80 columns, with room for an answer", async () => {
  const many = Array.from({ length: 100 }, () => targets).flat();
  const io = recordingIo({ typed: [""] });
  await chooseTargets(many, io, signal);
  const question = io.err().split("\n").at(-1) ?? "";
  assert.match(question, /^Numbers .* Enter for these \d{3}: $/);
  assert.ok(question.length <= 75, question);
});

test("L1 --prompt: asks again after an answer that means nothing, and gives up after three", async () => {
  const chosen = await chooseTargets(targets, recordingIo({ typed: ["7", "3"] }), signal);
  assert.deepEqual(
    chosen.map(({ pod }) => pod.name),
    ["db-0"],
  );
  await assert.rejects(chooseTargets(targets, recordingIo({ typed: ["7", "x", "8-9"] }), signal), (error) =>
    hasCode(error, "KT_USAGE"),
  );
});

test("L1 --prompt: without a terminal it is a usage error", async () => {
  await assert.rejects(chooseTargets(targets, recordingIo(), signal), (error) => hasCode(error, "KT_USAGE"));
});

test("L1 --dry-run: lists what matched, its state and why", async () => {
  const pod = {
    metadata: { name: "web-1" },
    spec: { nodeName: "node-1", containers: [{ name: "main" }] },
    status: {
      containerStatuses: [{ name: "main", restartCount: 3, state: { waiting: { reason: "CrashLoopBackOff" } } }],
    },
  };
  const some = [targetOf("web-1", "main", pod), targetOf("database-0", "postgres")];
  const table = recordingIo();
  const notices = new RecordedNotices();
  await listTargets(some, "text", { io: table, notices });
  assert.equal(
    table.out(),
    [
      "NAMESPACE   POD          CONTAINER   KIND      STATE                        WHY",
      "shop        web-1        main        regular   waiting (CrashLoopBackOff)   named web-1",
      "shop        database-0   postgres    regular   unknown                      named database-0",
      "",
    ].join("\n"),
  );
  const json = recordingIo();
  await listTargets(some, "json", { io: json, notices });
  const [first = "", second = "", end, ...more] = json.out().split("\n");
  const common = { context: "test", namespace: "shop", kind: "regular" };
  assert.deepEqual(JSON.parse(first), {
    ...{ ...common, pod: "web-1", container: "main", node: "node-1" },
    ...{ state: "waiting (CrashLoopBackOff)", why: "named web-1" },
  });
  assert.deepEqual(JSON.parse(second), {
    ...{ ...common, pod: "database-0", container: "postgres" },
    ...{ state: "unknown", why: "named database-0" },
  });
  assert.deepEqual([end, more], ["", []]);
});

test("L1 --dry-run: a pod without a node is pending, and the scheduler's reason is told once", async () => {
  const message = "0/3 nodes are available: 3 Insufficient cpu.";
  const conditions = [{ type: "PodScheduled", status: "False" as const, reason: "Unschedulable", message }];
  const pod = podObject("web-1", { node: null, phase: "Pending", conditions });
  const io = recordingIo();
  const notices = new RecordedNotices();
  await listTargets([targetOf("web-1", "main", pod)], "text", { io, notices });
  assert.match(io.out(), /web-1 +main +regular +Pending \(Unschedulable\) +named web-1\n$/);
  assert.deepEqual(notices.lines, [`info shop/web-1: ${message}`]);
});

test("L1 --dry-run: on a terminal the last column is broken between words", async () => {
  const why = "pod of replicaset/web-6f4846f455 of deployment/web";
  for (const columns of [80, 60]) {
    const io = recordingIo({ isTerminal: true, columns });
    const target = { ...targetOf("web-1", "main"), why };
    await listTargets([target], "text", { io, notices: new RecordedNotices() });
    const lines = io.out().trimEnd().split("\n");
    assert.ok(lines.length > 2 && lines.every((line) => line.length <= columns), io.out());
    assert.ok(io.out().replace(/\s+/g, " ").includes(why));
  }
});
