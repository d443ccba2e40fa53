import type { OptionGroup } from "./option.ts";

/** Of `kubectl kt demo`. */
export const demoOptions: OptionGroup = {
  title: "Demonstration",
  options: [
    { name: "list", kind: "switch", defaultFrom: "nowhere", summary: "List the scenarios" },
    {
      name: "run",
      kind: "switch",
      defaultFrom: "nowhere",
      summary: "Run the commands of the scenario, show what they print, and end",
    },
    { name: "for", kind: "text", placeholder: "DURATION", summary: "End by itself after this time" },
    {
      name: "seed",
      kind: "text",
      placeholder: "N",
      summary: "Another number, other lines; the same number, the same lines",
    },
  ],
};
