import { homedir } from "node:os";
import type { Environment } from "./environment.ts";

/**
 * The user's home folder. A user whom the machine does not know, as in many containers, and whose environment names none has `/`, as
 * container runtimes have it.
 * @param askSystem for the home of a user whose environment names none; it may throw.
 */
export function homeFolder(env: Environment, askSystem: () => string = homedir): string {
  const named = env["HOME"] || env["USERPROFILE"];
  if (named) return named;
  try {
    return askSystem();
  } catch {
    return "/";
  }
}
