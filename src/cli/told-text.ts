import type { ReadArguments } from "./arguments/read-arguments.ts";
import { commandText, overviewText } from "./help-text.ts";
import { allCommands } from "./outlines/all-commands.ts";
import { version } from "./version.ts";

/**
 * What a command line asks to be told where it asks for no work: the version, or help. Undefined where it does.
 * @param isEmpty Whether no word was given at all, which asks for help.
 * @param columns Width of the terminal; asked for only where lines are broken.
 */
export function toldText(read: ReadArguments, isEmpty: boolean, columns: () => number): string | undefined {
  if (read.wantsVersion) return `kubectl-kt ${version}\n`;
  if (read.command === undefined) return read.wantsHelp || isEmpty ? overviewText(allCommands) : undefined;
  return read.wantsHelp ? commandText(read.command, columns()) : undefined;
}
