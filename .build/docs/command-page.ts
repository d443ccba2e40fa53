import type { CommandOutline } from "../../src/cli/outlines/command-outline.ts";
import { guidesOf } from "./guides.ts";
import { optionTables, tableCell } from "./option-tables.ts";

/** The page of a command in docs/commands/, in Markdown: all of it is made from the command's own data. */
export function commandPage(outline: CommandOutline): string {
  const { name, usage, summary, description, operandChoices = [], examples } = outline;
  const choices = operandChoices.map((choice) => `| \`${choice.name}\` | ${tableCell(choice.summary)} |`);
  const guides = guidesOf[name] ?? [];
  return [
    "<!-- Made by npm run docs from the command's options. -->",
    `# kubectl kt ${name}`,
    "",
    `${summary}.`,
    "",
    "```",
    `kubectl kt ${name} ${usage}`,
    "```",
    ...description.flatMap((paragraph) => ["", plain(paragraph)]),
    ...(choices.length === 0 ? [] : ["", "| | |", "| --- | --- |", ...choices]),
    ...(examples.length === 0 ? [] : ["", "## Examples", "", "```", ...exampleLines(outline), "```"]),
    ...(guides.length === 0 ? [] : ["", "## More", "", ...guides.map(([file, title]) => `- [${title}](../${file})`)]),
    "",
    "## Options",
    "",
    optionTables(outline),
  ].join("\n");
}

/** The row of a command in a table, linked to its page. @param folder Where the pages lie, as seen from the table. */
export function commandRow({ name, summary }: CommandOutline, folder: string): string {
  return `| [\`kubectl kt ${name}\`](${folder}/${name}.md) | ${tableCell(summary)} |`;
}

function exampleLines({ examples }: CommandOutline): readonly string[] {
  return examples.flatMap(({ command, summary }, index) => [...(index === 0 ? [] : [""]), `# ${summary}`, command]);
}

/** Stars and angle brackets are meant as they stand. */
function plain(text: string): string {
  return text.replaceAll(/[*<_]/g, (sign) => `\\${sign}`);
}
