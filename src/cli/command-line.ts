import yargs from "yargs";
import { KtError } from "../errors/kt-error.ts";
import type { ReadArguments } from "./arguments/read-arguments.ts";
import type { CommandRun } from "./commands/command-module.ts";
import { createCompletionCommand } from "./commands/completion.ts";
import { createConfigCommand } from "./commands/config.ts";
import { createDemoCommand } from "./commands/demo.ts";
import { createDiagnoseCommand } from "./commands/diagnose.ts";
import { createFilesCommand } from "./commands/files.ts";
import { createLogsCommand } from "./commands/logs.ts";
import { createNodeLogsCommand } from "./commands/node-logs.ts";
import { createVersionCommand } from "./commands/version.ts";
import type { RunCommandLine } from "./demo/run-scenario.ts";
import type { Io } from "./io/io.ts";
import type { CommandOutline } from "./outlines/command-outline.ts";

/**
 * Lets yargs find the command and run it.
 * @param runLine Runs a whole command line: what a command needs that runs others.
 * @returns the command's exit code.
 * @throws KtError what the command throws; KT_USAGE for what yargs does not accept.
 */
export async function runCommand(
  command: CommandOutline,
  read: ReadArguments,
  io: Io,
  runLine: RunCommandLine,
): Promise<number> {
  let exitCode = 0;
  const run: CommandRun = {
    given: new Set(read.options.map((option) => option.slice(2, option.indexOf("=")))),
    finish: (code) => {
      exitCode = code;
    },
  };
  const parser = yargs()
    .scriptName("kubectl kt")
    .locale("en")
    .help(false)
    .version(false)
    .exitProcess(false)
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "greedy-arrays": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "populate--": true,
      "strip-aliased": true,
      "strip-dashed": true,
    })
    .command(createLogsCommand(io, run))
    .command(createNodeLogsCommand(io, run))
    .command(createFilesCommand(io, run))
    .command(createDiagnoseCommand(io, run))
    .command(createDemoCommand(io, run, runLine))
    .command(createConfigCommand(io, run))
    .command(createCompletionCommand(io, run))
    .command(createVersionCommand(io, run))
    .strict()
    .fail((message: string | null, error: unknown) => {
      throw error instanceof Error
        ? error
        : new KtError("KT_USAGE", message ?? "the command line cannot be understood", {
            hint: `kubectl kt ${command.name} --help shows what can be given`,
          });
    });
  await parser.parseAsync([command.name, ...read.options, "--", ...read.operands]);
  return exitCode;
}
