import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ClusterTroubles } from "./e2e-cluster.ts";

/** The kit that starts a real cluster on this machine, beside the checkout. */
const kit: string = join(import.meta.dirname, "..", "..", "..", "shared", "cluster");

/** Why the cluster that end-to-end tests run on cannot be troubled; false when it can. */
export function whyUntroubled(): string | false {
  const kubeconfig = process.env["KT_TEST_KUBECONFIG"];
  if (!kubeconfig) return false;
  if (!existsSync(join(kit, "lib.sh"))) return `there is no cluster kit in ${kit}`;
  const own = execFileSync("bash", ["-c", `. '${kit}/lib.sh'; echo "$ADMIN"`], { encoding: "utf8" }).trim();
  if (existsSync(own) && realpathSync(own) === realpathSync(kubeconfig)) return false;
  return "the cluster is not one of the cluster kit's";
}

/** Takes the lock of the kit's cluster, and troubles it by the kit's own means. */
export async function troubleKitCluster(): Promise<ClusterTroubles> {
  const why = whyUntroubled();
  if (why !== false) throw new Error(why);
  const release = await lock();
  return {
    restartApiServer: () =>
      shell(`. '${kit}/lib.sh'
        file=$RUN/kube-apiserver.pid pid=$(pid_of "$RUN/kube-apiserver.pid")
        kill -KILL "$pid"
        while alive "$file"; do sleep 0.1; done
        exec '${kit}/up'`),
    restartKubelet: (node) => shell(`exec '${kit}/node' ${node} systemctl restart kubelet`),
    rebootNode: (node) => shell(`exec '${kit}/node' ${node} reboot`),
    [Symbol.asyncDispose]: release,
  };
}

async function shell(script: string): Promise<void> {
  await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script]);
}

/** The lock goes with the process that holds it, and that one with its standard input, however this process ends. */
async function lock(): Promise<() => Promise<void>> {
  const file = join(tmpdir(), "kubectl-kt-cluster.lock");
  const holder = spawn("flock", [file, "sh", "-c", "echo locked; cat"], { stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(holder, "close");
  await Promise.race([once(holder.stdout, "data"), closed]);
  if (holder.exitCode !== null) throw new Error(`flock ${file} ended with ${holder.exitCode}`);
  return async () => {
    holder.stdin.end();
    await closed;
  };
}
