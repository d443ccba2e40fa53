import { tellBackOff, tellContainerStart } from "../pod-voices.ts";
import type { Container } from "../server/world/container.ts";
import type { Pod } from "../server/world/pod.ts";
import type { Stage } from "./scenario.ts";

/** A program that ends soon after each start. */
export interface CrashingProgram {
  readonly exitCode: number;
  /** How long it runs. */
  readonly runMs: number;
  /** Writes what a run says; called at its start. */
  readonly write: (container: Container) => void;
}

/** As the kubelet waits (kubernetes v1.36.3 pkg/kubelet/kubelet.go). */
const firstDelayMs = 10_000;
const maxDelayMs = 300_000;

/** Lets the pod's container, which runs, end again and again, with longer and longer pauses. */
export function letCrash(stage: Stage, pod: Pod, program: CrashingProgram): void {
  const { simulation, world } = stage;
  const container = pod.container();
  const run = (delayMs: number): void => {
    program.write(container);
    simulation.after(program.runMs, () => {
      container.exit({ exitCode: program.exitCode });
      simulation.after(800, () => wait(delayMs));
    });
  };
  const wait = (delayMs: number): void => {
    const seconds = delayMs / 1000;
    const message = `back-off ${seconds}s restarting failed container=${container.name} pod=${pod.name}_${pod.namespace}(${pod.uid})`;
    container.wait("CrashLoopBackOff", message);
    tellBackOff(world, pod, container, seconds);
    simulation.after(delayMs, () => {
      container.start();
      tellContainerStart(world, pod, container);
      run(Math.min(delayMs * 2, maxDelayMs));
    });
  };
  run(firstDelayMs);
}
