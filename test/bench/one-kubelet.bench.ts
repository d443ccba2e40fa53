/**
 * One log of 10 MB, as much as one file holds, from a real kubelet: what it takes to get and print it. `curl` throws it away.
 * Needs `KUBECONFIG` with an administrator's rights, kubectl on PATH and the image logspam (see
 * `test/support/real-e2e-cluster.ts`).
 */
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { benchOnRealCluster, kubectlKt } from "../support/real-bench.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { type Contestant, isOnPath, runSideBySide } from "../support/side-by-side.ts";

/** With the runtime's own 40 bytes for each line just below the 10 MiB at which a log is rotated. */
const lines = 42_000;
const lineBytes = 200;
const rounds = 9;

await benchOnRealCluster(compare);

async function compare(cluster: E2eCluster): Promise<void> {
  using folder = scratchFolder();
  const { namespace } = cluster;
  await cluster.addWriter({ name: "full", lines, lineBytes, linesPerSecond: 0, then: "sleep" });
  await cluster.writerDone("full");
  const env = { KUBECONFIG: cluster.kubeconfig };
  const file = join(folder.path, "out.txt");
  const contestants: Contestant[] = [
    { name: "kubectl-kt", script: `${kubectlKt} logs full -n ${namespace} > ${file} && ${check(file)}`, env, rounds },
    { name: "kubectl logs", script: `kubectl logs full -n ${namespace} > ${file} && ${check(file)}`, env, rounds },
  ];
  if (isOnPath("curl")) {
    const url = `${cluster.server}/api/v1/namespaces/${namespace}/pods/full/log?timestamps=true`;
    const config = folder.write(
      "curl.config",
      [...curlAccess(cluster.kubeconfig, folder), `url = "${url}"`].join("\n"),
    );
    contestants.unshift({ name: "curl, thrown away", script: `curl --config ${config}`, rounds });
  }
  if (isOnPath("stern")) {
    const script = `stern '^full$' -n ${namespace} --no-follow --tail=-1 --color=never > ${file} 2> /dev/null`;
    contestants.push({ name: "stern --no-follow", script, env, rounds });
  }
  await runSideBySide(contestants);
}

/** Fails when the file does not have all lines. */
function check(file: string): string {
  return `[ $(wc -l < ${file}) = ${lines} ]`;
}

/** The kubeconfig's credentials, as curl takes them. */
function curlAccess(path: string, folder: ReturnType<typeof scratchFolder>): string[] {
  const words = ["--kubeconfig", path, "config", "view", "--raw", "--minify", "--flatten", "-o", "json"];
  const config = JSON.parse(execFileSync("kubectl", words, { encoding: "utf8" })) as {
    readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
    readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
  };
  const decode = (text: string | undefined): string => Buffer.from(text ?? "", "base64").toString();
  const [cluster, user] = [config.clusters[0]?.cluster, config.users[0]?.user];
  const settings = ["http2", "silent", "show-error", "fail", `output = "/dev/null"`];
  settings.push(`cacert = "${folder.write("ca.pem", decode(cluster?.["certificate-authority-data"]))}"`);
  if (user?.["token"] !== undefined) return [...settings, `header = "Authorization: Bearer ${user["token"]}"`];
  settings.push(`cert = "${folder.write("cert.pem", decode(user?.["client-certificate-data"]))}"`);
  return [...settings, `key = "${folder.write("key.pem", decode(user?.["client-key-data"]))}"`];
}
