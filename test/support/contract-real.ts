import { randomBytes } from "node:crypto";
import type { ContractCluster } from "./contract-cluster.ts";
import { PlainClient } from "./plain-client.ts";
import { waitFor } from "./waits.ts";

const image = "kt.local/busybox:1";

/** Makes a namespace with the contract's pods in the cluster of a kubeconfig; its end deletes it. */
export async function startRealContract(kubeconfigPath: string): Promise<ContractCluster> {
  const client = PlainClient.fromKubeconfig(kubeconfigPath);
  const namespace = `contract-${randomBytes(3).toString("hex")}`;
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await client.send("POST", path, { body });
    if (answer.status !== 201) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  };
  const podsPath = `/api/v1/namespaces/${namespace}/pods`;
  await post("/api/v1/namespaces", { metadata: { name: namespace } });
  for (const [user, rules] of Object.entries(roleRules)) {
    const rolesPath = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    await post(`${rolesPath}/roles`, { metadata: { name: user }, rules });
    await post(`${rolesPath}/rolebindings`, {
      metadata: { name: user },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: user },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
    });
  }
  await untilServiceAccount(client, namespace);
  for (const [name, spec] of Object.entries(podSpecs)) await post(podsPath, podOf(name, spec));
  await untilReady({ client, podsPath });
  const merge = { contentType: "application/merge-patch+json" };
  return {
    client,
    namespace,
    label: async (podName, key, value) => {
      await client.send("PATCH", `${podsPath}/${podName}`, {
        ...merge,
        body: { metadata: { labels: { [key]: value } } },
      });
    },
    addPod: async (name) => {
      await post(podsPath, podOf(name, { containers: [shell("main", "echo hello; sleep 3600")] }));
      await untilLog({ client, podsPath }, [name, "main"], (text) => text === "hello\n");
    },
    removePod: async (name) => {
      await client.send("DELETE", `${podsPath}/${name}`);
    },
    [Symbol.asyncDispose]: async () => {
      await client.send("DELETE", `/api/v1/namespaces/${namespace}`);
    },
  };
}

interface PodSpec {
  readonly containers: readonly object[];
  readonly initContainers?: readonly object[];
  readonly restartPolicy?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

const podSpecs: Readonly<Record<string, PodSpec>> = {
  numbered: { containers: [shell("main", 'for i in $(seq 1 20); do echo "line $i"; done; sleep 3600')] },
  finished: { containers: [shell("main", 'printf "one\\ntwo\\nend"')], restartPolicy: "Never" },
  two: { containers: [shell("first", "echo first; sleep 3600"), shell("second", "echo second; sleep 3600")] },
  mixed: {
    initContainers: [
      shell("setup", "echo setup"),
      { ...shell("side", "echo side; sleep 3600"), restartPolicy: "Always" },
    ],
    containers: [shell("main", "echo main; sleep 3600")],
  },
  crashing: { containers: [shell("main", "echo run; exit 1")] },
  long: { containers: [shell("main", "head -c 40000 /dev/zero | tr '\\0' x; echo; echo after; sleep 3600")] },
  silent: { containers: [shell("main", "sleep 3600")] },
  noimage: { containers: [{ name: "main", image: "kt.local/absent:1", imagePullPolicy: "Never" }] },
  pending: { containers: [shell("main", "true")], nodeSelector: { absent: "yes" } },
};

const roleRules = {
  reader: [
    { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] },
    { apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  ],
  getter: [{ apiGroups: [""], resources: ["pods", "pods/log"], verbs: ["get"] }],
};

function shell(name: string, script: string): object {
  return { name, image, command: ["sh", "-c", script] };
}

function podOf(name: string, spec: PodSpec): object {
  return { metadata: { name, labels: { app: "contract", name } }, spec: { terminationGracePeriodSeconds: 0, ...spec } };
}

/** Pods are refused until the namespace's service account has been made. */
async function untilServiceAccount(client: PlainClient, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  await waitFor(
    `the service account of namespace ${namespace}`,
    () => client.get(path),
    ({ status }) => status === 200,
  );
}

/** Waits until each pod is what the tests expect of it. */
async function untilReady(place: Place): Promise<void> {
  await untilLog(place, ["numbered", "main"], (text) => text.endsWith("line 20\n"));
  await untilLog(place, ["finished", "main"], (text) => text === "one\ntwo\nend");
  for (const container of ["first", "second"])
    await untilLog(place, ["two", container], (text) => text === `${container}\n`);
  for (const container of ["main", "side"])
    await untilLog(place, ["mixed", container], (text) => text === `${container}\n`);
  await untilLog(place, ["long", "main"], (text) => text.endsWith("after\n"));
  await untilLog(place, ["noimage", "main"], (text) => text.includes("ErrImageNeverPull"));
  for (const pod of ["numbered", "two", "mixed", "long", "silent"])
    await untilPod(place, pod, (text) => /"type":"Ready",[^}]*"status":"True"/.test(text));
  await untilPod(place, "finished", (text) => /"phase":"Succeeded"/.test(text));
  // While it waits for the next start, a kubelet often goes on saying `terminated` instead of CrashLoopBackOff.
  await untilPod(
    place,
    "crashing",
    (text) => /"state":\{"(?:waiting|terminated)"/.test(text) && !/"restartCount":0/.test(text),
  );
}

interface Place {
  readonly client: PlainClient;
  readonly podsPath: string;
}

async function untilLog(
  { client, podsPath }: Place,
  [pod, container]: readonly [pod: string, container: string],
  isIt: (text: string) => boolean,
): Promise<void> {
  const log = `${podsPath}/${pod}/log?container=${container}`;
  await waitFor(`the log of container ${container} of pod ${pod}`, async () => (await client.get(log)).text, isIt);
}

async function untilPod({ client, podsPath }: Place, pod: string, isIt: (status: string) => boolean): Promise<void> {
  await waitFor(
    `the status of pod ${pod}`,
    async () => {
      const { json, text } = await client.get(`${podsPath}/${pod}`);
      return JSON.stringify((json as { readonly status?: unknown } | undefined)?.status ?? text);
    },
    isIt,
  );
}
