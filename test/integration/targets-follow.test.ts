import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { Deployment } from "../../src/demo/server/world/deployment.ts";
import { addCronJob, addJob, addService, finishJob, runCronJob } from "../../src/demo/server/world/workloads.ts";
import { endAtRandom, watches } from "../support/faults.ts";
import { connectWith, until } from "../support/kube-client.ts";
import { type Resolved, resolveText, textOf } from "../support/target-resolving.ts";

const namespace = "shop";

suite("targets of a follow, on the fake API server", { timeout: 60_000 }, () => {
  test("L6 every pod of four rolling updates joins once, though watches are cut at random bytes", async () => {
    await using cluster = await startFakeCluster();
    const { world } = cluster;
    const deployment = new Deployment(world, { namespace, name: "web", replicas: 3, containers: ["web"] });
    let seed = 1;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    cluster.faults.add(endAtRandom(random, 20_000, "reset", watches));
    await using followed = await follow(cluster, "shop:deploy/web");
    const expected: string[] = [];
    for (let rollout = 0; rollout < 4; rollout++) {
      deployment.roll();
      expected.push(...deployment.pods.map(({ name }) => `shop/${name}/web`));
      await until(() => followed.joined.length === expected.length);
    }
    assert.deepEqual([...followed.joined].sort(), [...expected].sort());
  });

  test("L6 a follow goes on over a restart of the API server, with what came and went meanwhile", async () => {
    await using cluster = await startFakeCluster();
    const { world } = cluster;
    const deployment = new Deployment(world, { namespace, name: "web", replicas: 2, containers: ["web"] });
    await using followed = await follow(cluster, "shop:svc/web shop:deploy/web");
    const [target] = followed.set.initial;
    assert.ok(target);
    addService(world, { namespace, name: "web", selector: { app: "web" } });
    await cluster.restart({ meanwhile: async () => deployment.roll() });
    await until(() => followed.joined.length === 2);
    assert.deepEqual([...followed.joined].sort(), deployment.pods.map(({ name }) => `shop/${name}/web`).sort());
    await until(() => target.pods.current(target.pod) === undefined);
  });

  test("L6 L9 a CronJob's runs join one after the other; a Job's follow ends with the Job", async () => {
    await using cluster = await startFakeCluster();
    const { world } = cluster;
    const template = { containers: ["report"], labels: { app: "report" } };
    const cronJob = addCronJob(world, { namespace, name: "report", ...template });
    const job = addJob(world, { namespace, name: "import", replicas: 2, containers: ["import"] });
    await using runs = await follow(cluster, "shop:cj/report");
    await using once = await follow(cluster, "shop:job/import");
    for (let run = 1; run <= 3; run++) {
      finishJob(world, runCronJob(world, cronJob, template));
      await until(() => runs.joined.length === run);
    }
    assert.equal(once.set.initial.length, 2);
    assert.equal(once.hasEnded(), false);
    finishJob(world, job);
    await until(() => once.hasEnded());
    assert.equal(runs.hasEnded(), false);
  });

  test("L6 where watch is forbidden, new pods join by lists on a timer, and owners are told from the pods", async () => {
    const rules = usualRules.podsAndLogs(namespace).map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => verb !== "watch"),
    }));
    await using cluster = await startFakeCluster({ users: [{ name: "lister", rules }] });
    const deployment = new Deployment(cluster.world, { namespace, name: "web", replicas: 1, containers: ["web"] });
    await using followed = await follow(cluster, "deploy/web", "lister");
    assert.equal(followed.set.initial.length, 1);
    deployment.scale(2);
    await until(() => followed.joined.length === 1);
    assert.equal(followed.joined[0], `shop/${deployment.pods[1]?.name}/web`);
  });

  test("L6 L9 where list is forbidden, a pod named outright is followed to its end", async () => {
    const users = [{ name: "getter", rules: usualRules.logsWithoutList(namespace) }];
    await using cluster = await startFakeCluster({ users });
    const pod = cluster.world.addPod({ namespace, name: "migrate", containers: ["migrate"], restartPolicy: "Never" });
    await using followed = await follow(cluster, "migrate", "getter");
    assert.deepEqual(followed.set.initial.map(textOf), ["shop/migrate/migrate"]);
    pod.addEphemeralContainer("debugger");
    await until(() => followed.joined.length === 1);
    const [target] = followed.set.initial;
    assert.ok(target);
    const seen = target.pods.current(target.pod);
    pod.finish();
    const { signal } = new AbortController();
    assert.equal((await target.pods.changed(target.pod, seen, signal))?.status?.phase, "Succeeded");
    await until(() => followed.hasEnded());
  });
});

/** Follows sources as a user whose namespace is `shop`, until the end of the test. */
async function follow(cluster: FakeCluster, text: string, user = "admin"): Promise<Resolved & AsyncDisposable> {
  const client = await connectWith(cluster.kubeconfig(user, { namespace }));
  const resolved = await resolveText(client, text, { follow: true, pollMs: 50 });
  return {
    ...resolved,
    [Symbol.asyncDispose]: async () => {
      resolved.abort();
      await client.close();
    },
  };
}
