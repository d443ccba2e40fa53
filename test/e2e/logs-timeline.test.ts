import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { type Finished, runExecutable, startExecutable } from "../support/executable.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";

/** An entry of a timeline as `-o json` prints it. */
interface TimelineEntry {
  readonly timestamp: string;
  readonly node?: string;
  readonly pod: string;
  readonly container?: string;
  readonly service?: string;
  readonly message: string;
}

const restarts = 2;

suite("a crash-looping pod, its node and its events in one timeline", { timeout: 320_000 }, () => {
  let cluster: E2eCluster;

  before(async () => {
    cluster = await openE2eCluster();
    await cluster.addCrashLoop("loop", restarts);
  });
  after(() => cluster[Symbol.asyncDispose]());

  async function read(words: readonly string[], kubeconfig = cluster.kubeconfig): Promise<Finished> {
    return await runExecutable(["logs", "--kubeconfig", kubeconfig, "-n", cluster.namespace, "loop", ...words]);
  }

  function entriesOf(out: string): readonly TimelineEntry[] {
    return out
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as TimelineEntry);
  }

  const whole = ["--with-node", "kubelet,containerd", "--with-events"];

  test("N6 every start of every instance is there, with what the kubelet says about the pod, in the order of time", async () => {
    const { exitCode, out, err } = await read([...whole, "-o", "json"]);
    assert.equal(exitCode, 0, err);
    const entries = entriesOf(out);
    // A journal is in the order in which it got its entries, not always that of their times.
    for (const [place, { timestamp }] of entries.entries()) {
      const earlier = entries[place - 1]?.timestamp ?? timestamp;
      assert.ok(Date.parse(timestamp) >= Date.parse(earlier) - 50, `${timestamp} behind ${earlier}`);
    }
    for (const { pod, node } of entries) assert.deepEqual([pod, node], ["loop", "node-1"]);
    const saidBy = (name: string): readonly string[] =>
      entries.filter(({ container, service }) => (container ?? service) === name).map(({ message }) => message);
    assert.ok(saidBy("main").includes("starting"));
    const ids = saidBy("containerd").map((text) => /returns container id \W*([0-9a-f]{64})/.exec(text)?.[1]);
    const known = new Set(ids.filter((id) => id !== undefined));
    assert.ok(known.size > restarts, `${known.size} containers`);
    for (const id of known) {
      assert.ok(
        saidBy("containerd").some((text) => text.includes("StartContainer for") && text.includes(id)),
        id,
      );
    }
    assert.ok(saidBy("kubelet").some((text) => text.includes(`pod="${cluster.namespace}/loop"`)));
    assert.ok(saidBy("events").some((text) => text.startsWith("[Warning] BackOff: ")));
    assert.ok(saidBy("events").some((text) => text.startsWith("[Normal] Started: ")));
  });

  test("N6 nothing is said about other pods of the node", async () => {
    const { out } = await read([...whole, "-o", "json"]);
    const entries = entriesOf(out);
    const uids = entries.flatMap(({ message }) => /podUID="([^"]+)"/.exec(message)?.[1] ?? []);
    assert.equal(new Set(uids).size, 1);
    for (const { message } of entries) assert.doesNotMatch(message, /pod="(?!\S*\/loop")\S+\//);
  });

  test("N6 -f has the same lines as a read, each once, and those that come", async () => {
    const running = startExecutable([
      ...["logs", "--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "loop"],
      ...[...whole, "-f", "--tail=-1", "-o", "json"],
    ]);
    await running.until((out) =>
      entriesOf(out.slice(0, out.lastIndexOf("\n") + 1)).some(({ service }) => service === "kubelet"),
    );
    const { out } = await read([...whole, "--until", "1s", "-o", "json"]);
    const ofNode = (text: string): readonly string[] => {
      const entries = entriesOf(text.slice(0, text.lastIndexOf("\n") + 1));
      return entries.flatMap(({ timestamp, service, message }) =>
        service === undefined || service === "events" ? [] : `${timestamp} ${service} ${message}`,
      );
    };
    const wanted = ofNode(out);
    await running.until((followed) => {
      const seen = new Set(ofNode(followed));
      return wanted.every((line) => seen.has(line));
    });
    running.child.kill("SIGINT");
    const followed = ofNode((await running.finished).out);
    assert.equal(new Set(followed).size, followed.length);
  });

  test("N6 a user who may read pods and their logs gets these, and a warning for each right that is missing", async () => {
    const kubeconfig = await cluster.userKubeconfig("podsAndLogs", [cluster.namespace]);
    const { exitCode, out, err } = await read([...whole, "-o", "raw"], kubeconfig);
    assert.equal(exitCode, 0, err);
    assert.match(out, /^(?:starting\n|panic: no database\n)+$/);
    assert.match(
      err,
      /warning: .*has no right to get nodes\/proxy in the whole cluster \(403\): the timeline is without it/,
    );
    assert.match(
      err,
      /warning: .*has no right to list events in namespace "[^"]*" \(403\): the timeline is without it/,
    );
  });
});
