import { crashLoop } from "./crash-loop.ts";
import { failedRollout } from "./failed-rollout.ts";
import { noisyNeighbour } from "./noisy-neighbour.ts";
import type { Scenario } from "./scenario.ts";
import { sickNode } from "./sick-node.ts";

/** All scenarios by their names. */
export const allScenarios: ReadonlyMap<string, Scenario> = new Map([
  ["failed-rollout", failedRollout],
  ["crash-loop", crashLoop],
  ["noisy-neighbour", noisyNeighbour],
  ["sick-node", sickNode],
]);
