import { Flags } from "../../src/cli/arguments/flags.ts";
import { readArguments } from "../../src/cli/arguments/read-arguments.ts";
import type { LogsRequest } from "../../src/cli/logs/logs-request.ts";
import { readLogsRequest } from "../../src/cli/logs/read-logs-request.ts";
import { logsOutline } from "../../src/cli/outlines/logs.ts";
import { type RecordingIoOptions, recordingIo } from "./recording-io.ts";

/** The request that a command line of `kubectl kt logs` means. */
export async function logsRequestOf(words: readonly string[], options: RecordingIoOptions = {}): Promise<LogsRequest> {
  const read = readArguments(["logs", ...words], [logsOutline]);
  const values: Record<string, string[]> = {};
  for (const option of read.options) {
    const equals = option.indexOf("=");
    (values[option.slice(2, equals)] ??= []).push(option.slice(equals + 1));
  }
  return readLogsRequest(new Flags(logsOutline, values), read.operands, recordingIo(options));
}
