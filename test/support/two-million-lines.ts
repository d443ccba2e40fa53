import { join } from "node:path";
import { startBenchServer } from "./bench-server.ts";
import { describeMachine, runSideBySide } from "./side-by-side.ts";

/** A way to read the lines: what the options of `kubectl kt logs` are for it. */
export type Reading = readonly [name: string, words: string];

/**
 * Lets `kubectl kt logs` read 2 million lines of 20 containers from a fake API server over TLS in each of some ways, in turn, and
 * prints what each costs against the first.
 */
export async function compareReadings(readings: readonly Reading[]): Promise<void> {
  const kubectlKt = join(import.meta.dirname, "../../bin/kubectl-kt");
  await using server = await startBenchServer({ containers: 20, lines: 100_000 });
  process.stdout.write(`${describeMachine()}\n`);
  const env = { KUBECONFIG: server.kubeconfig };
  const scriptOf = (words: string): string => `${kubectlKt} logs -l app=bench ${words} > /dev/null`;
  await runSideBySide(readings.map(([name, words]) => ({ name, script: scriptOf(words), env, rounds: 3 })));
}
