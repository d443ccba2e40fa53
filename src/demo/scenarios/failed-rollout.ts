import { jsonLine } from "../line-formats.ts";
import { tellStart } from "../pod-voices.ts";
import type { Container } from "../server/world/container.ts";
import { letCrash } from "./crashing.ts";
import type { Scenario, Stage } from "./scenario.ts";

/** A new version that does not start, beside the old one that goes on. */
export const failedRollout: Scenario = {
  story:
    "A new version of checkout came out some minutes ago. Customers notice nothing, since the old pods go on; but the rollout does not get any further.",
  commands: [
    { line: "diagnose deploy/checkout", shows: "The cause: which pod, since when, its last words" },
    { line: "logs deploy/checkout/checkout --diff rollout", shows: "What only the new version says" },
    {
      line: "logs deploy/checkout --level fatal --pretty",
      shows: "Why it ended, of all containers of all pods",
    },
    {
      line: "logs deploy/checkout/checkout -e order --with-node kubelet --with-events --since 4m",
      shows: "Without the orders, but with what the nodes and the cluster say of these pods",
    },
    {
      line: "diagnose deploy/checkout --wait --timeout 1m",
      shows: "For a pipeline: waits for the rollout, and ends at once since it cannot get well",
    },
    {
      line: "diagnose deploy/checkout --report checkout-report",
      shows: "The folder that a CI job would keep: logs, events, states, and a summary",
      leavesFiles: true,
    },
  ],
  play: (stage) => {
    const { simulation, world, shop } = stage;
    simulation.after(150_000, () => {
      shop.checkout.beginRollout();
      const pod = shop.checkout.surge();
      tellStart(world, pod);
      for (const name of ["wait-for-db", "tracing"]) pod.container(name).writeLine(`${name} is ready`);
      letCrash(stage, pod, { exitCode: 1, runMs: 1_900, write: (container) => startInVain(stage, container) });
    });
    simulation.often(5_000, () => shop.checkout.publish());
    simulation.after(300_000, () => shop.checkout.exceedDeadline());
  },
};

function startInVain({ simulation }: Stage, container: Container): void {
  const say = (delayMs: number, level: string, msg: string, more: Readonly<Record<string, string>> = {}): void =>
    simulation.after(delayMs, () =>
      container.writeLine(jsonLine(simulation.nowMs(), { level, msg, ...more }), {
        stream: level === "fatal" ? "stderr" : "stdout",
      }),
    );
  say(120, "info", "checkout 2.4.0 starts");
  say(480, "info", "configuration read", { file: "/etc/checkout/config.yaml" });
  say(1_700, "fatal", "PAYMENT_URL is not set, and since 2.4.0 it has no default");
}
