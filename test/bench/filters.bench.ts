/**
 * What each way to choose lines costs on 2 million lines of 20 containers from the fake API server over TLS, against
 * reading all of them. Every filter looks at every line; most leave a line in a thousand.
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

const filters: readonly (readonly [name: string, words: string])[] = [
  ["everything", ""],
  ["--multiline auto", "--multiline auto"],
  ["--grep TEXT", "--grep level=error"],
  ["--grep TEXT, each line by itself", "--grep level=error --multiline off"],
  ["--grep TEXT --ignore-case", "--grep LEVEL=ERROR --ignore-case"],
  ["--grep PATTERN", "--grep 'seq=[0-9]*00 '"],
  ["--exclude TEXT", "--exclude level=info"],
  ["--grep TEXT -C 3", "--grep level=error -C 3"],
  ["--level error", "--level error"],
  ["--level trace, all lines", "--level trace"],
  ["--where, one field", "--where 'seq>=99900'"],
  ["--where, a level and a pattern", `--where 'level>=warn and source=~"^bench-1"'`],
  ["--fields level,seq", "--fields level,seq"],
  ["--highlight TEXT, in colours", "--highlight level=error --color always"],
  ["-o json", "-o json"],
  ["-o logfmt", "-o logfmt"],
];

await runSideBySide(
  filters.map(([name, words]): Contestant => {
    const prefix = words.startsWith("-o") ? "" : "--prefix";
    const script = `${kubectlKt} logs -l app=bench ${prefix} ${words} > /dev/null`;
    return { name, script, env, rounds };
  }),
);
