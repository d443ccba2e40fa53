import { alignedRows } from "../text/aligned-rows.ts";
import { wrap } from "../text/wrap.ts";
import { type OptionGroup, optionUsage } from "./options/option.ts";
import type { CommandOutline } from "./outlines/command-outline.ts";

/** Help of `kubectl kt` itself. */
export function overviewText(commands: readonly CommandOutline[]): string {
  const table = alignedRows(
    commands.map(({ name, summary }) => [`  ${name}`, summary]),
    "  ",
  );
  return `${[
    "Logs of pods and workloads: every line once, in order.",
    "",
    "Usage: kubectl kt COMMAND [options]",
    "",
    "Commands:",
    table,
    "kubectl kt COMMAND --help shows a command's options, kubectl kt --version the version.",
  ].join("\n")}\n`;
}

/**
 * Help of one command.
 * @param columns width of the terminal; lines are broken there, at 120 at most.
 */
export function commandText(outline: CommandOutline, columns: number): string {
  const width = Math.min(Math.max(columns, 60), 120);
  const parts = [
    `${outline.summary}.`,
    "",
    `Usage: kubectl kt ${outline.name} ${outline.usage}`.trimEnd(),
    ...outline.description.flatMap((paragraph) => ["", ...wrap(paragraph, width)]),
    "",
    "Examples:",
    ...outline.examples.flatMap(({ command, summary }) => [`  # ${summary}`, `  ${command}`]),
    ...outline.groups.flatMap((group) => ["", `${group.title}:`, ...optionLines(group, width)]),
  ];
  return `${parts.join("\n")}\n`;
}

/** Width of the column with the options' names. */
const nameColumns = 34;

function optionLines(group: OptionGroup, width: number): readonly string[] {
  return group.options.flatMap((option) => {
    const usage = `  ${option.short === undefined ? "    " : ""}${optionUsage(option)}`;
    const [first = "", ...rest] = wrap(option.summary, width - nameColumns);
    const indent = " ".repeat(nameColumns);
    const tail = rest.map((line) => indent + line);
    return usage.length + 2 > nameColumns
      ? [usage, indent + first, ...tail]
      : [usage.padEnd(nameColumns) + first, ...tail];
  });
}
