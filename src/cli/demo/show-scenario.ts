import { platform } from "node:os";
import type { Scenario } from "../../demo/scenarios/scenario.ts";
import { shellWord } from "../../text/shell-word.ts";
import { wrap } from "../../text/wrap.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { abortOnSignal } from "../signals.ts";
import { exitCodeOfDemo } from "./wanted-end.ts";

/**
 * Says what has happened and which commands to try, and waits.
 * @param end Ends the waiting.
 * @returns the exit code; 0 for Ctrl-C.
 */
export async function showScenario(
  scenario: Scenario,
  kubeconfigPath: string,
  io: Io,
  end: AbortSignal,
): Promise<number> {
  const run = new AbortController();
  const stopListening = abortOnSignal(io, run);
  try {
    const text = scenarioText(scenario, kubeconfigPath, io.stderr.columns);
    await writeFully(io.stdout, Buffer.from(text));
    const ended = AbortSignal.any([run.signal, end]);
    if (!ended.aborted) await new Promise((resolve) => ended.addEventListener("abort", resolve, { once: true }));
  } finally {
    stopListening();
  }
  return exitCodeOfDemo(run.signal);
}

function scenarioText({ story, commands }: Scenario, kubeconfigPath: string, columns: number): string {
  return [
    ...storyLines(story, columns),
    "",
    "In another terminal:",
    "",
    `  ${environmentLine(kubeconfigPath, platform())}`,
    "",
    ...commands.flatMap(({ line, shows }) => [`  # ${shows}`, `  kubectl kt ${line}`, ""]),
    "Ctrl-C here ends the cluster.",
    "",
  ].join("\n");
}

/** What has happened, in lines as wide as a terminal with so many columns shows them well. */
export function storyLines(story: string, columns: number): readonly string[] {
  return wrap(story, Math.min(Math.max(columns, 60), 100));
}

/** How a shell is told which kubeconfig to take. */
export function environmentLine(kubeconfigPath: string, system: NodeJS.Platform): string {
  if (system !== "win32") return `export KUBECONFIG=${shellWord(kubeconfigPath)}`;
  return `$env:KUBECONFIG = '${kubeconfigPath.replaceAll("'", "''")}'`;
}
