import type { OptionGroup } from "./option.ts";

/** What is said about all lines together, instead of printing them (L22). */
export const analysisOptions: OptionGroup = {
  title: "Counts and patterns, instead of lines",
  options: [
    {
      name: "count-by",
      kind: "text",
      placeholder: "NAMES",
      summary:
        "How many lines, by pod, container, namespace, node, context, instance, stream, level, second, minute, hour, day, or any field: minute,level",
    },
    {
      name: "patterns",
      kind: "switch",
      summary:
        "Lines that differ only in what varies as one, with how many there are, and when they came first and last",
    },
    {
      name: "diff",
      kind: "text",
      placeholder: "REF",
      summary:
        "Patterns that are new, or gone, against: previous (instance), rollout (the one before), FILE (a saved log), 1h (the hour before --since), or 2h..1h",
    },
  ],
};
