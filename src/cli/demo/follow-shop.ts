import { platform } from "node:os";
import { Flags } from "../arguments/flags.ts";
import type { Io } from "../io/io.ts";
import { readLogsRequest } from "../logs/read-logs-request.ts";
import { runLogs } from "../logs/run-logs.ts";
import { logsOutline } from "../outlines/logs.ts";
import { ErrorLines } from "../report/error-lines.ts";
import { formatMessage } from "../report/message.ts";
import { abortOnSignal } from "../signals.ts";
import { exitCodeOfRun } from "../verdict.ts";
import { environmentLine } from "./show-scenario.ts";
import { exitCodeOfDemo } from "./wanted-end.ts";

/**
 * Says how the cluster is reached from another terminal, and follows all logs of its namespace; on a terminal some seconds later, so that
 * the lines do not take away what was said before it could be copied.
 * @param end Ends it in order.
 * @returns the exit code; 0 for Ctrl-C.
 */
export async function followShop(kubeconfigPath: string, flags: Flags, io: Io, end: AbortSignal): Promise<number> {
  const isQuiet = flags.isOn("quiet") === true;
  const request = await readLogsRequest(
    new Flags(logsOutline, {
      kubeconfig: kubeconfigPath,
      follow: "true",
      tail: "3",
      quiet: String(isQuiet),
      v: flags.text("v") ?? "0",
    }),
    ["*"],
    io,
  );
  if (!isQuiet) {
    new ErrorLines(io.stderr).write(introduction(kubeconfigPath));
    const left = await letRead(io, end);
    if (left !== undefined) return left;
  }
  const exitCode = await runLogs(request, io, end);
  return exitCode === interrupted ? 0 : exitCode;
}

const interrupted = exitCodeOfRun({ signal: "SIGINT" });

function introduction(kubeconfigPath: string): string {
  const text = "this is a cluster inside this command; Ctrl-C ends it. In another terminal:";
  const commands = [environmentLine(kubeconfigPath, platform()), "kubectl kt logs deploy/web -f"];
  return [formatMessage({ text }, false), "", ...commands.map((command) => `  ${command}`), ""].join("\n");
}

/** Waits on a terminal. @returns the exit code of a run that ends meanwhile. */
async function letRead(io: Io, end: AbortSignal): Promise<number | undefined> {
  if (!io.stdout.isTerminal) return undefined;
  const run = new AbortController();
  const stopListening = abortOnSignal(io, run);
  const ended = AbortSignal.any([run.signal, end]);
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = io.clock.after(readingMs, resolve);
  ended.addEventListener("abort", () => resolve(), { once: true });
  if (!ended.aborted) await promise;
  cancel();
  stopListening();
  return ended.aborted ? exitCodeOfDemo(run.signal) : undefined;
}

const readingMs = 5000;
