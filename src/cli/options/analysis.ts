import type { OptionGroup, Stronger } from "./option.ts";

/** For completion: those that are no fields. */
const countNames: readonly string[] =
  "pod container namespace node context instance stream level second minute hour day".split(" ");

/** Where these are asked for, nothing has a default that is about lines. */
export const analyses: readonly Stronger[] = [{ option: "count-by" }, { option: "patterns" }, { option: "diff" }];

/** What is said about all lines together, instead of printing them (L22). */
export const analysisOptions: OptionGroup = {
  title: "Counts and patterns, instead of lines",
  options: [
    {
      name: "count-by",
      kind: "text",
      placeholder: "NAMES",
      suggestions: countNames,
      isCommaList: true,
      defaultFrom: "nowhere",
      summary:
        "How many lines, by pod, container, namespace, node, context, instance, stream, level, second, minute, hour, day, or any field: minute,level",
    },
    {
      name: "patterns",
      kind: "switch",
      defaultFrom: "nowhere",
      summary:
        "Lines that differ only in what varies as one, with how many there are, and when they came first and last",
    },
    {
      name: "diff",
      kind: "text",
      placeholder: "REF",
      suggestions: ["previous", "rollout"],
      names: "files",
      defaultFrom: "nowhere",
      summary:
        "Patterns that are new, or gone, against: previous (instance), rollout (the one before), FILE (a saved log), 1h (the hour before --since), or 2h..1h",
    },
  ],
};
