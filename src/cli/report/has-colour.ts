import type { Io } from "../io/io.ts";

/** Whether messages on standard error are coloured: on a terminal, unless NO_COLOR or TERM=dumb ask for none. */
export function hasColour(io: Pick<Io, "stderr" | "env">): boolean {
  return io.stderr.isTerminal && !io.env["NO_COLOR"] && io.env["TERM"] !== "dumb";
}
