import type { OptionGroup } from "./option.ts";

/** What a diagnosis looks like (D2). */
export const diagnoseOptions: OptionGroup = {
  title: "Output",
  options: [
    {
      name: "output",
      short: "o",
      kind: "text",
      choices: ["text", "json", "markdown"],
      summary: "text, json (one document, with a schema), or markdown for issues and pages of CI jobs",
    },
    {
      name: "color",
      kind: "text",
      choices: ["auto", "always", "never"],
      summary: "Colours; auto, on a terminal only, is the default. NO_COLOR and FORCE_COLOR count",
    },
  ],
};
