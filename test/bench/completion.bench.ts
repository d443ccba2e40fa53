/**
 * TAB behind `kubectl kt logs` against `kubectl get` of the same names, on a real cluster: kubectl-kt shall be ready within 100 ms
 * of kubectl. Needs `KUBECONFIG` with an administrator's rights, and kubectl on PATH.
 */
import { join } from "node:path";
import { describeMachine, isOnPath, medianOf, printTable } from "../support/side-by-side.ts";
import { measureRun, type RunFigures } from "../support/measured-run.ts";

const rounds = 15;
const bin = join(import.meta.dirname, "../../bin");
const kubeconfig = process.env["KUBECONFIG"];

/** The same names, by kubectl and by completion. */
const questions: readonly (readonly [names: string, get: string, words: string])[] = [
  ["pods of a namespace", "pods -n kube-system", "logs -n kube-system ''"],
  ["Deployments of a namespace", "deployments -n kube-system", "logs -n kube-system deploy/"],
  ["pods of all namespaces", "pods -A", "logs -A ''"],
  ["namespaces", "namespaces", "logs -n ''"],
];

if (kubeconfig === undefined || kubeconfig === "") process.stdout.write("KUBECONFIG names no cluster: left out\n");
else if (isOnPath("kubectl")) await compare({ KUBECONFIG: kubeconfig });

async function compare(env: Readonly<Record<string, string>>): Promise<void> {
  process.stdout.write(`${describeMachine()}\n`);
  const rows: string[][] = [];
  for (const [names, get, words] of questions) {
    const byKubectl = `kubectl get ${get} -o name >/dev/null`;
    const byUs = `'${bin}/kubectl_complete-kt' ${words} >/dev/null`;
    const kubectlRuns: RunFigures[] = [];
    const ourRuns: RunFigures[] = [];
    await measureRun(byKubectl, env);
    await measureRun(byUs, env);
    // In turn, and the difference pair by pair: what else happens on the machine meets both.
    for (let round = 0; round < rounds; round++) {
      kubectlRuns.push(await measureRun(byKubectl, env));
      ourRuns.push(await measureRun(byUs, env));
    }
    const of = (pick: (run: RunFigures) => number): string[] => {
      const kubectl = kubectlRuns.map(pick);
      const ours = ourRuns.map(pick);
      const differences = ours.map((ms, round) => ms - (kubectl[round] ?? 0));
      return [kubectl, ours, differences].map((list) => `${Math.round(medianOf(list))} ms`);
    };
    // The processor's time is what a busy machine changes least.
    rows.push([names, ...of(({ wallMs }) => wallMs), ...of(({ cpuMs }) => cpuMs)]);
  }
  const { wallMs: optionMs } = await measureRun(`'${bin}/kubectl_complete-kt' logs -- >/dev/null`, env);
  printTable([["", "kubectl get", "completion", "difference", "CPU", "CPU", "difference"], ...rows]);
  process.stdout.write(`An option's name, for which nobody is asked: ${Math.round(optionMs)} ms\n`);
}
