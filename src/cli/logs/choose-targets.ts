import { KtError } from "../../errors/kt-error.ts";
import type { Target } from "../../targets/target.ts";
import type { Io } from "../io/io.ts";

/**
 * Lets the user choose among targets (`--prompt`): a numbered list on standard error, the answer from standard input.
 * @returns the chosen ones in their order; all of them for an empty answer.
 * @throws KtError KT_USAGE without a terminal, and after three answers that cannot be understood.
 */
export async function chooseTargets(
  targets: readonly Target[],
  io: Io,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  if (!io.stdin.isTerminal) {
    throw new KtError("KT_USAGE", "--prompt needs a terminal to ask on", {
      hint: "--dry-run lists what matches without asking",
    });
  }
  const width = String(targets.length).length;
  for (const [place, target] of targets.entries()) {
    io.stderr.write(`${String(place + 1).padStart(width)}  ${nameOf(target)}\n`);
  }
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    io.stderr.write("Which ones? Numbers as in 1,3-5, or part of a name; Enter for all: ");
    const answer = await io.stdin.readLine(signal);
    if (answer === undefined) return [];
    const chosen = targetsOf(answer.trim(), targets);
    if (chosen.length > 0) return chosen;
    io.stderr.write(`None of them is ${JSON.stringify(answer.trim())}.\n`);
  }
  throw new KtError("KT_USAGE", "nothing was chosen", { hint: "--dry-run lists what matches without asking" });
}

const mostAttempts = 3;

function nameOf({ pod, container }: Target): string {
  return `${pod.namespace}/${pod.name}/${container}`;
}

function targetsOf(answer: string, targets: readonly Target[]): readonly Target[] {
  if (answer === "") return targets;
  if (!/^[\d\s,-]+$/.test(answer)) return targets.filter((target) => nameOf(target).includes(answer));
  const ranges = answer.split(/[\s,]+/).map((part) => /^(\d+)(?:-(\d+))?$/.exec(part));
  return targets.filter((_, place) =>
    ranges.some(
      (range) => range !== null && place + 1 >= Number(range[1]) && place + 1 <= Number(range[2] ?? range[1]),
    ),
  );
}
