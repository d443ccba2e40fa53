import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { diagnoseOutline } from "../outlines/diagnose.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt diagnose`. */
export function createDiagnoseCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(diagnoseOutline, run, async (flags, operands) => {
    const { readDiagnoseRequest } = await import("../diagnose/diagnose-request.ts");
    const request = readDiagnoseRequest(flags, operands);
    const { runDiagnose } = await import("../diagnose/run-diagnose.ts");
    return await runDiagnose(request, io);
  });
}
