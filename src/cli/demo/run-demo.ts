import { startDemoCluster } from "../../demo/demo-cluster.ts";
import { allScenarios } from "../../demo/scenarios/all-scenarios.ts";
import type { Scenario } from "../../demo/scenarios/scenario.ts";
import { KtError } from "../../errors/kt-error.ts";
import { alignedRows } from "../../text/aligned-rows.ts";
import { durationMs, parseDuration } from "../../time/duration.ts";
import { type Flags, readChoice } from "../arguments/flags.ts";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { demoOutline } from "../outlines/demo.ts";
import { followShop } from "./follow-shop.ts";
import { type RunCommandLine, runScenario } from "./run-scenario.ts";
import { showScenario } from "./show-scenario.ts";

/**
 * Does what `kubectl kt demo` was asked for: follows the lively shop, or shows a scenario, until Ctrl-C or the end of `--for`, which both
 * are the end that was wanted; or runs the commands of a scenario.
 * @param runLine Runs a command line, for `--run`.
 * @returns the exit code.
 * @throws KtError KT_USAGE for a scenario that there is not, and for options that do not go together.
 */
export async function runDemo(
  flags: Flags,
  operands: readonly string[],
  io: Io,
  runLine: RunCommandLine,
): Promise<number> {
  if (flags.isOn("list") === true) {
    const [word] = operands;
    if (word === undefined) return await listScenarios(io);
    throw new KtError("KT_USAGE", `--list shows all scenarios, and takes no ${JSON.stringify(word)}`, {
      hint: "kubectl kt demo --list",
    });
  }
  const scenario = scenarioOf(operands);
  const forText = flags.filled("for");
  const forMs = forText === undefined ? undefined : durationMs(parseDuration("--for", forText));
  const seed = flags.count("seed", 0);
  const isRun = flags.isOn("run") === true;
  if (isRun && scenario === undefined) throw needsScenario();
  if (isRun && forMs !== undefined) {
    throw new KtError("KT_USAGE", "--run ends with its last command, and takes no --for", {
      hint: `kubectl kt demo ${operands.join(" ")} --run`,
    });
  }
  await using demo = await startDemoCluster({ scenario, ...(seed === undefined ? {} : { seed }) });
  if (scenario !== undefined && isRun) return await runScenario(scenario, demo.kubeconfigPath, io, runLine);
  const end = new AbortController();
  const stopTimer = forMs === undefined ? undefined : io.clock.after(forMs, () => end.abort());
  try {
    return scenario === undefined
      ? await followShop(demo.kubeconfigPath, flags, io, end.signal)
      : await showScenario(scenario, demo.kubeconfigPath, io, end.signal);
  } finally {
    stopTimer?.();
  }
}

async function listScenarios(io: Io): Promise<number> {
  const rows = (demoOutline.operandChoices ?? []).map(({ name, summary }) => [name, summary]);
  await writeFully(io.stdout, Buffer.from(alignedRows(rows, "  ")));
  return 0;
}

function scenarioOf([name, ...others]: readonly string[]): Scenario | undefined {
  if (name === undefined) return undefined;
  if (others.length > 0) {
    throw new KtError("KT_USAGE", "kubectl kt demo shows one scenario at a time", {
      hint: `kubectl kt demo ${name}`,
    });
  }
  return allScenarios.get(readChoice("kubectl kt demo", name, [...allScenarios.keys()]));
}

function needsScenario(): KtError {
  return new KtError("KT_USAGE", "--run runs the commands of a scenario", {
    hint: "example: kubectl kt demo failed-rollout --run; kubectl kt demo --list shows all",
  });
}
