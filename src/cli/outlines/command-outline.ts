import type { Option, OptionGroup, ValueNames } from "../options/option.ts";

/** A command as data: help, completion, docs/commands and the man pages are made of it, without loading the command. */
export interface CommandOutline {
  readonly name: string;
  /** What stands behind the name: `[SOURCE...] [options]`. */
  readonly usage: string;
  /** Whether words that are no options may follow. */
  readonly hasOperands: boolean;
  /** The only words allowed for the first of them; absent: sources. */
  readonly operandChoices?: readonly OperandChoice[];
  /** Names that they are, where they are no sources. */
  readonly operandNames?: ValueNames;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Paragraphs, each without line breaks. */
  readonly description: readonly string[];
  readonly examples: readonly CommandExample[];
  /** Whether its options take no defaults from variables and the config file. */
  readonly hasNoDefaults?: boolean;
  readonly groups: readonly OptionGroup[];
}

/** A word that a command does something else for. */
export interface OperandChoice {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
}

/** A command line worth showing. */
export interface CommandExample {
  readonly command: string;
  readonly summary: string;
}

/** All options of a command. */
export function optionsOf(outline: CommandOutline): readonly Option[] {
  return outline.groups.flatMap((group) => group.options);
}
