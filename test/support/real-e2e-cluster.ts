import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
import { type Answer, PlainClient } from "./plain-client.ts";
import { crashLoopPod, restartedPod, textsDeployment, writerPod, writersDeployment } from "./real-manifests.ts";
import { waitFor } from "./waits.ts";

/**
 * The cluster of a kubeconfig with an administrator's rights, by a certificate or a token that it holds or names; needs kubectl on
 * PATH and the kit's image logspam.
 */
export async function openRealE2eCluster(kubeconfig: string): Promise<E2eCluster> {
  const words = ["--kubeconfig", kubeconfig, "config", "view", "--raw", "--minify", "--flatten", "-o", "json"];
  const client = PlainClient.ofKubeconfig((await run("kubectl", words)).stdout);
  const cluster = new RealCluster(kubeconfig, client, `kt-e2e-${randomBytes(4).toString("hex")}`);
  await cluster.makeNamespace();
  return cluster;
}

const run = promisify(execFile);

/** Of a pod's `status`, what is waited for. */
interface PodStatus {
  readonly phase?: string;
  readonly containerStatuses?: readonly {
    readonly containerID?: string;
    readonly restartCount: number;
    readonly state: Readonly<Record<string, unknown>>;
  }[];
}

interface PodList {
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

interface EventList {
  readonly items: readonly { readonly reason: string }[];
}

/** Of a Deployment, what tells how far its rollout is. */
interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

class RealCluster implements E2eCluster {
  readonly isReal = true;
  readonly kubeconfig: string;
  readonly server: string;
  readonly namespace: string;
  /** Asks what is waited for: a kubectl for each look would take the machine's time from what is tested. */
  readonly #client: PlainClient;
  /** Bindings in other namespaces, to be deleted at the end. */
  readonly #foreign: { readonly namespace: string; readonly name: string }[] = [];
  readonly #folders: string[] = [];

  constructor(kubeconfig: string, client: PlainClient, namespace: string) {
    this.kubeconfig = kubeconfig;
    this.server = client.options.url;
    this.namespace = namespace;
    this.#client = client;
  }

  /** Pods are refused until the namespace's service account has been made. */
  async makeNamespace(): Promise<void> {
    await this.kubectl("create", "namespace", this.namespace);
    await waitFor(
      `the service account of namespace ${this.namespace}`,
      () => this.#get("serviceaccounts/default"),
      () => true,
    );
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
      const metadata = { name };
      await this.#apply({ apiVersion: rbac, kind: "Role", metadata, rules: rulesOf[rights] }, namespace);
      const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name };
      const subjects = [{ kind: "ServiceAccount", namespace: this.namespace, name: user }];
      await this.#apply({ apiVersion: rbac, kind: "RoleBinding", metadata, roleRef, subjects }, namespace);
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
    await this.#apply(writerPod(spec));
    await this.#untilStatus(spec.name, "to start", ({ containerStatuses: [writer] = [] }) =>
      Boolean(writer?.containerID),
    );
  }

  async writerDone(name: string): Promise<void> {
    const { spec } = (await this.#get(`pods/${name}`)) as { spec: { containers: [{ args: readonly string[] }] } };
    const [{ args }] = spec.containers;
    const last = args.find((word) => word.startsWith("--total="))?.slice("--total=".length);
    let emptySinceMs = Number.POSITIVE_INFINITY;
    await waitFor(
      `pod ${name} to write ${last} lines`,
      async () => ({
        log: await this.#log(name, "?tailLines=1").catch(String),
        status: await this.#status(name),
      }),
      ({ log, status }) => {
        // Behind the last line the file may have been rotated away: what is empty for long stays so.
        emptySinceMs = log === "" ? Math.min(emptySinceMs, Date.now()) : Number.POSITIVE_INFINITY;
        if (Date.now() - emptySinceMs > 10_000) return true;
        return log.includes(` seq=${last} `) || (status.containerStatuses?.[0]?.restartCount ?? 0) > 0;
      },
    );
  }

  async writerRestarted(name: string, times: number): Promise<void> {
    const isIt = ({ containerStatuses: [writer] = [] }: PodStatus): boolean => (writer?.restartCount ?? 0) >= times;
    await this.#untilStatus(name, `to be started again ${times} times`, isIt);
  }

  async addWriters(spec: WriterDeploymentSpec): Promise<void> {
    await this.#apply(writersDeployment(spec));
    await this.#rolledOut(spec.name);
  }

  async replaceWriters(name: string): Promise<void> {
    const before = await this.#podNames(name);
    await this.kubectl("-n", this.namespace, "rollout", "restart", `deployment/${name}`);
    await this.#rolledOut(name);
    await waitFor(
      `the old pods of ${name} (${before.join(" ")}) to go`,
      () => this.#podNames(name),
      (left) => before.every((pod) => !left.includes(pod)),
    );
  }

  async addRestarted(name: string, texts: TwoTexts): Promise<void> {
    await this.#apply(restartedPod(name, texts));
    await this.#waitForLine(name, texts.after.at(-1) ?? "");
    // The kubelet takes its time to say that the container runs.
    const isIt = ({ containerStatuses: [main] = [] }: PodStatus): boolean => main?.state["running"] !== undefined;
    await this.#untilStatus(name, "to run again", isIt);
  }

  async addCrashLoop(name: string, restarts: number): Promise<void> {
    await this.#apply(crashLoopPod(name));
    await this.writerRestarted(name, restarts);
    await waitFor(
      `an event BackOff of pod ${name}`,
      async () => {
        const { items } = (await this.#get(`events?fieldSelector=involvedObject.name=${name}`)) as EventList;
        return items.map(({ reason }) => reason);
      },
      (reasons) => reasons.includes("BackOff"),
    );
  }

  async addHalfRolledOut(name: string, { before, after }: TwoTexts): Promise<void> {
    await this.#apply(textsDeployment(name, before, true));
    await this.#rolledOut(name);
    const old = new Set(await this.#podNames(name));
    // It never becomes ready, so the old ones stay.
    await this.#apply(textsDeployment(name, after, false));
    let young: string | undefined;
    await waitFor(
      `a new pod of ${name}`,
      () => this.#podNames(name),
      (names) => (young = names.find((pod) => !old.has(pod))) !== undefined,
    );
    await this.#waitForLine(young ?? "", after.at(-1) ?? "");
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
    await waitFor(
      `deployment ${name} to be rolled out`,
      async () => {
        const { metadata, spec, status } = (await this.#get(`deployments/${name}`, "apis/apps/v1")) as Deployment;
        return { metadata: { generation: metadata.generation }, spec: { replicas: spec.replicas }, status };
      },
      ({ metadata, spec, status }) =>
        (status.observedGeneration ?? 0) >= metadata.generation &&
        [status.replicas, status.updatedReplicas, status.availableReplicas].every((count) => count === spec.replicas),
      // One pod after the other is started and stopped.
      { limitMs: 240_000 },
    );
  }

  async #podNames(app: string): Promise<readonly string[]> {
    const { items } = (await this.#get(`pods?labelSelector=app%3D${app}`)) as PodList;
    return items.map(({ metadata }) => metadata.name);
  }

  async #untilStatus(pod: string, what: string, isIt: (status: PodStatus) => boolean): Promise<void> {
    await waitFor(`pod ${pod} ${what}`, () => this.#status(pod), isIt);
  }

  async #status(pod: string): Promise<PodStatus> {
    return ((await this.#get(`pods/${pod}`)) as { readonly status: PodStatus }).status;
  }

  async #log(pod: string, query = ""): Promise<string> {
    return (await this.#answer(`pods/${pod}/log${query}`)).text;
  }

  async #get(rest: string, group?: string): Promise<unknown> {
    return (await this.#answer(rest, group)).json;
  }

  /** @throws Error when it is another than 200. */
  async #answer(rest: string, group = "api/v1"): Promise<Answer> {
    const path = `/${group}/namespaces/${this.namespace}/${rest}`;
    const answer = await this.#client.get(path);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  async #apply(object: object, namespace = this.namespace): Promise<void> {
    const file = join(await this.#folder(), "object.json");
    await writeFile(file, JSON.stringify(object));
    await this.kubectl("-n", namespace, "apply", "-f", file);
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
    await waitFor(
      `pod ${pod} to write ${line}`,
      () => this.#log(pod),
      (log) => log.split("\n").includes(line),
    );
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
