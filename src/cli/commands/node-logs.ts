import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { logsOutline } from "../outlines/logs.ts";
import { nodeLogsOutline } from "../outlines/node-logs.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt node-logs`. */
export function createNodeLogsCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(nodeLogsOutline, run, async (flags, operands) => {
    const { readNodeLogsRequest } = await import("../node-logs/node-logs-request.ts");
    const nodeLogs = readNodeLogsRequest(flags, operands);
    const { readLogsRequest } = await import("../logs/read-logs-request.ts");
    const request = await readLogsRequest(flags.as(logsOutline), operands, io, { nodeLogs });
    const { runLogs } = await import("../logs/run-logs.ts");
    return await runLogs(request, io);
  });
}
