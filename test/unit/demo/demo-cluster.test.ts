import assert from "node:assert/strict";
import { test } from "node:test";
import { startDemoCluster } from "../../../src/demo/demo-cluster.ts";
import type { Pod } from "../../../src/demo/server/world/pod.ts";
import { World } from "../../../src/demo/server/world/world.ts";
import { openShop, operateShop } from "../../../src/demo/shop-operations.ts";
import { letPeopleShop } from "../../../src/demo/shop-traffic.ts";
import { addShop } from "../../../src/demo/shop.ts";
import { Simulation } from "../../../src/demo/simulation.ts";
import { PlainClient } from "../../support/plain-client.ts";

const startMs = Date.parse("2026-11-21T08:00:00Z");

test("P4 demo: the same seed tells the same story however time is cut, another seed another one", () => {
  const story = storyOf(playShop(1, 180_000));
  assert.ok(story.length > 50_000);
  assert.ok(storyOf(playShop(1, 70)) === story);
  assert.ok(storyOf(playShop(2, 180_000)) !== story);
});

test("P4 demo: there are crashes, jobs that are done, rollouts and several forms of lines", () => {
  const world = playShop(1, 180_000);
  const mailer = world.pods("shop", { app: "mailer" })[0]?.container();
  assert.ok((mailer?.restartCount ?? 0) > 5);
  assert.ok(world.pods("batch").some(({ containers }) => containers[0]?.state.terminated?.exitCode === 0));
  assert.ok(world.store.list(world.resource("ReplicaSet"), "shop").length > 4);
  const forms = [
    /F \{"time":/,
    /F ts=\S+ level=warn/,
    /F I1121 08:0/,
    /" 200 \d+ "-"/,
    /F \tat shop\.checkout/,
    /UTC \[4\d\] LOG: {2}/,
  ];
  for (const form of forms) assert.ok(form.test(storyOf(world)), String(form));
});

test("P4 demo: a pod that a rollout replaces is there for a while, with its log, after its containers have ended", () => {
  const ending = [100_000, 140_000, 180_000].flatMap((untilMs) => {
    const pods = playShop(1, 70, untilMs).pods("shop", { app: "web" });
    return pods.filter(({ containers }) => containers.every(({ state }) => state.terminated?.exitCode === 143));
  });
  assert.ok(ending.length > 0);
  for (const pod of ending) assert.match(storyOfPod(pod), /GET \/products/);
});

test("P4 demo: no container's clock runs backwards", () => {
  for (const { containers } of playShop(1, 180_000).pods("shop")) {
    for (const { current } of containers) {
      const times =
        current?.log.current
          .read(0)
          .toString()
          .trimEnd()
          .split("\n")
          .map((line) => Date.parse(line.split(" ")[0] ?? "")) ?? [];
      assert.deepEqual(
        times,
        times.toSorted((left, right) => left - right),
      );
    }
  }
});

test("P4 demo: it goes on by itself", async () => {
  await using demo = await startDemoCluster();
  const client = PlainClient.fromKubeconfig(demo.kubeconfigPath);
  const [pod] = demo.cluster.world.pods("shop", { app: "cart" });
  await using follow = await client.open(`/api/v1/namespaces/shop/pods/${pod?.name}/log?follow=true&tailLines=0`);
  await follow.until(/level=\w+ .*\n.*level=\w+ .*\n/);
});

/** Three minutes of the shop, or as long as is said, in steps of `stepMs`. */
function playShop(seed: number, stepMs: number, untilMs = 180_000): World {
  const simulation = new Simulation(startMs, seed);
  const world = new World({ clock: simulation, seed });
  const shop = addShop(world);
  openShop(simulation, world, shop);
  operateShop(simulation, shop);
  letPeopleShop(simulation, shop);
  for (let atMs = startMs; atMs < startMs + untilMs; atMs += stepMs)
    simulation.advanceTo(Math.min(atMs + stepMs, startMs + untilMs));
  return world;
}

/** All that is in log files. */
function storyOf(world: World): string {
  return world.pods("shop").map(storyOfPod).join("");
}

function storyOfPod({ name, containers }: Pod): string {
  return containers.map(({ current }) => `${name}\n${current?.log.current.read(0).toString()}`).join("");
}
