import type { CommandModule, Options } from "yargs";
import { Flags } from "../arguments/flags.ts";
import { type CommandOutline, optionsOf } from "../outlines/command-outline.ts";

/** Does a command's work with what was given. @returns its exit code. */
export type CommandHandler = (flags: Flags, operands: readonly string[]) => Promise<number>;

const hiddenText: Options = { type: "string", hidden: true };

/** What a run of a command is to yargs. */
export interface CommandRun {
  /** Names of the options that are in the command line. */
  readonly given: ReadonlySet<string>;
  /** Takes the exit code of the command that ran. */
  readonly finish: (exitCode: number) => void;
}

/**
 * The command as yargs wants it. Every option is text for yargs, because it would take a bad number for NaN and a
 * bad switch for false; {@link Flags} checks them. And every option is hidden, because yargs 18 works out its own help in
 * every run, which nobody sees and which took a tenth of the start. Nor does it hear of options that are not there: which ones exist
 * {@link readArguments} has seen to, and a hundred of them take yargs as long as it takes to do everything else.
 */
export function createCommandModule(outline: CommandOutline, run: CommandRun, handler: CommandHandler): CommandModule {
  return {
    command: outline.name,
    describe: outline.summary,
    builder: (parser) => {
      const given = optionsOf(outline).filter(({ name }) => run.given.has(name));
      return parser.options(Object.fromEntries(given.map(({ name }): [string, Options] => [name, hiddenText])));
    },
    handler: async (values) => {
      const operands = values["--"];
      run.finish(await handler(new Flags(outline, values), Array.isArray(operands) ? operands.map(String) : []));
    },
  };
}
