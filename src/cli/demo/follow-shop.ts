import { shellWord } from "../../text/shell-word.ts";
import { Flags } from "../arguments/flags.ts";
import type { Io } from "../io/io.ts";
import { readLogsRequest } from "../logs/read-logs-request.ts";
import { runLogs } from "../logs/run-logs.ts";
import { logsOutline } from "../outlines/logs.ts";
import { ErrorLines } from "../report/error-lines.ts";
import { formatMessage } from "../report/message.ts";
import { exitCodeOfRun } from "../verdict.ts";

/**
 * Follows all logs of the demonstration's namespace.
 * @param end Ends it in order.
 * @returns the exit code; 0 for Ctrl-C.
 */
export async function followShop(kubeconfigPath: string, flags: Flags, io: Io, end: AbortSignal): Promise<number> {
  const isQuiet = flags.isOn("quiet") === true;
  const request = await readLogsRequest(
    new Flags(logsOutline, {
      kubeconfig: kubeconfigPath,
      follow: "true",
      quiet: String(isQuiet),
      v: flags.text("v") ?? "0",
    }),
    ["*"],
    io,
  );
  if (!isQuiet) new ErrorLines(io.stderr).write(formatMessage(introduction(kubeconfigPath), false));
  const exitCode = await runLogs(request, io, end);
  return exitCode === interrupted ? 0 : exitCode;
}

const interrupted = exitCodeOfRun({ signal: "SIGINT" });

function introduction(kubeconfigPath: string): { readonly text: string; readonly hint: string } {
  return {
    text: "this is a cluster inside this command; Ctrl-C ends it",
    hint: `in another terminal: kubectl kt logs --kubeconfig ${shellWord(kubeconfigPath)} deploy/web -f`,
  };
}
