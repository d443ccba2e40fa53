import { usualRules } from "../../src/demo/server/access/user.ts";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { Container } from "../../src/demo/server/world/container.ts";
import type { World } from "../../src/demo/server/world/world.ts";
import type { ContractCluster } from "./contract-cluster.ts";
import { PlainClient } from "./plain-client.ts";

const namespace = "contract";

/** Starts a fake cluster for the contract tests. */
export async function startFakeContract(): Promise<ContractCluster> {
  const cluster = await startFakeCluster({
    users: [
      { name: "reader", rules: usualRules.podsAndLogs(namespace) },
      { name: "getter", rules: usualRules.logsWithoutList(namespace) },
    ],
  });
  const { world } = cluster;
  fill(world);
  return {
    client: PlainClient.fromKubeconfig(cluster.kubeconfig()),
    namespace,
    label: async (podName, key, value) => world.pod(namespace, podName).label(key, value),
    addPod: async (name) => add(world, name).writeLine("hello"),
    removePod: async (name) => world.pod(namespace, name).delete(),
    [Symbol.asyncDispose]: () => cluster.close(),
  };
}

function fill(world: World): void {
  const numbered = add(world, "numbered");
  for (let line = 1; line <= 20; line += 1) numbered.writeLine(`line ${line}`);

  const finished = world.addPod({ namespace, name: "finished", labels: labelsOf("finished"), restartPolicy: "Never" });
  finished.container().write("one\ntwo\nend");
  finished.finish();

  const two = world.addPod({ namespace, name: "two", labels: labelsOf("two"), containers: ["first", "second"] });
  for (const name of ["first", "second"]) two.container(name).writeLine(name);

  const parts = { initContainers: ["setup"], sidecars: ["side"], containers: ["main"] };
  const mixed = world.addPod({ namespace, name: "mixed", labels: labelsOf("mixed"), ...parts });
  for (const name of ["setup", "side", "main"]) mixed.container(name).writeLine(name);

  const crashing = add(world, "crashing");
  crashing.writeLine("run");
  crashing.restart();
  crashing.writeLine("run");
  crashing.exit({ exitCode: 1 });
  crashing.wait("CrashLoopBackOff");

  const long = add(world, "long");
  long.writeLine("x".repeat(40_000));
  long.writeLine("after");
  add(world, "silent");

  const kubelet = world.kubelet("node-1");
  kubelet.hasLogQuery = true;
  for (let line = 1; line <= 20; line += 1) kubelet.journal.write("kubelet", `line ${line}`);

  const noimage = world.addPod({ namespace, name: "noimage", labels: labelsOf("noimage"), isStarted: false });
  noimage.container().wait("ErrImageNeverPull");
  world.addPod({ namespace, name: "pending", labels: labelsOf("pending"), nodeName: null });
}

function add(world: World, name: string): Container {
  return world.addPod({ namespace, name, labels: labelsOf(name) }).container();
}

function labelsOf(name: string): Readonly<Record<string, string>> {
  return { app: "contract", name };
}
