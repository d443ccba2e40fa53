import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { startWithJournals, writeJournal } from "../support/node-logs-run.ts";
import { recordingIo } from "../support/recording-io.ts";

suite("the start of a follow of nodes", { timeout: 60_000 }, () => {
  test("N4 -f of a node that cannot be reached at first: told once, and what was written since comes when it answers", async () => {
    await using cluster = await startWithJournals();
    writeJournal(cluster, "node-1", 3);
    writeJournal(cluster, "node-2", 30);
    for (const node of ["node-1", "node-2"]) writeJournal(cluster, node, 3, "containerd");
    const kubelet = cluster.world.kubelet("node-2");
    kubelet.state = "refused";
    const io = recordingIo();
    const words = ["node-logs", "--kubeconfig", cluster.kubeconfig(), "node-1", "node-2", "-Q", "kubelet,containerd"];
    const ended = main([...words, "-f", "-o", "json"], io);
    const told = async (text: string): Promise<void> => {
      while (!io.err().includes(text) && !io.out().includes(text)) await new Promise((go) => setTimeout(go, 20));
    };
    await told("until it answers");
    await told('"line 3"');
    for (let line = 1; line <= 100; line++) kubelet.journal.write("kubelet", `meanwhile ${line}`);
    kubelet.journal.write("containerd", "meanwhile of containerd");
    kubelet.state = "up";
    await told("the node answers again");
    await told("meanwhile of containerd");
    kubelet.journal.write("kubelet", "then");
    await told('"then"');
    io.signal("SIGINT");
    assert.equal(await ended, 130);
    const entries = io.out().split("\n").filter(Boolean);
    const messages = entries.flatMap((line) => {
      const { node, service, message } = JSON.parse(line) as Readonly<Record<string, string>>;
      return node === "node-2" && service === "kubelet" ? [message] : [];
    });
    const meanwhile = Array.from({ length: 100 }, (_, index) => `meanwhile ${index + 1}`);
    assert.deepEqual(
      messages.filter((message) => !message?.startsWith("line ")),
      [...meanwhile, "then"],
    );
    assert.ok(!messages.includes("line 1"), "of what was before only the end may come");
    assert.equal(io.err().match(/until it answers/g)?.length, 1, io.err());
    assert.equal(io.err().match(/answers again/g)?.length, 1, io.err());
    assert.doesNotMatch(io.err(), /kt: (?:error|gap)/);
  });

  test("N4 -f: what a node refuses for good ends that service at once, and its others go on", async () => {
    await using cluster = await startWithJournals();
    writeJournal(cluster, "node-1", 2);
    const io = recordingIo();
    const words = ["node-logs", "--kubeconfig", cluster.kubeconfig(), "node-1", "-Q", "kubelet,nosuch", "-f"];
    const ended = main(words, io);
    while (!io.err().includes("no service") || !io.out().includes("line 2")) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    io.signal("SIGINT");
    await ended;
    assert.match(io.err(), /error: node-1\/nosuch: node "node-1" has no service "nosuch"/);
    assert.doesNotMatch(io.err(), /until it answers/);
  });
});
