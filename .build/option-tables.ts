import { optionUsage } from "../src/cli/options/option.ts";
import type { CommandOutline } from "../src/cli/outlines/command-outline.ts";

/** The README with the options of each command as the commands themselves have them, between its marks. */
export function withOptionTables(readme: string, commands: readonly CommandOutline[]): string {
  return commands.reduce((text, outline) => {
    const { begin, end } = marksOf(outline);
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`README.md has no ${begin} ... ${end}`);
    return `${text.slice(0, from)}${begin}\n${optionTables(outline)}${text.slice(to)}`;
  }, readme);
}

function marksOf({ name }: CommandOutline): { readonly begin: string; readonly end: string } {
  return { begin: `<!-- options of ${name} -->`, end: `<!-- end of options of ${name} -->` };
}

function optionTables(outline: CommandOutline): string {
  return outline.groups
    .map(({ title, options }) => {
      const rows = options.map((option) => `| \`${escaped(optionUsage(option))}\` | ${escaped(option.summary)} |`);
      return `\n**${title}**\n\n| Option | |\n| --- | --- |\n${rows.join("\n")}\n`;
    })
    .join("")
    .concat("\n");
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
