import type { OptionGroup } from "./option.ts";

/** What every command has. */
export const generalOptions: OptionGroup = {
  title: "General",
  options: [
    {
      name: "quiet",
      short: "q",
      kind: "switch",
      summary: "No notices on standard error; gaps and errors are still said",
    },
    {
      name: "v",
      short: "v",
      kind: "level",
      placeholder: "LEVEL",
      summary: "Say more on standard error: 1 why things are done, 6 requests with their timings; -v alone is 1",
    },
    { name: "help", short: "h", kind: "switch", summary: "Show help" },
  ],
};
