import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { troubleKitCluster } from "./cluster-kit.ts";
import type {
  ClusterTroubles,
  E2eCluster,
  TwoTexts,
  UserRights,
  WriterDeploymentSpec,
  WriterSpec,
} from "./e2e-cluster.ts";

/** The cluster of a kubeconfig with an administrator's rights; needs kubectl on PATH and the kit's image logspam. */
export async function openRealE2eCluster(kubeconfig: string): Promise<E2eCluster> {
  const cluster = new RealCluster(kubeconfig, `kt-e2e-${randomBytes(4).toString("hex")}`);
  cluster.server = await cluster.kubectl("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}");
  await cluster.kubectl("create", "namespace", cluster.namespace);
  return cluster;
}

const run = promisify(execFile);

class RealCluster implements E2eCluster {
  readonly isReal = true;
  server = "";
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Bindings in other namespaces, to be deleted at the end. */
  readonly #foreign: { readonly namespace: string; readonly name: string }[] = [];
  readonly #folders: string[] = [];

  constructor(kubeconfig: string, namespace: string) {
    this.kubeconfig = kubeconfig;
    this.namespace = namespace;
  }

  async kubectl(...words: readonly string[]): Promise<string> {
    const { stdout } = await run("kubectl", ["--kubeconfig", this.kubeconfig, ...words]);
    return stdout;
  }

  async userKubeconfig(rights: UserRights, namespaces: readonly string[]): Promise<string> {
    const user = `${rights.toLowerCase()}-${randomBytes(3).toString("hex")}`;
    await this.kubectl("-n", this.namespace, "create", "serviceaccount", user);
    for (const namespace of namespaces) {
      const name = `${this.namespace}-${user}`;
      this.#foreign.push({ namespace, name });
      await this.#apply({ apiVersion: rbac, kind: "Role", metadata: { namespace, name }, rules: rulesOf[rights] });
      await this.#apply({
        apiVersion: rbac,
        kind: "RoleBinding",
        metadata: { namespace, name },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
        subjects: [{ kind: "ServiceAccount", namespace: this.namespace, name: user }],
      });
    }
    const token = (await this.kubectl("-n", this.namespace, "create", "token", user)).trim();
    return this.#writeKubeconfig(token, namespaces[0] ?? "default");
  }

  async kubeconfigThrough(port: number): Promise<string> {
    const config = JSON.parse(await this.kubectl("config", "view", "--raw", "--minify", "--flatten", "-o", "json")) as {
      clusters: { cluster: Record<string, unknown> }[];
    };
    for (const { cluster } of config.clusters) {
      cluster["server"] = `https://127.0.0.1:${port}`;
      cluster["tls-server-name"] ??= new URL(this.server).hostname;
    }
    const file = join(await this.#folder(), "kubeconfig");
    await writeFile(file, JSON.stringify(config), { mode: 0o600 });
    return file;
  }

  async addWriter(spec: WriterSpec): Promise<void> {
    const { name, node, then } = spec;
    const total = Number.isFinite(spec.lines) ? spec.lines : 0;
    const args = [`--rate=${spec.linesPerSecond}`, `--total=${total}`, `--id=${name}`, "--format=plain"];
    if (spec.lineBytes !== undefined) args.push(`--size=${spec.lineBytes}`);
    if (spec.stderrRatio !== undefined) args.push(`--stderr-ratio=${spec.stderrRatio}`);
    args.push(then === "sleep" ? "--then=sleep" : `--exit-code=${then.exitCode}`);
    await this.#apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: this.namespace, name },
      spec: {
        ...(node === undefined ? {} : { nodeName: node }),
        restartPolicy: then !== "sleep" && then.isOnce === true ? "Never" : "Always",
        terminationGracePeriodSeconds: 0,
        containers: [{ name: "writer", image: "kt.local/logspam:1", args }],
      },
    });
    await this.#waitFor(`pod ${spec.name} to start`, async () => {
      const state = await this.#podField(spec.name, "{.status.containerStatuses[0].containerID}");
      return state !== "";
    });
  }

  async writerDone(name: string): Promise<void> {
    const total = await this.#podField(name, "{.spec.containers[0].args[1]}");
    const last = total.slice(total.indexOf("=") + 1);
    let emptyTimes = 0;
    await this.#waitFor(`pod ${name} to write ${last} lines`, async () => {
      const tail = await this.kubectl("-n", this.namespace, "logs", name, "--tail=1").catch(() => undefined);
      // Behind the last line the file may have been rotated away: what is empty for long stays so.
      emptyTimes = tail === "" ? emptyTimes + 1 : 0;
      if (emptyTimes === 20) return true;
      const restarts = await this.#podField(name, "{.status.containerStatuses[0].restartCount}");
      return tail?.includes(` seq=${last} `) === true || restarts !== "0";
    });
  }

  async writerRestarted(name: string, times: number): Promise<void> {
    await this.#waitFor(`pod ${name} to be started again`, async () => {
      return Number(await this.#podField(name, "{.status.containerStatuses[0].restartCount}")) >= times;
    });
  }

  async addWriters({ name, replicas, linesPerSecond }: WriterDeploymentSpec): Promise<void> {
    const args = [`--rate=${linesPerSecond}`, "--format=plain"];
    await this.#apply({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { namespace: this.namespace, name },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: "writer", image: "kt.local/logspam:1", args }] },
        },
      },
    });
    await this.#rolledOut(name);
  }

  async replaceWriters(name: string): Promise<void> {
    const before = await this.#podNames(name);
    await this.kubectl("-n", this.namespace, "rollout", "restart", `deployment/${name}`);
    await this.#rolledOut(name);
    await this.#waitFor(`the old pods of ${name} to go`, async () => {
      const left = new Set(await this.#podNames(name));
      return before.every((pod) => !left.has(pod));
    });
  }

  async addRestarted(name: string, { before, after }: TwoTexts): Promise<void> {
    // What lies in the volume outlives the first run.
    const script = `if [ -e /ran/once ]; then ${writing(after)}; sleep 3600; fi; ${writing(before)}; touch /ran/once; sleep 1; exit 1`;
    await this.#apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: this.namespace, name },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ ...mainContainer(script), volumeMounts: [{ name: "ran", mountPath: "/ran" }] }],
        volumes: [{ name: "ran", emptyDir: {} }],
      },
    });
    await this.#waitForLine(name, after.at(-1) ?? "");
    // The kubelet takes its time to say that the container runs.
    await this.#waitFor(`pod ${name} to run again`, async () => {
      return (await this.#podField(name, "{.status.containerStatuses[0].state.running}")) !== "";
    });
  }

  async addCrashLoop(name: string, restarts: number): Promise<void> {
    await this.#apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: this.namespace, name },
      spec: {
        nodeName: "node-1",
        terminationGracePeriodSeconds: 0,
        containers: [mainContainer("echo starting; sleep 1; echo panic: no database; exit 3")],
      },
    });
    await this.writerRestarted(name, restarts);
    await this.#waitFor(`events of pod ${name}`, async () => {
      const selector = `involvedObject.name=${name},reason=BackOff`;
      return (
        (await this.kubectl("-n", this.namespace, "get", "events", "--field-selector", selector, "-o", "name")) !== ""
      );
    });
  }

  async addHalfRolledOut(name: string, { before, after }: TwoTexts): Promise<void> {
    const apply = (lines: readonly string[], more: object, spec: object = {}): Promise<void> =>
      this.#apply({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { namespace: this.namespace, name },
        spec: {
          ...spec,
          replicas: 2,
          strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name } },
            spec: {
              terminationGracePeriodSeconds: 0,
              containers: [{ ...mainContainer(`${writing(lines)}; sleep 3600`), ...more }],
            },
          },
        },
      });
    await apply(before, {});
    await this.#rolledOut(name);
    const old = new Set(await this.#podNames(name));
    // It never becomes ready, so the old ones stay.
    await apply(after, { readinessProbe: { exec: { command: ["false"] } } }, { progressDeadlineSeconds: 3 });
    let young: string | undefined;
    await this.#waitFor(`a new pod of ${name}`, async () => {
      young = (await this.#podNames(name)).find((pod) => !old.has(pod));
      return young !== undefined;
    });
    await this.#waitForLine(young?.replace("pod/", "") ?? "", after.at(-1) ?? "");
  }

  trouble(): Promise<ClusterTroubles> {
    return troubleKitCluster(this.namespace);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { namespace, name } of this.#foreign) {
      await this.kubectl("-n", namespace, "delete", "rolebinding,role", name, "--ignore-not-found");
    }
    await this.kubectl("delete", "namespace", this.namespace, "--wait=false");
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }

  async #rolledOut(name: string): Promise<void> {
    await this.kubectl("-n", this.namespace, "rollout", "status", `deployment/${name}`, "--timeout=120s");
  }

  async #podNames(app: string): Promise<readonly string[]> {
    const names = await this.kubectl("-n", this.namespace, "get", "pods", "-l", `app=${app}`, "-o", "name");
    return names.split("\n").filter(Boolean);
  }

  #podField(name: string, path: string): Promise<string> {
    return this.kubectl("-n", this.namespace, "get", "pod", name, "-o", `jsonpath=${path}`);
  }

  async #apply(object: unknown): Promise<void> {
    const folder = await this.#folder();
    const file = join(folder, "object.json");
    await writeFile(file, JSON.stringify(object));
    await this.kubectl("apply", "-f", file);
  }

  async #writeKubeconfig(token: string, namespace: string): Promise<string> {
    const file = join(await this.#folder(), "kubeconfig");
    const minified = JSON.parse(await this.kubectl("config", "view", "--raw", "--minify", "-o", "json")) as {
      clusters: { name: string }[];
    };
    const cluster = minified.clusters[0]?.name;
    await writeFile(
      file,
      JSON.stringify({
        ...minified,
        users: [{ name: "user", user: { token } }],
        contexts: [{ name: "user", context: { cluster, user: "user", namespace } }],
        "current-context": "user",
      }),
      { mode: 0o600 },
    );
    return file;
  }

  async #folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "kubectl-kt-e2e-"));
    this.#folders.push(folder);
    return folder;
  }

  async #waitForLine(pod: string, line: string): Promise<void> {
    await this.#waitFor(`pod ${pod} to write ${line}`, async () => {
      const log = await this.kubectl("-n", this.namespace, "logs", pod).catch(() => "");
      return log.split("\n").includes(line);
    });
  }

  async #waitFor(what: string, isDone: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 240; attempt++) {
      if (await isDone()) return;
      await delay(500);
    }
    throw new Error(`waited two minutes for ${what}`);
  }
}

const rbac = "rbac.authorization.k8s.io/v1";

const seePods = { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] };
const getPods = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const readLogs = { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] };

const rulesOf: Readonly<Record<UserRights, readonly unknown[]>> = {
  podsAndLogs: [seePods, readLogs],
  logsWithoutList: [getPods, readLogs],
  podsWithoutLogs: [seePods],
};

/** A container of the kit's busybox that runs this. */
function mainContainer(script: string): object {
  return { name: "main", image: "kt.local/busybox:1", command: ["sh", "-c", script] };
}

function writing(lines: readonly string[]): string {
  return lines.map((line) => `echo '${line}'`).join("; ");
}
