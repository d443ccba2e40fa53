import type { OptionGroup } from "./option.ts";

/** Which lines are printed (L18). */
export const choosingLinesOptions: OptionGroup = {
  title: "Choosing lines",
  options: [
    {
      name: "grep",
      short: "g",
      kind: "list",
      placeholder: "REGEX",
      summary: "Only lines that match (RE2 syntax); repeated: any of them",
    },
    {
      name: "exclude",
      short: "e",
      kind: "list",
      placeholder: "REGEX",
      summary: "Not the lines that match; may be repeated",
    },
    { name: "ignore-case", kind: "switch", summary: "Upper and lower case are the same to --grep and --exclude" },
    { name: "fixed-strings", kind: "switch", summary: "--grep and --exclude are plain text, not patterns" },
    { name: "fail-on-empty", kind: "switch", summary: "Exit code 4 when no line was printed" },
  ],
};
