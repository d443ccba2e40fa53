import assert from "node:assert/strict";
import { test } from "node:test";
import { runNodeLogs, startWithJournals, writeJournal } from "../support/node-logs-run.ts";

test("N3 L22 --tail-each, --diff, --count-by and --patterns as with logs", async () => {
  await using cluster = await startWithJournals();
  for (const node of ["node-1", "node-2"]) writeJournal(cluster, node, 30);
  const both = ["node-1", "node-2", "--query", "kubelet"];
  const each = await runNodeLogs(cluster, ...both, "--tail-each", "2");
  assert.deepEqual(each, {
    code: 0,
    out: "node-1 | line 29\nnode-2 | line 29\nnode-1 | line 30\nnode-2 | line 30\n",
    err: "",
  });
  const { journal } = cluster.world.kubelet("node-2");
  journal.write("kubelet", "something new", { at: "2026-11-21T10:00:00.000Z" });
  const diff = await runNodeLogs(cluster, ...both, "--since", "5s", "--diff", "20s", "-o", "json");
  const changes = diff.out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    changes.filter(({ change }) => change === "new").map(({ example }) => example),
    ["something new"],
  );
  const counts = await runNodeLogs(cluster, ...both, "--tail", "61", "--count-by", "node,service");
  assert.match(counts.out, /node-2 +kubelet +31 /);
  const patterns = await runNodeLogs(cluster, ...both, "--tail", "61", "--patterns");
  assert.match(patterns.out, /\n +60 .* line <num>\n/);
});
