import { startDemoCluster } from "../../demo/demo-cluster.ts";
import { durationMs, parseDuration } from "../../time/duration.ts";
import { Flags } from "../arguments/flags.ts";
import type { Io } from "../io/io.ts";
import { readLogsRequest } from "../logs/read-logs-request.ts";
import { runLogs } from "../logs/run-logs.ts";
import { logsOutline } from "../outlines/logs.ts";
import { ErrorLines } from "../report/error-lines.ts";
import { formatMessage } from "../report/message.ts";

/**
 * Starts the demonstration cluster and follows all of its logs, until Ctrl-C or the end of `--for`; both are the end
 * that was wanted.
 * @returns the exit code.
 */
export async function runDemo(flags: Flags, io: Io): Promise<number> {
  const forText = flags.filled("for");
  const forMs = forText === undefined ? undefined : durationMs(parseDuration("--for", forText));
  const seed = flags.count("seed", 0);
  const isQuiet = flags.isOn("quiet") === true;
  await using demo = await startDemoCluster(seed === undefined ? {} : { seed });
  const request = await readLogsRequest(
    new Flags(logsOutline, {
      kubeconfig: demo.kubeconfigPath,
      follow: "true",
      quiet: String(isQuiet),
      v: flags.text("v") ?? "0",
    }),
    ["*"],
    io,
  );
  if (!isQuiet) new ErrorLines(io.stderr).write(formatMessage(introduction(demo.kubeconfigPath), false));
  const end = new AbortController();
  const stopTimer = forMs === undefined ? undefined : io.clock.after(forMs, () => end.abort());
  const exitCode = await runLogs(request, io, end.signal);
  stopTimer?.();
  return exitCode === interrupted ? 0 : exitCode;
}

const interrupted = 130;

function introduction(kubeconfigPath: string): { readonly text: string; readonly hint: string } {
  return {
    text: "this is a cluster inside this command; Ctrl-C ends it",
    hint: `in another terminal: kubectl kt logs --kubeconfig ${kubeconfigPath} deploy/web -f`,
  };
}
