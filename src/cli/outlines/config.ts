import { configOptions } from "../options/config.ts";
import { generalOptions } from "../options/general.ts";
import type { CommandOutline } from "./command-outline.ts";

/** `kubectl kt config`. */
export const configOutline: CommandOutline = {
  name: "config",
  usage: "init|show|path [options]",
  hasOperands: true,
  operandChoices: [
    { name: "init", summary: "Write a config file with every option as a comment" },
    { name: "show", summary: "Show the defaults in force and where each comes from" },
    { name: "path", summary: "Show where the config file is looked for" },
  ],
  summary: "Defaults for options: the config file and KUBECTL_KT_ variables",
  description: [
    "A default counts where the command line says nothing. The variable of an option (KUBECTL_KT_TAIL for --tail) comes before the config file, and there the section of a command before the rest. --no-config leaves out all of them.",
  ],
  examples: [
    { command: "kubectl kt config init", summary: "A config file to begin with" },
    { command: "kubectl kt config show", summary: "What is in force, and why" },
  ],
  hasNoDefaults: true,
  groups: [configOptions, generalOptions],
};
