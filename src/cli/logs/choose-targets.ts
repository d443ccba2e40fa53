import { KtError } from "../../errors/kt-error.ts";
import type { Target } from "../../targets/target.ts";
import type { Io } from "../io/io.ts";
import { printable } from "../../text/printable.ts";

/**
 * Lets the user choose among targets (`--prompt`): a numbered list on standard error, answers from standard input. Numbers choose;
 * text makes the list shorter, as often as is liked.
 * @returns the chosen ones in their order; all that are listed for an empty answer, none at the end of the input.
 * @throws KtError KT_USAGE without a terminal, and after three answers in a row that cannot be understood.
 */
export async function chooseTargets(
  targets: readonly Target[],
  io: Io,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  if (!io.stdin.isTerminal) {
    throw new KtError("KT_USAGE", "--prompt needs a terminal to ask on, and standard input is none", {
      hint: "--dry-run lists what matches without asking",
    });
  }
  let listed = targets;
  showList(listed, io);
  for (let misses = 0; misses < mostMisses; ) {
    // Fits into 80 columns.
    io.stderr.write(`Numbers (1,3-5) choose, text narrows, * shows all; Enter for ${amountOf(listed)}: `);
    const answer = (await io.stdin.readLine(signal))?.trim();
    if (answer === undefined) return [];
    const isChoice = answer === "" || /^[\d\s,-]+$/.test(answer);
    const found = isChoice ? chosenBy(answer, listed) : answer === "*" ? targets : containing(answer, listed);
    if (found.length === 0) {
      misses++;
      io.stderr.write(`None of them is ${printable(JSON.stringify(answer))}.\n`);
      continue;
    }
    if (isChoice) return found;
    misses = 0;
    listed = found;
    showList(listed, io);
  }
  throw new KtError("KT_USAGE", "nothing was chosen", { hint: "--dry-run lists what matches without asking" });
}

const mostMisses = 3;

function showList(targets: readonly Target[], { stderr }: Io): void {
  const width = String(targets.length).length;
  for (const [place, target] of targets.entries()) {
    stderr.write(`${String(place + 1).padStart(width)}  ${printable(nameOf(target))}\n`);
  }
}

function amountOf({ length }: readonly Target[]): string {
  return length === 1 ? "this one" : `these ${length}`;
}

function nameOf({ pod, container }: Target): string {
  return `${pod.namespace}/${pod.name}/${container}`;
}

/** Those whose names hold every word. */
function containing(answer: string, targets: readonly Target[]): readonly Target[] {
  const words = answer.split(/\s+/);
  return targets.filter((target) => words.every((word) => nameOf(target).includes(word)));
}

/** Those with these numbers; all for none. */
function chosenBy(answer: string, targets: readonly Target[]): readonly Target[] {
  if (answer === "") return targets;
  const ranges = answer.split(/[\s,]+/).map((part) => /^(\d+)(?:-(\d+))?$/.exec(part));
  return targets.filter((_, place) =>
    ranges.some(
      (range) => range !== null && place + 1 >= Number(range[1]) && place + 1 <= Number(range[2] ?? range[1]),
    ),
  );
}
