import { setTimeout as sleep } from "node:timers/promises";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { Deployment } from "../../src/demo/server/world/deployment.ts";
import type { Pod } from "../../src/demo/server/world/pod.ts";
import type { World } from "../../src/demo/server/world/world.ts";
import type { ClusterTroubles, E2eCluster, TwoTexts, WriterDeploymentSpec, WriterSpec } from "./e2e-cluster.ts";
import { addExampleJournals } from "./example-journals.ts";
import { addExampleWorkloads } from "./example-workloads.ts";
import { tellEvent, tellStart } from "./told-pods.ts";
import { type NumberedLines, NumberedWriter } from "./numbered-writer.ts";

/** How a fake cluster for end-to-end tests is set up. */
export type FakeE2eClusterOptions = Pick<FakeClusterOptions, "maxLogBytes">;

/** A fake API server in this process, with the example workloads. */
export async function openFakeE2eCluster(options: FakeE2eClusterOptions = {}): Promise<E2eCluster> {
  const cluster = await startFakeCluster(options);
  const { world, users } = cluster;
  const namespace = "kt-e2e";
  world.addNamespace(namespace);
  const stopExamples = addExampleWorkloads(world);
  addExampleJournals(world);
  const writers = new Writers(world, namespace);
  return {
    isReal: false,
    server: cluster.url,
    kubeconfig: cluster.kubeconfig("admin", { namespace: "default" }),
    namespace,
    userKubeconfig: (rights, namespaces) => {
      const name = `${rights}-in-${namespaces.join("-")}`;
      users.add({ name, rules: usualRules[rights](...namespaces) });
      return Promise.resolve(cluster.kubeconfig(name, { namespace: namespaces[0] ?? "default" }));
    },
    kubeconfigThrough: (port) =>
      Promise.resolve(cluster.kubeconfig("admin", { namespace: "default", server: `https://127.0.0.1:${port}` })),
    addWriter: (spec) => Promise.resolve(writers.add(spec)),
    writerDone: (name) => writers.done(name),
    writerRestarted: async (name, times) => {
      const container = world.pod(namespace, name).container("writer");
      while (container.restartCount < times) await sleep(20);
    },
    addWriters: (spec) => Promise.resolve(writers.addDeployment(spec)),
    replaceWriters: (name) => writers.replace(name),
    addRestarted: (name, texts) => Promise.resolve(addRestarted(world, { namespace, name }, texts)),
    addCrashLoop: (name, restarts) => Promise.resolve(addCrashLoop(world, { namespace, name }, restarts)),
    addHalfRolledOut: (name, texts) => Promise.resolve(addHalfRolledOut(world, { namespace, name }, texts)),
    trouble: () => Promise.resolve(troublesOf(cluster, writers, namespace)),
    [Symbol.asyncDispose]: async () => {
      stopExamples();
      writers.stop();
      await cluster.close();
    },
  };
}

function addRestarted(world: World, place: Place, { before, after }: TwoTexts): void {
  const container = world.addPod({ ...place, containers: ["main"] }).container("main");
  for (const line of before) container.writeLine(line);
  container.restart();
  for (const line of after) container.writeLine(line);
}

function addCrashLoop(world: World, place: Place, restarts: number): void {
  const pod = world.addPod({ ...place, nodeName: "node-1", containers: ["main"] });
  for (let started = 0; started <= restarts; started++) {
    if (started > 0) pod.container().restart();
    tellStart(world, pod, { isNew: started === 0 });
    tellEvent(world, pod, "Started", started + 1);
    pod.container().writeLine("starting");
    pod.container().writeLine("panic: no database");
    if (started > 0) tellEvent(world, pod, "BackOff", started);
  }
  pod.container().exit({ exitCode: 3 });
  pod.container().wait("CrashLoopBackOff");
}

function addHalfRolledOut(world: World, place: Place, { before, after }: TwoTexts): void {
  const deployment = new Deployment(world, { ...place, replicas: 2, containers: ["main"] });
  const write = (lines: readonly string[]): void => {
    for (const pod of deployment.pods) for (const line of lines) pod.container("main").writeLine(line);
  };
  write(before);
  deployment.beginRollout();
  deployment.rollNext();
  write(after);
  deployment.exceedDeadline();
}

interface Place {
  readonly namespace: string;
  readonly name: string;
}

/** The writers of one namespace. */
class Writers {
  readonly #world: World;
  readonly #namespace: string;
  readonly #single = new Map<string, FakeWriter>();
  readonly #deployments = new Map<string, { readonly deployment: Deployment; readonly spec: WriterDeploymentSpec }>();
  readonly #ofPods = new Map<Pod, FakeWriter>();

  constructor(world: World, namespace: string) {
    this.#world = world;
    this.#namespace = namespace;
  }

  add(spec: WriterSpec): void {
    const { name, node, then } = spec;
    const restartPolicy = then !== "sleep" && then.isOnce === true ? "Never" : "Always";
    const place = node === undefined ? {} : { nodeName: node };
    const pod = this.#world.addPod({
      namespace: this.#namespace,
      name,
      containers: ["writer"],
      restartPolicy,
      ...place,
    });
    this.#single.set(name, this.#start(pod, { ...spec, id: name }, then));
  }

  done(name: string): Promise<void> {
    return this.#single.get(name)?.firstRun ?? Promise.reject(new Error(`there is no writer ${name}`));
  }

  addDeployment(spec: WriterDeploymentSpec): void {
    const { name, replicas } = spec;
    const deployment = new Deployment(this.#world, {
      namespace: this.#namespace,
      name,
      replicas,
      containers: ["writer"],
    });
    this.#deployments.set(name, { deployment, spec });
    this.#startPodsOf(name);
  }

  async replace(name: string): Promise<void> {
    const { deployment } = this.#deployment(name);
    deployment.beginRollout();
    for (let hasMore = true; hasMore; ) {
      await sleep(300);
      const before = this.#world.pods(this.#namespace);
      hasMore = deployment.rollNext();
      const left = new Set(this.#world.pods(this.#namespace));
      for (const pod of before) if (!left.has(pod)) this.#ofPods.get(pod)?.stop();
      this.#startPodsOf(name);
    }
  }

  /** Ends what runs on a node as by a power cut, and starts it again. */
  async reboot(node: string): Promise<void> {
    const pods = [...this.#ofPods.keys()].filter(({ nodeName }) => nodeName === node);
    for (const pod of pods) this.#ofPods.get(pod)?.halt();
    await sleep(500);
    for (const pod of pods) this.#ofPods.get(pod)?.restart();
  }

  stop(): void {
    for (const writer of this.#ofPods.values()) writer.stop();
  }

  #deployment(name: string): { readonly deployment: Deployment; readonly spec: WriterDeploymentSpec } {
    const found = this.#deployments.get(name);
    if (found === undefined) throw new Error(`there is no Deployment ${name}`);
    return found;
  }

  #startPodsOf(name: string): void {
    const { deployment, spec } = this.#deployment(name);
    for (const pod of deployment.pods) {
      if (this.#ofPods.has(pod)) continue;
      this.#start(pod, { id: pod.name, lines: Number.POSITIVE_INFINITY, linesPerSecond: spec.linesPerSecond }, "sleep");
    }
  }

  #start(pod: Pod, lines: NumberedLines, then: WriterSpec["then"]): FakeWriter {
    const writer = new FakeWriter(pod, lines, then);
    this.#ofPods.set(pod, writer);
    return writer;
  }
}

/** A pod that writes, ends and is started again like one with the program logspam on the real cluster. */
class FakeWriter {
  /** Resolves when a run has written all of its lines. */
  readonly firstRun: Promise<void>;
  readonly #pod: Pod;
  readonly #lines: NumberedLines;
  readonly #then: WriterSpec["then"];
  #writer: NumberedWriter;
  #timer: NodeJS.Timeout | undefined;
  #firstRunDone: () => void = () => {};

  constructor(pod: Pod, lines: NumberedLines, then: WriterSpec["then"]) {
    this.#pod = pod;
    this.#lines = lines;
    this.#then = then;
    this.firstRun = new Promise((resolve) => {
      this.#firstRunDone = resolve;
    });
    this.#writer = this.#write();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#writer.stop();
  }

  /** Nobody hears of it while the node is away. */
  halt(): void {
    this.stop();
    this.#pod.holdStatus();
    this.#pod.container("writer").exit({ exitCode: 255, reason: "Unknown" });
  }

  restart(): void {
    this.#pod.container("writer").start();
    this.#pod.releaseStatus();
    this.#writer = this.#write();
  }

  #write(): NumberedWriter {
    return new NumberedWriter(this.#pod.container("writer"), this.#lines, () => this.#runEnded());
  }

  #runEnded(): void {
    this.#firstRunDone();
    if (this.#then === "sleep") return;
    const container = this.#pod.container("writer");
    container.exit({ exitCode: this.#then.exitCode });
    if (this.#then.isOnce === true) return;
    this.#timer = setTimeout(() => {
      container.wait("CrashLoopBackOff");
      this.#timer = setTimeout(() => this.restart(), 250);
    }, 250);
  }
}

function troublesOf(cluster: FakeCluster, writers: Writers, namespace: string): ClusterTroubles {
  return {
    restartApiServer: () => cluster.restart({ meanwhile: () => sleep(1500) }),
    restartKubelet: async (node) => {
      const kubelet = cluster.world.kubelet(node);
      kubelet.state = "refused";
      cluster.restartKubelet(node);
      await sleep(500);
      kubelet.state = "up";
    },
    rebootNode: async (node) => {
      const kubelet = cluster.world.kubelet(node);
      kubelet.state = "refused";
      cluster.restartKubelet(node);
      await writers.reboot(node);
      kubelet.state = "up";
    },
    breakNode: (node, what) => Promise.resolve(breakNode(cluster.world, node, what)),
    deleteLogFile: (_node, writer) => {
      cluster.world.pod(namespace, writer).container("writer").lostLog = "file";
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function breakNode(world: World, node: string, what: Parameters<ClusterTroubles["breakNode"]>[1]): AsyncDisposable {
  const kubelet = world.kubelet(node);
  const containers = world.podsOn(node).flatMap((pod) => pod.containers);
  if (what === "kubelet") kubelet.state = "refused";
  if (what === "link") kubelet.state = "silent";
  if (what === "runtime") for (const container of containers) container.lostLog = "runtime";
  if (what === "certificate") {
    kubelet.dialError = "tls: failed to verify certificate: x509: certificate signed by unknown authority";
  }
  return {
    [Symbol.asyncDispose]: () => {
      kubelet.state = "up";
      kubelet.dialError = undefined;
      for (const container of containers) container.lostLog = undefined;
      return Promise.resolve();
    },
  };
}
