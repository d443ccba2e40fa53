import type { CommandModule, Options } from "yargs";
import { Flags } from "../arguments/flags.ts";
import { type CommandOutline, optionsOf } from "../outlines/command-outline.ts";

/** Does a command's work with what was given. @returns its exit code. */
export type CommandHandler = (flags: Flags, operands: readonly string[]) => Promise<number>;

const hiddenText: Options = { type: "string", hidden: true };

/** Takes the exit code of the command that ran. */
export type Finish = (exitCode: number) => void;

/**
 * The command as yargs wants it. Every option is text for yargs, because it would take a bad number for NaN and a
 * bad switch for false; {@link Flags} checks them. And every option is hidden, because yargs 18 works out its own help in
 * every run, which nobody sees and which took a tenth of the start.
 */
export function createCommandModule(outline: CommandOutline, finish: Finish, handler: CommandHandler): CommandModule {
  return {
    command: outline.name,
    describe: outline.summary,
    builder: (parser) =>
      parser.options(Object.fromEntries(optionsOf(outline).map(({ name }): [string, Options] => [name, hiddenText]))),
    handler: async (values) => {
      const operands = values["--"];
      finish(await handler(new Flags(outline, values), Array.isArray(operands) ? operands.map(String) : []));
    },
  };
}
