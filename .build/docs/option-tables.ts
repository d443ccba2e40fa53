import { optionUsage } from "../../src/cli/options/option.ts";
import type { CommandOutline } from "../../src/cli/outlines/command-outline.ts";

/** The options of a command as tables in Markdown, one for each group, with a heading of the third level each. */
export function optionTables({ groups }: CommandOutline): string {
  return groups
    .map(({ title, options }) => {
      const rows = options.map((option) => `| \`${tableCell(optionUsage(option))}\` | ${tableCell(option.summary)} |`);
      return `### ${title}\n\n| Option | |\n| --- | --- |\n${rows.join("\n")}\n`;
    })
    .join("\n");
}

/** Text as it may stand in a cell of a table. */
export function tableCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
