import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { usualRules } from "../../src/demo/server/access/user.ts";
import type { Pod } from "../../src/demo/server/world/pod.ts";
import type { E2eCluster, WriterSpec } from "./e2e-cluster.ts";
import { addExampleWorkloads } from "./example-workloads.ts";

/** A fake API server in this process, with the example workloads. */
export async function openFakeE2eCluster(): Promise<E2eCluster> {
  const cluster = await startFakeCluster();
  const { world, users } = cluster;
  const namespace = "kt-e2e";
  world.addNamespace(namespace);
  const stopExamples = addExampleWorkloads(world);
  const writers = new Map<string, Writer>();
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
    addWriter: (spec) => {
      const pod = world.addPod({ namespace, name: spec.name, containers: ["writer"] });
      writers.set(spec.name, new Writer(pod, spec));
      return Promise.resolve();
    },
    writerDone: (name) => writers.get(name)?.firstRun ?? Promise.reject(new Error(`there is no writer ${name}`)),
    [Symbol.asyncDispose]: async () => {
      stopExamples();
      for (const writer of writers.values()) writer.stop();
      await cluster.close();
    },
  };
}

/** Writes like the program logspam that runs on the real cluster. */
class Writer {
  /** Resolves when the first run has written all of its lines. */
  readonly firstRun: Promise<void>;
  readonly #pod: Pod;
  readonly #spec: WriterSpec;
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;
  #firstRunDone: () => void = () => {};

  constructor(pod: Pod, spec: WriterSpec) {
    this.#pod = pod;
    this.#spec = spec;
    this.firstRun = new Promise((resolve) => {
      this.#firstRunDone = resolve;
    });
    this.#write();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #write(): void {
    const { lines, linesPerSecond, then } = this.#spec;
    const until = linesPerSecond === 0 ? lines : Math.min(lines, this.#sequence + Math.ceil(linesPerSecond / 50));
    const container = this.#pod.container("writer");
    while (this.#sequence < until) {
      this.#sequence++;
      container.writeLine(`${new Date().toISOString()} INFO id=${this.#spec.name} seq=${this.#sequence} stream=stdout`);
    }
    if (this.#sequence < lines) {
      this.#timer = setTimeout(() => this.#write(), 20);
      return;
    }
    this.#firstRunDone();
    if (then === "sleep") return;
    container.exit({ exitCode: then.exitCode });
    this.#timer = setTimeout(() => {
      container.start();
      this.#sequence = 0;
      this.#write();
    }, 500);
  }
}
