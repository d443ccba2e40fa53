import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { KtError } from "../../errors/kt-error.ts";
import type { Environment } from "../environment.ts";
import { type ExecConfig, runByHand } from "./exec-config.ts";

const maxOutputChars = 4 * 1024 * 1024;

/** What {@link runPlugin} needs besides the command. */
export interface PluginRun {
  readonly env: Environment;
  /** Whether the plugin may ask on the terminal. */
  readonly isInteractive: boolean;
  /** Ends the plugin. */
  readonly signal: AbortSignal;
  /** What it writes to its stderr while it runs: it may tell the user to open a page. */
  readonly onStderr: (text: string) => void;
  /** Begins the messages of errors. */
  readonly describe: string;
}

/**
 * Runs a credential plugin to its end and returns what it printed.
 *
 * @throws KtError KT_CREDENTIALS when it is not there or fails, with what it wrote to stderr; the signal's reason.
 */
export function runPlugin(config: ExecConfig, run: PluginRun): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(config.command, [...config.args], {
      env: { ...run.env },
      stdio: [run.isInteractive ? "inherit" : "ignore", "pipe", run.isInteractive ? "inherit" : "pipe"],
      windowsHide: true,
      signal: run.signal,
    });
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.length > maxOutputChars) child.kill();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-4096);
      run.onStderr(text);
    });
    child.on("error", (cause) => reject(run.signal.aborted ? run.signal.reason : cannotRun(config, run, cause)));
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(stdout);
      const how = signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`;
      const lastWords = stderr.trim().split("\n").slice(-3).join("; ");
      reject(
        new KtError("KT_CREDENTIALS", `${run.describe} ${how}${lastWords === "" ? "" : `: ${lastWords}`}`, {
          hint: runByHand(config),
        }),
      );
    });
  });
}

function cannotRun(config: ExecConfig, { env, describe }: PluginRun, cause: Error): KtError {
  const code = "code" in cause ? cause.code : undefined;
  const isMissing = code === "ENOENT" || (code === "EACCES" && isNowhere(config.command, env["PATH"] ?? ""));
  const why = isMissing ? "is not installed, or not in PATH" : `cannot be run: ${cause.message}`;
  return new KtError("KT_CREDENTIALS", `${describe} ${why}`, {
    hint: config.installHint ?? `install ${config.command}, or choose another user with --user or --context`,
    // Without what else the error holds: the arguments may be secret.
    cause: new Error(cause.message),
  });
}

/** Whether no folder of PATH has a file of this name: one that may not be searched makes execvp(3) say EACCES all the same. */
function isNowhere(command: string, path: string): boolean {
  if (command.includes(sep)) return false;
  return path.split(delimiter).every((folder) => {
    try {
      return !statSync(join(folder, command)).isFile();
    } catch {
      return true;
    }
  });
}
