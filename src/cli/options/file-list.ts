import type { OptionGroup } from "./option.ts";

/** What a list of log files looks like (H3). */
export const fileListOptions: OptionGroup = {
  title: "Output",
  options: [
    {
      name: "output",
      short: "o",
      kind: "text",
      choices: ["text", "json"],
      summary: "text (a table), or json: one object a line for each file",
    },
  ],
};
