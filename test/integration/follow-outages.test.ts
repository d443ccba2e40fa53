import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { recordingIo } from "../support/recording-io.ts";

test("L14 -f of many containers of a node that goes away: told once, and once when it is back; every line once", async () => {
  await using cluster = await startFakeCluster();
  const names = Array.from({ length: 8 }, (_, index) => `web-${index + 1}`);
  const pods = names.map((name, index) =>
    cluster.world.addPod({ namespace: "shop", name, nodeName: index === 7 ? "node-2" : "node-1" }),
  );
  const write = (text: string): void => {
    for (const pod of pods) pod.container().writeLine(`${text} of ${pod.name}`);
  };
  write("first");
  const io = recordingIo();
  const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
  const ended = main(["logs", "--kubeconfig", kubeconfig, "web-*", "-f", "-o", "raw"], io);
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const isThere = (text: string): boolean => names.every((name) => io.out().includes(`${text} of ${name}\n`));
  await until(() => isThere("first"));
  const kubelet = cluster.world.kubelet("node-1");
  for (const outage of ["second", "third"]) {
    kubelet.state = "refused";
    for (const open of cluster.openLogs) if (open.nodeName === "node-1") open.end();
    const before = io.err().length;
    await until(() => io.err().slice(before).includes("cannot be read now"));
    write(outage);
    kubelet.state = "up";
    await until(() => isThere(outage));
  }
  io.signal("SIGINT");
  assert.equal(await ended, 130);
  const told = io.err().match(/(?:node|shop)\S* .*(?:cannot be read now|can be read again)/g);
  const again = "node node-1: its containers can be read again";
  const away = "node node-1: its containers cannot be read now";
  assert.deepEqual(told, [away, again, away, again]);
  assert.equal(new Set(io.out().split("\n")).size, 3 * names.length + 1);
  assert.equal(io.out().split("\n").length, 3 * names.length + 1);
});

test("L14 -f of pods that are deleted while their node is away: its next time of trouble is told, too", {
  timeout: 120_000,
}, async () => {
  await using cluster = await startFakeCluster();
  const add = (name: string): void => {
    const pod = cluster.world.addPod({ namespace: "shop", name, nodeName: "node-1" });
    pod.container().writeLine(`first of ${name}`);
  };
  add("web-1");
  const io = recordingIo();
  const kubeconfig = cluster.kubeconfig("admin", { namespace: "shop" });
  const ended = main(["logs", "--kubeconfig", kubeconfig, "web-*", "-f", "-o", "raw"], io);
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const kubelet = cluster.world.kubelet("node-1");
  const told = (): number => io.err().split("node node-1: its containers cannot be read now").length - 1;
  const breakDown = async (): Promise<void> => {
    const before = told();
    kubelet.state = "refused";
    for (const open of cluster.openLogs) open.end();
    await until(() => told() > before);
  };
  await until(() => io.out().includes("first of web-1\n"));
  await breakDown();
  cluster.world.pod("shop", "web-1").delete();
  kubelet.state = "up";
  add("web-2");
  await until(() => io.out().includes("first of web-2\n"));
  await breakDown();
  io.signal("SIGINT");
  await ended;
  assert.equal(told(), 2);
});
