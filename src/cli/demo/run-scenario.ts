import { platform } from "node:os";
import type { Scenario } from "../../demo/scenarios/scenario.ts";
import { colorLevelOf } from "../../render/color-level.ts";
import { shellWords } from "../../text/shell-words.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { abortOnSignal } from "../signals.ts";
import { exitCodeOfRun } from "../verdict.ts";
import { storyLines } from "./show-scenario.ts";
import { exitCodeOfDemo } from "./wanted-end.ts";

/** Runs a whole command line. @returns its exit code. */
export type RunCommandLine = (words: readonly string[], io: Io) => Promise<number>;

/**
 * Runs the commands of a scenario one after the other, those that leave files behind not, and shows each before what it prints.
 * @returns the exit code: that of the commands does not count, since they find what is wrong; 0 for Ctrl-C.
 */
export async function runScenario(
  { story, commands }: Scenario,
  kubeconfigPath: string,
  io: Io,
  runLine: RunCommandLine,
): Promise<number> {
  const run = new AbortController();
  const stopListening = abortOnSignal(io, run);
  const write = (text: string): Promise<void> => writeFully(io.stdout, Buffer.from(text));
  const bold = boldOf(io);
  // Defaults of one's own could lead away from this cluster.
  const own: Io = { ...io, env: { ...io.env, KUBECONFIG: kubeconfigPath, KUBECTL_KT_NO_CONFIG: "true" } };
  try {
    await write(`${storyLines(story, io.stderr.columns).join("\n")}\n`);
    for (const { line, shows, leavesFiles } of commands) {
      if (leavesFiles === true) continue;
      await write(`\n# ${shows}\n${bold(`$ kubectl kt ${line}`)}\n`);
      const exitCode = await runLine(shellWords(line), own);
      if (run.signal.aborted) break;
      if (exitCode === outputClosed) return exitCode;
    }
  } finally {
    stopListening();
  }
  return exitCodeOfDemo(run.signal);
}

const outputClosed = exitCodeOfRun({ isOutputClosed: true });

function boldOf({ stdout, env }: Io): (text: string) => string {
  const level = colorLevelOf({ flag: "auto", isTerminal: stdout.isTerminal, env, platform: platform() });
  return level > 0 ? (text) => `\u001b[1m${text}\u001b[0m` : (text) => text;
}
