import type { Plugin } from "esbuild";
import { allCommands } from "../src/cli/outlines/all-commands.ts";

/**
 * Stands in the bundle's entry for `src/cli/outlines/all-commands.ts` and all that it is made of: the same data, read at build time. As
 * JSON it is there in a sixth of the time.
 */
export const freezeCommands: Plugin = {
  name: "freeze-commands",
  setup(build) {
    build.onLoad({ filter: /\/src\/cli\/outlines\/all-commands\.ts$/ }, () => ({ contents: frozenCommands() }));
  },
};

/** A module that exports what `src/cli/outlines/all-commands.ts` does. Commands share groups of options, which stand in it once. */
export function frozenCommands(): string {
  const groups = [...new Set(allCommands.flatMap((command) => command.groups))];
  const commands = allCommands.map((command) => ({
    ...command,
    groups: command.groups.map((group) => groups.indexOf(group)),
  }));
  return [
    `const groups = JSON.parse(${literal(groups)});`,
    `const commands = JSON.parse(${literal(commands)});`,
    "export const allCommands = commands.map((command) => ({ ...command, groups: command.groups.map((at) => groups[at]) }));",
  ].join("\n");
}

function literal(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}
