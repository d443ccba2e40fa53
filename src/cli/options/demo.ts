import type { OptionGroup } from "./option.ts";

/** Of `kubectl kt demo`. */
export const demoOptions: OptionGroup = {
  title: "Demonstration",
  options: [
    { name: "for", kind: "text", placeholder: "DURATION", summary: "End by itself after this time" },
    {
      name: "seed",
      kind: "text",
      placeholder: "N",
      summary: "Another number, other lines; the same number, the same lines",
    },
  ],
};
