import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { logsOutline } from "../outlines/logs.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt logs`. */
export function createLogsCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(logsOutline, run, async (flags, operands) => {
    const { readLogsRequest } = await import("../logs/read-logs-request.ts");
    const request = await readLogsRequest(flags, operands, io);
    const { runLogs } = await import("../logs/run-logs.ts");
    return await runLogs(request, io);
  });
}
