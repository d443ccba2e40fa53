import { readArguments } from "./arguments/read-arguments.ts";
import { errorColumns } from "./io/error-columns.ts";
import { allCommands } from "./outlines/all-commands.ts";
import { toldText } from "./told-text.ts";

/** The version or the help that a command line asks for; undefined where it asks for more, or cannot be understood. */
export function helpAnswer(words: readonly string[]): string | undefined {
  try {
    return toldText(readArguments(words, allCommands), words.length === 0, errorColumns);
  } catch {
    // `main` says what is wrong.
    return undefined;
  }
}
