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
export async function troubleKitCluster(namespace: string): Promise<ClusterTroubles> {
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
    breakNode: async (node, what) => {
      const { breaking, mending } = breakages[what];
      const onNode = (script: string): string => script.replaceAll("NODE", node).replaceAll("KIT", kit);
      await shell(onNode(breaking));
      return {
        [Symbol.asyncDispose]: async () => {
          await shell(onNode(mending));
          await shell(onNode(untilReady));
        },
      };
    },
    deleteLogFile: (node, writer) =>
      shell(`exec '${kit}/node' ${node} sh -c 'rm /var/log/pods/${namespace}_${writer}_*/writer/*.log'`),
    [Symbol.asyncDispose]: release,
  };
}

/** Shell that breaks something of NODE, and that mends it; KIT is the kit's folder. */
const breakages = {
  kubelet: {
    breaking: "exec 'KIT/node' NODE systemctl stop kubelet",
    mending: "exec 'KIT/node' NODE systemctl start kubelet",
  },
  // The host's end of the link: routes inside of the node outlive that.
  link: {
    breaking: "node=NODE; exec ip link set kt-n${node#node-} down",
    mending: "node=NODE; exec ip link set kt-n${node#node-} up",
  },
  runtime: {
    breaking: "exec 'KIT/node' NODE systemctl stop containerd",
    mending: "exec 'KIT/node' NODE systemctl start containerd",
  },
  certificate: {
    breaking: `exec 'KIT/node' NODE sh -c '
      cd /etc/kubernetes && cp NODE.crt NODE.crt.kept
      printf "[req]\\ndistinguished_name=dn\\n[dn]\\n" > /tmp/req.conf
      address=$(ip -4 -o addr show eth0 | sed "s/.*inet //; s,/.*,,")
      openssl req -x509 -config /tmp/req.conf -key NODE.key -subj /CN=NODE -days 1 -out NODE.crt \\
        -addext "subjectAltName=IP:$address"
      systemctl restart kubelet; sleep 3'`,
    mending: `exec 'KIT/node' NODE sh -c '
      cd /etc/kubernetes && mv NODE.crt.kept NODE.crt && systemctl restart kubelet'`,
  },
} as const;

/** A node that was broken counts as Ready a while after it is. */
const untilReady = `. 'KIT/lib.sh'
  export KUBECONFIG=$ADMIN
  for attempt in $(seq 120); do
    sleep 1
    age=$(( $(date +%s) - $(date -d "$(kubectl get lease -n kube-node-lease NODE -o jsonpath='{.spec.renewTime}')" +%s) ))
    ready=$(kubectl get node NODE -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')
    if [ "$age" -lt 15 ] && [ "$ready" = True ]; then exit 0; fi
  done
  exit 1`;

/** Runs a command line on a node of the kit's cluster. */
export async function nodeShell(node: string, line: string): Promise<void> {
  await promisify(execFile)(join(kit, "node"), [node, "sh", "-c", line]);
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
