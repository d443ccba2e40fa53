import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { filesOutline } from "../outlines/files.ts";
import { logsOutline } from "../outlines/logs.ts";
import { createCommandModule, type CommandRun } from "./command-module.ts";

/** `kubectl kt files`. */
export function createFilesCommand(io: Io, run: CommandRun): CommandModule {
  return createCommandModule(filesOutline, run, async (flags, operands) => {
    const { readLogsRequest } = await import("../logs/read-logs-request.ts");
    // Of the formats of logs, which reads the same words, a list has two.
    flags.choice("output", ["text", "json"]);
    const request = await readLogsRequest(flags.as(logsOutline), operands, io, { command: "files" });
    const { runLogs } = await import("../logs/run-logs.ts");
    return await runLogs({ ...request, choosing: "files" }, io);
  });
}
