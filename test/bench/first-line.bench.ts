/**
 * The last line of 1 and of 50 containers of a real cluster: how long until the first line is there, and until all are. Fails where that
 * of one container comes more than 100 ms after kubectl's. Needs `KUBECONFIG` with an administrator's rights, kubectl on PATH and the image logspam (see `test/support/real-e2e-cluster.ts`).
 */
import { benchOnRealCluster, kubectlKt } from "../support/real-bench.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { isOnPath, medianOf, printTable } from "../support/side-by-side.ts";
import { type LineTimes, timeLines } from "../support/timed-lines.ts";

const containers = 50;
const rounds = 9;
/** How much later than kubectl's the first line of one container may come. */
const boundMs = 100;

await benchOnRealCluster(compare);

async function compare(cluster: E2eCluster): Promise<void> {
  const { namespace } = cluster;
  await cluster.addWriters({ name: "many", replicas: containers, linesPerSecond: 1 });
  await cluster.addWriter({ name: "one", lines: 1000, linesPerSecond: 0, then: "sleep" });
  await cluster.writerDone("one");
  const ofOne = ["logs", "one", "-n", namespace, "--tail=1"];
  const ofMany = ["logs", "-l", "app=many", "-n", namespace, "--tail=1", "--prefix"];
  const one: Command[] = [
    [kubectlKt, ...ofOne],
    ["kubectl", ...ofOne],
  ];
  const many: Command[] = [
    [kubectlKt, ...ofMany.map((word) => word.replace("--tail=1", "--tail-each=1"))],
    ["kubectl", ...ofMany, `--max-log-requests=${containers}`],
  ];
  if (isOnPath("stern")) {
    const stern = ["-n", namespace, "--no-follow", "--tail=1", "--color=never", "--qps=-1"];
    one.push(["stern", "^one$", ...stern]);
    many.push(["stern", "^many-", ...stern, `--max-log-requests=${containers}`]);
  }
  const env = { KUBECONFIG: cluster.kubeconfig };
  const timesOfOne = await timesOf(one, 1, env);
  const timesOfMany = await timesOf(many, containers, env);
  printTable([
    ["", "first line", "last line"],
    ...rowsOf("1 container", one, timesOfOne),
    ...rowsOf("50 containers", many, timesOfMany),
  ]);
  const [ours = [], theirs = []] = timesOfOne;
  const laterMs = medianOf(ours.map(({ firstMs }, round) => firstMs - (theirs[round]?.firstMs ?? firstMs)));
  process.stdout.write(`1 container: the first line ${Math.round(laterMs)} ms after kubectl's, bound ${boundMs} ms\n`);
  if (laterMs > boundMs) process.exitCode = 1;
}

type Command = [program: string, ...args: string[]];

/** Lets the programs run in turn. @returns the times of each one's rounds. */
async function timesOf(
  commands: readonly Command[],
  lines: number,
  env: Readonly<Record<string, string>>,
): Promise<readonly (readonly LineTimes[])[]> {
  const times = commands.map((): LineTimes[] => []);
  for (const command of commands) await timeLines(command, lines, env);
  for (let round = 0; round < rounds; round++) {
    for (const [place, command] of commands.entries()) times[place]?.push(await timeLines(command, lines, env));
  }
  return times;
}

/** Medians. */
function rowsOf(title: string, commands: readonly Command[], times: readonly (readonly LineTimes[])[]): string[][] {
  return commands.map(([program], place) => {
    const name = program === kubectlKt ? "kubectl-kt" : program === "kubectl" ? "kubectl logs" : "stern --qps -1";
    const median = (pick: (time: LineTimes) => number): string =>
      `${Math.round(medianOf((times[place] ?? []).map(pick)))} ms`;
    return [`${title}, ${name}`, median(({ firstMs }) => firstMs), median(({ lastMs }) => lastMs)];
  });
}
