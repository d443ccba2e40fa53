import type { OptionGroup } from "./option.ts";

/** What ends a run before it would end by itself (L23). */
export const endingOptions: OptionGroup = {
  title: "When it ends",
  options: [
    {
      name: "until-match",
      kind: "text",
      placeholder: "REGEX",
      summary: "End behind the first line of the current instance that matches, with exit code 0",
    },
    {
      name: "timeout",
      kind: "text",
      placeholder: "DURATION",
      summary: "End after this time, with exit code 5",
    },
    {
      name: "exit-on-complete",
      kind: "switch",
      defaultNeeds: ["follow"],
      yieldsTo: [{ option: "wait-for-new" }, { option: "file" }, { option: "stdin" }],
      summary:
        "With -f: begin at the first line, and end when the Job, or every pod, is done; with exit code 1 when one has failed",
    },
  ],
};
