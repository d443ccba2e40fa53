import { KtError } from "../errors/kt-error.ts";
import { readArguments } from "./arguments/read-arguments.ts";
import type { DefaultValue } from "./config/default-value.ts";
import { tellOrigins, withDefaults } from "./config/with-defaults.ts";
import type { Io } from "./io/io.ts";
import { OutputClosed } from "./io/output-closed.ts";
import { writeFully } from "./io/write-fully.ts";
import { allCommands } from "./outlines/all-commands.ts";
import { failureText, toKtError } from "./report/failure.ts";
import { hasColour } from "./report/has-colour.ts";
import { toldText } from "./told-text.ts";
import { withoutCommandsInErrors } from "./report/job-commands.ts";
import { exitCodeOfRun } from "./verdict.ts";

/**
 * Runs one command line and returns its exit code. Never throws. Help and the version load neither yargs nor what
 * talks to clusters.
 * @param words The command line without the program's own name.
 */
export async function main(words: readonly string[], surroundings: Io): Promise<number> {
  const io = withoutCommandsInErrors(surroundings);
  let verbosity = 0;
  let defaults: readonly DefaultValue[] = [];
  try {
    const read = readArguments(words, allCommands);
    verbosity = read.verbosity;
    const told = toldText(read, words.length === 0, () => io.stderr.columns);
    if (told !== undefined) return await print(io, told);
    if (read.command === undefined) throw noCommand();
    const defaulted = await withDefaults(read, io);
    ({ verbosity, defaults } = defaulted);
    const { runCommand } = await import("./command-line.ts");
    return await runCommand(read.command, defaulted, io, main);
  } catch (error) {
    if (error instanceof OutputClosed) return exitCodeOfRun({ isOutputClosed: true });
    const failure = tellOrigins(toKtError(error), defaults);
    io.stderr.write(`${failureText(failure, verbosity, hasColour(io))}\n`);
    return exitCodeOfRun({ failure });
  }
}

async function print(io: Io, text: string): Promise<number> {
  await writeFully(io.stdout, Buffer.from(text));
  return 0;
}

function noCommand(): KtError {
  return new KtError("KT_USAGE", "options, but no command", { hint: "kubectl kt --help shows the commands" });
}
