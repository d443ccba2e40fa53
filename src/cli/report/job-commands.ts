import type { Io } from "../io/io.ts";

/**
 * A text that others may have written parts of, with nothing in it that the runner of a GitHub Actions job takes for a command: `::`
 * behind blanks, and the older `##[` anywhere in a line (`ActionCommand.cs`). Unchanged in every other environment.
 */
export function withoutJobCommands(text: string, env: Io["env"]): string {
  if (!isGithubJob(env)) return text;
  return text.replaceAll("##[", "# #[").replaceAll(/^([^\S\n]*):(?=:)/gm, "$1: ");
}

/** Whether this is a job of GitHub Actions. */
export function isGithubJob(env: Io["env"]): boolean {
  return env["GITHUB_ACTIONS"] === "true";
}

/** The surroundings with a standard error that gives no commands to a job: the job's log has it, too. */
export function withoutCommandsInErrors(io: Io): Io {
  const { env, stderr } = io;
  if (!isGithubJob(env)) return io;
  const { isTerminal, columns } = stderr;
  return { ...io, stderr: { isTerminal, columns, write: (text) => stderr.write(withoutJobCommands(text, env)) } };
}
