import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { whyUntroubled } from "../../support/cluster-kit.ts";
import type { E2eCluster } from "../../support/e2e-cluster.ts";
import { runExecutable, startExecutable } from "../../support/executable.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";

suite("endurance: logs of nodes that are away for a while", { skip: whyUntroubled(), timeout: 600_000 }, () => {
  let cluster: E2eCluster;

  before(async () => {
    cluster = await openE2eCluster();
  });
  after(() => cluster[Symbol.asyncDispose]());

  const asked = ["node-1", "node-2", "--query", "kubelet", "--request-timeout", "5s"];

  /** The lines of a node in an output with `-o json`, the last one only when it is whole. */
  function linesOf(out: string, wanted: string): readonly string[] {
    const whole = out.slice(0, out.lastIndexOf("\n") + 1).split("\n");
    const entries = whole.filter(Boolean).map((line) => JSON.parse(line) as Readonly<Record<string, string>>);
    return entries.flatMap(({ node, timestamp, message }) => (node === wanted ? `${timestamp} ${message}` : []));
  }

  const ways = [
    ["whose kubelet is stopped", "kubelet", /cannot reach the kubelet of node "node-2"/],
    ["that is cut off", "link", /no answer within 5 s|cannot reach the kubelet of node "node-2"/],
  ] as const;
  for (const [title, what, told] of ways) {
    test(`N4 a node ${title} is named, with exit code 3, and the others' logs come; a follow goes on when it is back, every line once`, async () => {
      await using troubles = await cluster.trouble();
      const words = ["node-logs", "--kubeconfig", cluster.kubeconfig, ...asked, "-o", "json"];
      const running = startExecutable([...words, "-f", "--tail", "10"], { timeoutMs: 500_000 });
      await running.until((out) => linesOf(out, "node-1").length + linesOf(out, "node-2").length >= 10);
      {
        await using broken = await troubles.breakNode("node-2", what);
        const { exitCode, out, err } = await runExecutable([...words, "--tail", "5"]);
        assert.equal(exitCode, 3, err);
        assert.match(err, /error: node-2\/kubelet: /);
        assert.match(err, told);
        assert.equal(linesOf(out, "node-1").length, 5);
        await running.until((_, said) => /node-2\/kubelet: .*it is asked again until it answers/.test(said));
        assert.ok(broken !== undefined);
      }
      await running.until((_, said) => said.includes("node-2/kubelet: the node answers again"));
      running.child.kill("SIGINT");
      const { out, err } = await running.finished;
      assert.doesNotMatch(err, /gap/);
      const followed = linesOf(out, "node-2");
      const [since = "", until = ""] = [followed[0], followed.at(-1)].map((line) => line?.split(" ", 1)[0]);
      if (since === "") return;
      const read = await runExecutable([...words, "--since", since, "--until", until]);
      // At the very first moment there may be lines before the last ten.
      const expected = linesOf(read.out, "node-2");
      assert.deepEqual(followed, expected.slice(-followed.length));
    });
  }
});
