import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { writeFully } from "../io/write-fully.ts";
import { completionOutline } from "../outlines/completion.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt completion`. */
export function createCompletionCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(completionOutline, run, async (flags, operands) => {
    const { completionScript } = await import("../completion/completion-script.ts");
    await writeFully(io.stdout, Buffer.from(completionScript(operands, flags.names("name"))));
    return 0;
  });
}
