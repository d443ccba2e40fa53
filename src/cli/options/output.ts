import type { OptionGroup } from "./option.ts";

/** What a printed line looks like (L10, L24, L25). */
export const outputOptions: OptionGroup = {
  title: "Output",
  options: [
    {
      name: "output",
      short: "o",
      kind: "text",
      choices: ["text", "raw", "json"],
      summary: "Lines with columns, only what was logged, or one JSON object a line",
    },
    {
      name: "columns",
      kind: "text",
      placeholder: "NAMES",
      summary:
        "Columns and their order: timestamp,namespace,pod,container,message and others. Otherwise those that differ",
    },
    {
      name: "prefix",
      kind: "switch",
      summary: "Pod and container before each line, even when there is only one; --prefix=false never",
    },
    {
      name: "timestamps",
      kind: "optional",
      choices: ["rfc3339", "short", "relative", "unix"],
      summary: "Time before each line; rfc3339 when no form is given",
    },
    {
      name: "timezone",
      kind: "text",
      placeholder: "ZONE",
      summary: "Zone of printed times and of times given without one: Europe/Berlin, +02:00, UTC, local",
    },
    {
      name: "color",
      kind: "text",
      choices: ["auto", "always", "never"],
      summary: "Colours; auto, on a terminal only, is the default. NO_COLOR and FORCE_COLOR count",
    },
  ],
};
