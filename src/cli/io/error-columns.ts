import { fstatSync } from "node:fs";

/** Width of the terminal that standard error is, 80 where it is none. */
export function errorColumns(): number {
  // Only devices are terminals, and node:tty takes longer to load than all of help takes to make.
  const isTerminal = fstatSync(2).isCharacterDevice() && process.getBuiltinModule("node:tty").isatty(2);
  return (isTerminal ? process.stderr.columns : undefined) ?? 80;
}
