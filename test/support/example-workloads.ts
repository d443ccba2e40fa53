import type { Container } from "../../src/demo/server/world/container.ts";
import { Deployment } from "../../src/demo/server/world/deployment.ts";
import {
  addCronJob,
  addDaemonSet,
  addJob,
  addService,
  addStatefulSet,
  finishJob,
  runCronJob,
} from "../../src/demo/server/world/workloads.ts";
import type { World } from "../../src/demo/server/world/world.ts";

/**
 * The example workloads of the cluster kit (its `manifests/examples.yaml`), by the same names: one of each kind whose logs
 * are worth reading. Those that run on write a line now and then.
 * @returns what ends the writing.
 */
export function addExampleWorkloads(world: World): () => void {
  const running = [...addShop(world), ...addOdd(world)];
  addBatch(world);
  const sequences = new Map<Container, number>();
  const writeAll = (): void => {
    for (const { id, container } of running) {
      const sequence = (sequences.get(container) ?? 0) + 1;
      sequences.set(container, sequence);
      container.writeLine(lineOf(id, sequence), { stream: sequence % 10 === 0 ? "stderr" : "stdout" });
    }
  };
  for (let line = 0; line < 30; line++) writeAll();
  const timer = setInterval(writeAll, 500);
  return () => clearInterval(timer);
}

/** A container that goes on writing, and the name in its lines. */
interface RunningContainer {
  readonly id: string;
  readonly container: Container;
}

function addShop(world: World): readonly RunningContainer[] {
  const namespace = "shop";
  const web = new Deployment(world, {
    namespace,
    name: "web",
    replicas: 3,
    containers: ["web"],
    labels: { app: "web" },
  });
  const api = new Deployment(world, {
    namespace,
    name: "api",
    replicas: 2,
    containers: ["server", "proxy"],
    labels: { app: "api" },
  });
  const db = addStatefulSet(world, { namespace, name: "db", replicas: 2, containers: ["db"], labels: { app: "db" } });
  const collector = addDaemonSet(world, { namespace, name: "collector", containers: ["collector"] });
  addService(world, { namespace, name: "web", selector: { app: "web" } });
  addService(world, { namespace, name: "db", selector: { app: "db" } });
  const pods = [...web.pods, ...api.pods, ...db.pods, ...collector.pods];
  return pods.flatMap((pod) => pod.containers.map((container) => ({ id: pod.name, container })));
}

function addBatch(world: World): void {
  const namespace = "batch";
  const job = addJob(world, { namespace, name: "import", replicas: 3, containers: ["import"] });
  for (const pod of job.pods) {
    for (let sequence = 1; sequence <= 100; sequence++) pod.container("import").writeLine(lineOf(pod.name, sequence));
  }
  finishJob(world, job);
  const broken = addJob(world, { namespace, name: "broken", replicas: 2, containers: ["broken"] });
  for (const pod of broken.pods) {
    pod.container("broken").writeLine("starting");
    pod.container("broken").writeLine("panic: no such table: users", { stream: "stderr" });
  }
  finishJob(world, broken, 3);
  const template = { containers: ["report"], labels: { app: "report" } };
  const report = runCronJob(world, addCronJob(world, { namespace, name: "report", ...template }), template);
  for (const pod of report.pods) {
    for (let sequence = 1; sequence <= 40; sequence++) pod.container("report").writeLine(lineOf(pod.name, sequence));
  }
  finishJob(world, report);
}

function addOdd(world: World): readonly RunningContainer[] {
  const namespace = "odd";
  const mixed = world.addPod({
    namespace,
    name: "mixed",
    initContainers: ["setup"],
    sidecars: ["sidecar"],
    containers: ["main"],
    labels: { app: "mixed" },
    isStarted: false,
  });
  mixed.container("setup").start();
  for (let sequence = 1; sequence <= 5; sequence++) mixed.container("setup").writeLine(lineOf("mixed", sequence));
  mixed.container("setup").exit();
  mixed.container("sidecar").start();
  mixed.container("main").start();
  const debuggerContainer = mixed.addEphemeralContainer("debugger");
  const crash = world.addPod({ namespace, name: "crash", containers: ["crash"], labels: { app: "crash" } });
  crash.container("crash").writeLine("run at the first time");
  crash.container("crash").restart();
  crash.container("crash").writeLine("run at the second time");
  const multiline = world.addPod({ namespace, name: "multiline", containers: ["multiline"] });
  for (let number = 1; number <= 3; number++) writeRecords(multiline.container("multiline"), number);
  const noimage = world.addPod({
    namespace,
    name: "noimage",
    containers: [{ name: "noimage", image: "kt.local/absent:1" }],
    isStarted: false,
  });
  const message = 'Container image "kt.local/absent:1" is not present with pull policy of Never';
  noimage.container("noimage").wait("ErrImageNeverPull", message);
  world.addPod({ namespace, name: "pending", containers: ["pending"], nodeName: null });
  return [mixed.container("sidecar"), mixed.container("main"), debuggerContainer].map((container) => ({
    id: "mixed",
    container,
  }));
}

/** An object over several lines, and a stack trace. */
function writeRecords(container: Container, number: number): void {
  for (const line of ["{", '  "level": "info",', `  "seq": ${number},`, '  "msg": "pretty printed"', "}"]) {
    container.writeLine(line);
  }
  const trace = [
    `java.lang.IllegalStateException: number ${number}`,
    "\tat com.example.Shop.buy(Shop.java:42)",
    "\tat com.example.Main.main(Main.java:7)",
    "Caused by: java.io.IOException: disk full",
    "\t... 2 more",
  ];
  for (const line of trace) container.writeLine(line, { stream: "stderr" });
}

function lineOf(id: string, sequence: number): string {
  return JSON.stringify({
    ts: new Date().toISOString(),
    level: "info",
    id,
    seq: sequence,
    msg: "abcdefghijklmnopqrstuvwxyz",
  });
}
