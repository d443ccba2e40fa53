import type { World } from "../server/world/world.ts";
import type { Shop } from "../shop.ts";
import type { Simulation } from "../simulation.ts";

/** Where a scenario plays: a shop at work, in which nothing goes wrong by itself. */
export interface Stage {
  readonly simulation: Simulation;
  readonly world: World;
  readonly shop: Shop;
}

/** A command to try in a scenario. */
export interface ShownCommand {
  /** What stands behind `kubectl kt`, as a shell reads it. */
  readonly line: string;
  /** What is seen by it; one line, without a full stop. */
  readonly shows: string;
  /** Whether it writes into the folder where it is run. */
  readonly leavesFiles?: boolean;
}

/** Something that goes wrong in the shop, for trying commands on it. */
export interface Scenario {
  /** What has happened; whole sentences. */
  readonly story: string;
  /** In the order in which one would come to them. */
  readonly commands: readonly ShownCommand[];
  /** Log files that reach this size are rotated. Absent: 10 MiB, as the kubelet's default. */
  readonly maxLogBytes?: number;
  /** Lets it begin, {@link scenarioHistoryMs} before the present. */
  play(stage: Stage): void;
}

/** How much has happened in a scenario when it is first seen. */
export const scenarioHistoryMs: number = 6 * 60_000;
