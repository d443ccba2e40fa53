import { generalOptions } from "../options/general.ts";
import type { CommandOutline } from "./command-outline.ts";

/** `kubectl kt version`. */
export const versionOutline: CommandOutline = {
  name: "version",
  usage: "",
  hasOperands: false,
  summary: "The version of kubectl-kt",
  description: ["Prints the version, as --version does."],
  examples: [{ command: "kubectl kt version", summary: "kubectl-kt 0.1.0" }],
  hasNoDefaults: true,
  groups: [generalOptions],
};
