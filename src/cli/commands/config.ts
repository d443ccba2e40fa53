import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { configOutline } from "../outlines/config.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt config`. */
export function createConfigCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(configOutline, run, async (flags, operands) => {
    const { runConfig } = await import("../config/run-config.ts");
    return await runConfig(flags, operands, io);
  });
}
