import { sayAsContainerd, sayAsKubelet } from "./pod-voices.ts";
import { nodeResource } from "./server/world/resource.ts";
import type { World } from "./server/world/world.ts";
import type { Simulation } from "./simulation.ts";

/** Lets the kubelets answer queries of their nodes' journals, and say what they say on any day. */
export function keepHouse(simulation: Simulation, world: World): void {
  for (const { metadata } of world.store.list(nodeResource)) {
    const node = metadata.name;
    world.kubelet(node).hasLogQuery = true;
    simulation.often(20_000, () =>
      sayAsKubelet(
        world,
        node,
        "I",
        "kubelet_volumes.go:163",
        '"Cleaned up orphaned pod volumes dir" podUID="none left"',
      ),
    );
    simulation.often(30_000, () => sayAsContainerd(world, node, "info", "metadata garbage collected"));
  }
}
