import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { completionOutline } from "../outlines/completion.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt completion`. */
export function createCompletionCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(completionOutline, run, async (flags, operands) => {
    const { runCompletion } = await import("../completion/run-completion.ts");
    return await runCompletion(flags, operands, io);
  });
}
