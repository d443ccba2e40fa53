/**
 * The journals of a service of two nodes, 300,000 entries of 200 bytes each, from real kubelets: merged by `node-logs`, and one after
 * the other, as they are, with `kubectl get --raw`. Both must give every entry. Needs a cluster of the cluster kit, in KUBECONFIG.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { nodeShell, whyUntroubled } from "../support/cluster-kit.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { type Contestant, describeMachine, isOnPath, runSideBySide } from "../support/side-by-side.ts";

const nodes = ["node-1", "node-2"];
const entries = 300_000;
const service = "kt-bench";
const rounds = 3;
const kubectlKt = join(import.meta.dirname, "../../bin/kubectl-kt");
const kubeconfig = process.env["KUBECONFIG"];

process.env["KT_TEST_KUBECONFIG"] = kubeconfig;
const why = kubeconfig === undefined || kubeconfig === "" ? "KUBECONFIG names no cluster" : whyUntroubled();

if (why !== false) process.stdout.write(`${why}: left out\n`);
else if (isOnPath("kubectl")) await compare();

async function compare(): Promise<void> {
  await Promise.all(nodes.map(fill));
  using folder = scratchFolder();
  const file = join(folder.path, "out.txt");
  const raw = (options: string): string =>
    `for node in ${nodes.join(" ")}; do kubectl get --raw "/api/v1/nodes/$node/proxy/logs/?query=${service}&${options}"; done > ${file}`;
  const ours = (options: string): string =>
    `${kubectlKt} node-logs ${nodes.join(" ")} --query ${service} ${options} -o raw --all > ${file}`;
  const all = nodes.length * entries;
  const counted = (script: string, count: number): string =>
    `${script} && [ $(grep -c "entry [0-9]" ${file}) = ${count} ]`;
  process.stdout.write(`${describeMachine()}\n`);
  for (const [title, contestants] of [
    ["whole journals", { "kubectl-kt": counted(ours(""), all), "kubectl get --raw": counted(raw("boot=0"), all) }],
    [
      "one entry in a thousand, looked for by the nodes",
      {
        "kubectl-kt": counted(ours("--pattern 'entry [0-9]*000 '"), all / 1000),
        "kubectl get --raw": counted(raw("pattern=entry%20%5B0-9%5D%2A000%20"), all / 1000),
      },
    ],
  ] as const) {
    process.stdout.write(`\n${title}\n`);
    const env = { KUBECONFIG: kubeconfig ?? "" };
    await runSideBySide(
      Object.entries(contestants).map(([name, script]): Contestant => ({ name, script, env, rounds })),
    );
  }
}

/** Lets the node's journal have the entries, unless it has them from an earlier run. */
async function fill(node: string): Promise<void> {
  const words = ["get", "--raw", `/api/v1/nodes/${node}/proxy/logs/?query=${service}&tailLines=1`];
  const last = execFileSync("kubectl", words, { encoding: "utf8" });
  if (last.includes(`entry ${entries} `)) return;
  const text = "x".repeat(170);
  const loop = `seq 1 ${entries} | sed 's/.*/level=info entry & ${text}/'`;
  await nodeShell(node, `systemd-run --wait --unit=${service} sh -c "${loop}"`);
}
