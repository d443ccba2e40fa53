import type { Environment } from "../../kube/environment.ts";
import { nearNames } from "../../text/near-names.ts";
import { allCommands } from "../outlines/all-commands.ts";
import { optionsOf } from "../outlines/command-outline.ts";
import { areMeantFor, checkValues, type DefaultValue } from "./default-value.ts";

/** Begins the name of each variable. */
export const variablePrefix = "KUBECTL_KT_";

/** What the variables KUBECTL_KT_* say. */
export interface EnvironmentDefaults {
  readonly values: readonly DefaultValue[];
  /** Variables that mean no option, each with the names that are near. */
  readonly unknown: readonly { readonly variable: string; readonly near: readonly string[] }[];
}

/**
 * Reads the variables KUBECTL_KT_*. An empty one counts as not set. One of an option that may be repeated holds a value a line.
 * @throws KtError KT_USAGE for a value that cannot be meant.
 */
export function readEnvironmentDefaults(env: Environment): EnvironmentDefaults {
  const open = allCommands.flatMap(optionsOf).filter(({ defaultFrom }) => defaultFrom !== "nowhere");
  const options = Map.groupBy(open, ({ name }) => variableOf(name));
  const values: DefaultValue[] = [];
  const unknown: EnvironmentDefaults["unknown"][number][] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(variablePrefix) || !text) continue;
    const [option, ...others] = options.get(variable) ?? [];
    if (option === undefined) {
      unknown.push({ variable, near: nearNames(variable, [...options.keys()]) });
      continue;
    }
    const texts = option.kind === "list" ? text.split("\n").filter((line) => line !== "") : [text];
    // Another command may take what the first one does not.
    if (!others.some((other) => areMeantFor(other, texts))) checkValues(option, texts, variable);
    values.push({ name: option.name, values: texts, from: "variable", origin: variable });
  }
  return { values, unknown };
}

/** The variable of an option: `KUBECTL_KT_TAIL_EACH`. */
function variableOf(name: string): string {
  return variablePrefix + name.toUpperCase().replaceAll("-", "_");
}
