import type { Io } from "./io.ts";

/** How wide a line of standard output may be before a terminal breaks it; infinite where there is none. */
export function terminalColumns({ stdout, stderr }: Io): number {
  return stdout.isTerminal ? (stdout.columns ?? stderr.columns) : Number.POSITIVE_INFINITY;
}
