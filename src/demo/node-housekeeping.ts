import { containerd, kubelet } from "./pod-voices.ts";
import { nodeResource } from "./server/world/resource.ts";
import type { World } from "./server/world/world.ts";
import type { Simulation } from "./simulation.ts";

/** Lets the kubelets answer queries of their nodes' journals, and say what they say on any day. */
export function keepHouse(simulation: Simulation, world: World): void {
  for (const { metadata } of world.store.list(nodeResource)) {
    const node = { nodeName: metadata.name };
    world.kubelet(metadata.name).hasLogQuery = true;
    simulation.often(20_000, () =>
      kubelet(world, node, "I", "kubelet_volumes.go:163", "Cleaned up orphaned pod volumes dir", 'podUID="none left"'),
    );
    simulation.often(30_000, () => containerd(world, node, "info", "metadata garbage collected"));
  }
}
