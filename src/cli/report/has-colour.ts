import { platform } from "node:os";
import { colorLevelOf } from "../../render/color-level.ts";
import type { Io } from "../io/io.ts";

/**
 * Whether messages on standard error are coloured: only ever on a terminal.
 * @param flag What `--color` says.
 */
export function hasColour(io: Pick<Io, "stderr" | "env">, flag: "auto" | "always" | "never" = "auto"): boolean {
  const { isTerminal } = io.stderr;
  return isTerminal && colorLevelOf({ flag, isTerminal, env: io.env, platform: platform() }) > 0;
}
