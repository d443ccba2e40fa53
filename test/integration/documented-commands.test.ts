import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { Deployment } from "../../src/demo/server/world/deployment.ts";
import { addJob, addStatefulSet, finishJob } from "../../src/demo/server/world/workloads.ts";
import type { World } from "../../src/demo/server/world/world.ts";
import { shellWords } from "../../src/text/shell-words.ts";
import { recordingIo } from "../support/recording-io.ts";
import { shownCommands } from "../support/shown-commands.ts";

// The commands that the pages for beginners show are run as they stand there, on a cluster that has what they name.

const docs = join(import.meta.dirname, "..", "..", "docs");
const commands = ["faq.md", "examples.md"].flatMap((page) => shownCommands(readFileSync(join(docs, page), "utf8")));
/** What needs files, a terminal or several clusters, or writes: tests of their own run that. */
const isElsewhere = /--(?:file|stdin|prompt|context|observe)\b|-o dir=|^config init/;

suite("commands of docs/faq.md and docs/examples.md", { timeout: 120_000 }, () => {
  let cluster: FakeCluster;

  before(async () => {
    cluster = await startFakeCluster({ nodeNames: ["node-1"] });
    addNamedWorkloads(cluster.world);
  });
  after(() => cluster.close());

  for (const line of new Set(commands.filter((command) => !isElsewhere.test(command) && command !== "logs"))) {
    test(`P3 documents: kubectl kt ${line}`, async () => {
      const isEndless = /(?:^| )(?:-f|--follow)(?: |$)/.test(line) && !line.includes("--exit-on-complete");
      const end = isEndless && !line.includes("--timeout") ? ["--timeout", "500ms"] : [];
      const io = recordingIo({ env: { KUBECONFIG: cluster.kubeconfig("admin", { namespace: "shop" }) } });
      const exitCode = await main([...shellWords(line), ...end, "--no-config"], io);
      const told = `${exitCode}: ${io.err()}${io.out().slice(0, 2000)}`;
      // 4: nothing that is of that time or level, 5: the end that this test sets, 10: a diagnosis that finds something.
      assert.ok([0, 4, 5, 10].includes(exitCode), told);
    });
  }
});

function addNamedWorkloads(world: World): void {
  const namespace = "shop";
  const containers = ["server", "proxy"];
  world.kubelet("node-1").hasLogQuery = true;
  const labels = { app: "web" };
  world.kubelet("node-1").journal.write("kubelet", "Started kubelet");
  // In the middle of a rollout, so that there are two revisions to compare.
  const web = new Deployment(world, { namespace, name: "web", labels, containers, replicas: 2 });
  web.beginRollout();
  web.rollNext();
  const pods = [
    ...world.pods(namespace, labels),
    world.addPod({ namespace, name: "web-1", labels, containers }),
    world.addPod({ namespace, name: "web-a", containers }),
    world.addPod({ namespace, name: "report-1", containers: ["report"] }),
    ...addStatefulSet(world, { namespace, name: "db", containers: ["postgres"] }).pods,
  ];
  for (const pod of pods) {
    for (const container of pod.containers) {
      container.writeLine("starting");
      container.restart();
      container.writeLine('level=error msg="status=502 GET /about timeout, Exception" path=/about trace=1');
      container.writeLine("listening on 8080");
    }
  }
  for (const [name, where] of [
    ["migrate", namespace],
    ["import", namespace],
    ["import", "batch"],
  ] as const) {
    const job = addJob(world, { namespace: where, name, containers: ["main"] });
    job.pods[0]?.container().writeLine("done");
    finishJob(world, job);
  }
}
