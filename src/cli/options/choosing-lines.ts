import { analyses } from "./analysis.ts";
import { levelNames } from "../../text/level/level.ts";
import type { OptionGroup } from "./option.ts";

/** Which lines are printed (L18, L19, L21). */
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
    {
      name: "highlight",
      kind: "list",
      placeholder: "REGEX",
      yieldsTo: analyses,
      summary: "Mark what matches, as matches of --grep are, where there are colours; may be repeated",
    },
    { name: "ignore-case", kind: "switch", summary: "Upper and lower case are the same to these patterns" },
    { name: "fixed-strings", kind: "switch", summary: "These patterns are plain text" },
    {
      name: "grep-context",
      short: "C",
      kind: "text",
      placeholder: "N",
      yieldsTo: analyses,
      summary: "N lines of the same container before and behind each match as well",
    },
    {
      name: "grep-before",
      kind: "text",
      placeholder: "N",
      yieldsTo: analyses,
      summary: "N lines before each match as well",
    },
    {
      name: "grep-after",
      kind: "text",
      placeholder: "N",
      yieldsTo: analyses,
      summary: "N lines behind each match as well",
    },
    {
      name: "level",
      kind: "text",
      placeholder: "LEVELS",
      suggestions: levelNames,
      isCommaList: true,
      summary:
        "warn: warnings and graver; error,fatal: exactly these. Of trace, debug, info, warn, error, fatal and unknown",
    },
    {
      name: "where",
      kind: "text",
      placeholder: "CONDITION",
      summary: `Only entries whose JSON or logfmt fields are so: 'status>=500 and path=~"^/api"'`,
    },
    {
      name: "multiline",
      kind: "text",
      choices: ["auto", "off"],
      summary: "Stack traces and indented lines are one with the line before; by default when lines are chosen",
    },
    { name: "fail-on-empty", kind: "switch", summary: "Exit code 4 when no line was printed" },
  ],
};
