import { demoOptions } from "../options/demo.ts";
import { generalOptions } from "../options/general.ts";
import type { CommandOutline } from "./command-outline.ts";

/** `kubectl kt demo`. */
export const demoOutline: CommandOutline = {
  name: "demo",
  usage: "[options]",
  hasOperands: false,
  summary: "Follow the logs of a small cluster that runs inside this command",
  description: [
    "Starts an API server of its own on this machine, with workloads that write, restart and are replaced, and follows their logs. Needs no cluster and touches none. Ends with Ctrl-C, and leaves nothing behind.",
  ],
  examples: [
    { command: "kubectl kt demo", summary: "Until Ctrl-C" },
    { command: "kubectl kt demo --for 5s", summary: "For five seconds" },
  ],
  groups: [demoOptions, generalOptions],
};
