import type { CommandModule } from "yargs";
import type { RunCommandLine } from "../demo/run-scenario.ts";
import type { Io } from "../io/io.ts";
import { demoOutline } from "../outlines/demo.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt demo`. @param runLine Runs a whole command line, as this one was. */
export function createDemoCommand(io: Io, run: CommandRun, runLine: RunCommandLine): CommandModule {
  return createCommandModule(demoOutline, run, async (flags, operands) => {
    const { runDemo } = await import("../demo/run-demo.ts");
    return await runDemo(flags, operands, io, runLine);
  });
}
