import { demoOptions } from "../options/demo.ts";
import { generalOptions } from "../options/general.ts";
import type { CommandOutline } from "./command-outline.ts";

/** `kubectl kt demo`. */
export const demoOutline: CommandOutline = {
  name: "demo",
  usage: "[SCENARIO] [options]",
  hasOperands: true,
  operandChoices: [
    { name: "failed-rollout", summary: "A new version does not start, and the rollout gets stuck" },
    { name: "crash-loop", summary: "A program panics again and again" },
    { name: "noisy-neighbour", summary: "One pod drowns all others' lines and uses up its node's memory" },
    { name: "sick-node", summary: "A node's disk is full, and its containers' logs are out of reach" },
  ],
  summary: "A small cluster inside this command, to try the others on",
  description: [
    "Starts an API server of its own on this machine, with a small shop at work, and follows the shop's logs. With a SCENARIO something has gone wrong in the shop: it says what, which commands to try in another terminal, and waits; --run runs them itself. Needs no cluster and touches none. Ends with Ctrl-C, and leaves nothing behind.",
  ],
  examples: [
    { command: "kubectl kt demo", summary: "Lively logs, until Ctrl-C" },
    { command: "kubectl kt demo --list", summary: "Which scenarios there are" },
    { command: "kubectl kt demo failed-rollout", summary: "A cluster with something to find, for another terminal" },
    {
      command: "kubectl kt demo failed-rollout --run",
      summary: "Its commands and what they show, one after the other",
    },
    { command: "kubectl kt demo --for 5s", summary: "For five seconds" },
  ],
  groups: [demoOptions, generalOptions],
};
