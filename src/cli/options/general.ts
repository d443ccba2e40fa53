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
    {
      name: "config",
      kind: "text",
      placeholder: "FILE",
      names: "files",
      defaultFrom: "environment",
      summary: "Defaults from this file; otherwise $XDG_CONFIG_HOME/kubectl-kt/config.yaml",
    },
    {
      name: "no-config",
      kind: "switch",
      defaultFrom: "environment",
      summary: "No defaults, neither of a file nor of KUBECTL_KT_ variables: scripts do the same everywhere",
    },
    { name: "help", short: "h", kind: "switch", defaultFrom: "nowhere", summary: "Show help" },
  ],
};
