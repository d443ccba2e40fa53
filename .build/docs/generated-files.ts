import type { CommandOutline } from "../../src/cli/outlines/command-outline.ts";
import { commandPage, commandRow } from "./command-page.ts";
import { commandManPage, type ManFacts, overviewManPage, type Term } from "./man-page.ts";

/** What the files are made from, besides the commands. */
export interface DocsSources {
  readonly readme: string;
  /** docs/errors.md, whose table has the exit codes. */
  readonly errorsPage: string;
}

/**
 * All files that are made from the commands' own data, by their paths in the project: a page and a man page for each command, the man
 * page of all, and the README with its table of commands.
 */
export function generatedFiles(commands: readonly CommandOutline[], sources: DocsSources): ReadonlyMap<string, string> {
  const facts: ManFacts = { commands, exitCodes: exitCodesOf(sources.errorsPage) };
  return new Map([
    ["README.md", withCommands(sources.readme, commands)],
    ["man/kubectl-kt.1", overviewManPage(facts)],
    ...commands.flatMap((outline): readonly (readonly [string, string])[] => [
      [`docs/commands/${outline.name}.md`, commandPage(outline)],
      [`man/kubectl-kt-${outline.name}.1`, commandManPage(outline, facts)],
    ]),
  ]);
}

const begin = "<!-- commands -->";
const end = "<!-- end of commands -->";

function withCommands(readme: string, commands: readonly CommandOutline[]): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md has no ${begin} ... ${end}`);
  const rows = commands.map((outline) => commandRow(outline, "docs/commands"));
  const table = ["", "| Command | |", "| --- | --- |", ...rows, ""].join("\n");
  return `${readme.slice(0, from)}${begin}\n${table}\n${readme.slice(to)}`;
}

/** The rows below `| Exit code | Meaning |`. */
function exitCodesOf(page: string): readonly Term[] {
  const [, table = ""] = /^\| Exit code \| Meaning \|\n\| --- \| --- \|\n((?:\|.*\n)+)/m.exec(page) ?? [];
  if (table === "") throw new Error("docs/errors.md has no table of exit codes");
  return table
    .trim()
    .split("\n")
    .map((row): Term => {
      const [code = "", meaning = ""] = row.slice(2, -2).split(/ (?<!\\)\| /);
      return [code, `${meaning.replaceAll("`", "").replaceAll("\\|", "|")}.`];
    });
}
