import type { OptionGroup } from "./option.ts";

/** Of `kubectl kt config`. */
export const configOptions: OptionGroup = {
  title: "Configuration",
  options: [
    {
      name: "force",
      kind: "switch",
      defaultFrom: "nowhere",
      summary: "With init: write over a file that is there",
    },
  ],
};
