import type { Option } from "../options/option.ts";
import { allCommands } from "../outlines/all-commands.ts";
import { wrap } from "../../text/wrap.ts";

/** A config file in which every line is a comment: the options that may have a default and do something, group by group. */
export function configTemplate(): string {
  const said = new Set<string>();
  const groups = allCommands
    .filter(({ hasNoDefaults }) => hasNoDefaults !== true)
    .flatMap(({ groups: ofCommand }) => ofCommand)
    .flatMap(({ title, options }) => {
      const open = options.filter(
        ({ name, defaultFrom, isCompatible }) => defaultFrom === undefined && isCompatible !== true && !said.has(name),
      );
      for (const { name } of open) said.add(name);
      return open.length === 0 ? [] : ["", `## ${title}`, ...open.flatMap(optionLines)];
    });
  return `${[...introduction, ...groups].join("\n")}\n`;
}

const introduction = [
  "# Defaults of kubectl kt. Take the # off the options that you want.",
  "#",
  "# The command line comes before a variable (KUBECTL_KT_TAIL for tail), a variable before this file.",
  "# What stands here counts for all commands that have the option; for one command it stands below the command's name:",
  "#",
  "#   logs:",
  "#     timestamps: short",
  "#     exclude-container: [istio-proxy, linkerd-proxy]",
  "#",
  "# kubectl kt config show tells what is in force, kubectl kt --no-config COMMAND runs without any of it.",
];

function optionLines(option: Option): readonly string[] {
  return [...wrap(option.summary, 110).map((line) => `#   ${line}`), `#${option.name}: ${exampleOf(option)}`];
}

function exampleOf({ kind, choices, suggestions, placeholder }: Option): string {
  if (kind === "switch") return "true";
  if (kind === "level") return "1";
  const example = choices?.[0] ?? suggestions?.[0] ?? placeholder ?? "VALUE";
  return /^[\w.-]+$/.test(example) ? example : JSON.stringify(example);
}
