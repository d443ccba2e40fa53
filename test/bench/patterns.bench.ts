/**
 * What it costs to count and cluster 2 million lines of 20 containers from the fake API server over TLS, against printing
 * all of them; what the clustering alone does in a second is printed by `test/bench/patterns.ts`.
 */
import { join } from "node:path";
import { startBenchServer } from "../support/bench-server.ts";
import { type Contestant, describeMachine, runSideBySide } from "../support/side-by-side.ts";

const containers = 20;
const lines = 100_000;
const rounds = 3;
const kubectlKt = join(import.meta.dirname, "../../bin/kubectl-kt");
await using server = await startBenchServer({ containers, lines });
process.stdout.write(`${describeMachine()}\n`);
const env = { KUBECONFIG: server.kubeconfig };

const analyses: readonly (readonly [name: string, words: string])[] = [
  ["everything", "--prefix"],
  ["--count-by pod", "--count-by pod"],
  ["--count-by pod, each line by itself", "--count-by pod --multiline off"],
  ["--count-by level", "--count-by level"],
  ["--count-by minute,level", "--count-by minute,level"],
  ["--count-by a field", "--count-by source"],
  ["--patterns", "--patterns"],
  ["--patterns of few lines", "--patterns --level error"],
  ["--diff of two halves", "--diff 2000-01-01..2000-01-02"],
];

await runSideBySide(
  analyses.map(([name, words]): Contestant => {
    const script = `${kubectlKt} logs -l app=bench ${words} > /dev/null`;
    return { name, script, env, rounds };
  }),
);
