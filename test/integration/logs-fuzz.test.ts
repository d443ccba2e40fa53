import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { inPieces } from "../support/faults.ts";
import { type ChosenFlags, chooseFlags, chooseWholeFlags } from "../support/log-fuzz/chosen-flags.ts";
import { Dice } from "../support/log-fuzz/dice.ts";
import { chooseFormat, comparableJson, type ExpectedFormat, rawFormat } from "../support/log-fuzz/expected-output.ts";
import { faultOf, type FuzzRun, runWords } from "../support/log-fuzz/fuzz-run.ts";
import { expectedLines } from "../support/log-fuzz/log-oracle.ts";
import { saveWorld } from "../support/log-fuzz/saved-world.ts";
import { placedClock, writeWorld, type WrittenContainer } from "../support/log-fuzz/written-world.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** The seeds of the worlds, always the same ones; with `KT_TEST_FUZZ_SEEDS=100-999` others. */
const [firstSeed = 1, lastSeed = firstSeed] = (process.env["KT_TEST_FUZZ_SEEDS"] ?? "1-5").split("-").map(Number);
const runsOfEach = 16;

/** A world, and what runs in it are chosen by. */
interface Fuzzed {
  readonly dice: Dice;
  readonly cluster: FakeCluster;
  readonly containers: readonly WrittenContainer[];
}

async function inWorld(seed: number, look: (fuzzed: Fuzzed) => Promise<void>): Promise<void> {
  const dice = new Dice(seed);
  const clock = placedClock();
  const kept = { maxDeadContainers: 9, maxLogFiles: 99 };
  await using cluster = await startFakeCluster({ clock, ...kept, featureGates: { PodLogsQuerySplitStreams: true } });
  await look({ dice, cluster, containers: writeWorld(dice, cluster, clock) });
}

function check(words: readonly string[], run: FuzzRun, format: ExpectedFormat, expected: Buffer): void {
  const actual = format.isJson ? comparableJson(run.out) : run.out;
  if (!actual.equals(expected)) assert.fail(faultOf(words, run, actual, expected));
}

function expectedOf({ containers }: Fuzzed, { wanted }: ChosenFlags, format: ExpectedFormat): Buffer {
  return format.write(expectedLines(containers, wanted));
}

const everything = ["logs", "-l", "app=web", "-A"];

suite("random flags over random logs", { timeout: 3_600_000 }, () => {
  for (let seed = firstSeed; seed <= lastSeed; seed++) {
    test(`L4 L7 L8 L11 L18 L19 L20 L21 L25 H1 H4 seed ${seed}: logs prints exactly the lines that it is asked for`, () =>
      inWorld(seed, async (fuzzed) => {
        const { dice, cluster, containers } = fuzzed;
        // Dice of their own: how often they are thrown is a matter of timing.
        const sizes = new Dice(-seed);
        cluster.faults.add(inPieces(() => sizes.pick([7, 100, 5000, 65_536]), { path: /\/log(s\/|$)/u }));
        for (let run = 0; run < runsOfEach; run++) {
          const chosen = chooseFlags(dice, containers);
          const format = chooseFormat(dice);
          const backend = chosen.wanted.isHistory ? [] : dice.pick([[], ["--backend", "api"], ["--backend", "files"]]);
          const streams = dice.words(0.15, () => ["--max-streams", String(dice.int(1, 3))]);
          const words = [...everything, ...chosen.words, ...format.words, ...backend, ...streams];
          const came = await runWords([...words, "--kubeconfig", cluster.kubeconfig()]);
          check(words, came, format, expectedOf(fuzzed, chosen, format));
        }
      }));

    test(`L27 seed ${seed}: a capture as JSON comes to the same as the logs themselves, whatever is asked of it`, () =>
      inWorld(seed, async (fuzzed) => {
        const { dice, cluster, containers } = fuzzed;
        const isHistory = dice.chance(0.5);
        const history = isHistory ? ["--history", "--instances", "all"] : [];
        const words = [...everything, ...history, "-o", "json", "--kubeconfig", cluster.kubeconfig()];
        using folder = scratchFolder();
        const { out: capture } = await runWords(words);
        writeFileSync(join(folder.path, "capture.json"), capture);
        for (let run = 0; run < runsOfEach; run++) {
          const chosen = chooseWholeFlags(dice, containers, isHistory);
          const format = chooseFormat(dice);
          const replayed = ["logs", "--file", join(folder.path, "capture.json"), ...chosen.words, ...format.words];
          const came = await runWords(replayed);
          check(replayed, came, format, expectedOf(fuzzed, chosen, format));
        }
      }));

    test(`L27 seed ${seed}: saved files come to the same as the logs themselves, whatever is asked of them`, () =>
      inWorld(seed, async (fuzzed) => {
        const { dice, containers } = fuzzed;
        using folder = scratchFolder();
        const { format, paths } = saveWorld(dice, containers, folder.path);
        // Zero bytes are taken for text only where the format is said.
        const files = ["--format", format, ...paths.flatMap((path) => ["--file", path])];
        for (let run = 0; run < runsOfEach; run++) {
          const chosen = chooseWholeFlags(dice, containers, false);
          const words = ["logs", ...files, ...chosen.words, ...rawFormat.words];
          check(words, await runWords(words), rawFormat, expectedOf(fuzzed, chosen, rawFormat));
        }
      }));
  }
});
