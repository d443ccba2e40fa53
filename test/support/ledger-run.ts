import assert from "node:assert/strict";
import { StringDecoder } from "node:string_decoder";
import { announcedGaps } from "./announced-gaps.ts";
import { type Finished, type Running, startExecutable, type StartOptions } from "./executable.ts";
import { SequenceLedger } from "./sequence-ledger.ts";

/** A run of the executable whose output is kept as a ledger only. */
export interface LedgerRun {
  readonly ledger: SequenceLedger;
  readonly running: Running;
  /** Waits until this holds for what was printed. @throws when the run ends before. */
  readonly until: (condition: (ledger: SequenceLedger, err: string) => boolean) => Promise<void>;
  /** Interrupts it, as Ctrl-C does, and waits for its end. */
  readonly interrupt: () => Promise<Finished>;
}

/** Starts the executable with `-o json`. */
export function startWithLedger(words: readonly string[], options: StartOptions = {}): LedgerRun {
  const ledger = new SequenceLedger();
  const decoder = new StringDecoder();
  const onOut = (chunk: Buffer): void => ledger.add(decoder.write(chunk));
  const running = startExecutable([...words, "-o", "json"], { timeoutMs: 300_000, ...options, onOut });
  return {
    ledger,
    running,
    until: async (condition) => {
      try {
        await running.until((_out, err) => condition(ledger, err));
      } catch (error) {
        throw new Error(`${String(error)}\n${describe(ledger)}`, { cause: error });
      }
    },
    interrupt: () => {
      running.child.kill("SIGINT");
      return running.finished;
    },
  };
}

/** How many lines each pod's instances were to print, in turn. */
export type ExpectedLines = Readonly<Record<string, readonly number[]>>;

/**
 * Every line of every instance once, each stream in its order, the whole in the order of time, and no alarm.
 * @param isWriting whether the follow was interrupted while writers wrote: the last lines of one of two pipes may be on their way.
 */
export function assertComplete(ledger: SequenceLedger, err: string, expected: ExpectedLines, isWriting = false): void {
  assertOrdered(ledger);
  assert.deepEqual(ledger.torn.slice(0, 5), []);
  assert.deepEqual(announcedGaps(err), []);
  assert.doesNotMatch(err, /error:/);
  const printed: Record<string, number[]> = {};
  for (const { pod, highest, reached, missing, doubled } of ledger.tallies()) {
    (printed[pod] ??= []).push(highest);
    const lost = isWriting ? missing.filter(({ first }) => first <= reached) : missing;
    assert.deepEqual({ lost, doubled }, { lost: [], doubled: 0 }, pod);
  }
  assert.deepEqual(printed, expected);
}

/** Nothing doubled, each stream in its order, and the whole in the order of time but for what is marked as late. */
export function assertOrdered(ledger: SequenceLedger): void {
  const { misplaced, rest } = ledger;
  assert.deepEqual({ misplaced, rest }, { misplaced: 0, rest: "" });
  for (const { pod, doubled, disordered } of ledger.tallies())
    assert.deepEqual({ doubled, disordered }, { doubled: 0, disordered: 0 }, pod);
}

/** For failures: what was printed of each instance. */
function describe(ledger: SequenceLedger): string {
  return ledger
    .tallies()
    .map(({ pod, instance, printed, highest, missing }) => {
      const runs = missing.slice(0, 5).map(({ first, last }) => `${first}-${last}`);
      return `${pod} instance ${instance}: ${printed} lines up to ${highest}, missing ${runs.join(" ") || "none"}`;
    })
    .join("\n");
}
