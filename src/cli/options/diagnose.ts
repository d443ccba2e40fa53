import type { OptionGroup } from "./option.ts";

/** What a diagnosis looks like (D2). */
export const diagnoseOptions: OptionGroup = {
  title: "What is looked at, and how it is told",
  options: [
    {
      name: "observe",
      kind: "text",
      placeholder: "DURATION",
      summary:
        "Then watch a follow for so long, and say whether, and at which interval, something cuts it; 5m for most limits",
    },
    {
      name: "audit",
      kind: "text",
      placeholder: "RIGHT",
      suggestions: ["nodes/proxy", "pods/log"],
      summary: "Instead, list who may get nodes/proxy (logs of nodes) or pods/log, and through which bindings",
    },
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
