import { captureFormats } from "../../captures/format-name.ts";
import type { OptionGroup } from "./option.ts";

/** Logs that are read from files instead of a cluster (L27). */
export const savedLogsOptions: OptionGroup = {
  title: "Saved logs, instead of a cluster's",
  options: [
    {
      name: "stdin",
      kind: "switch",
      defaultFrom: "nowhere",
      summary: "Lines from standard input, as they come; no cluster is asked",
    },
    {
      name: "file",
      kind: "list",
      placeholder: "PATH",
      names: "files",
      defaultFrom: "nowhere",
      summary: "Lines of a saved log, gzip or not, or of all files in a folder; - is standard input; may be repeated",
    },
    {
      name: "format",
      kind: "text",
      choices: captureFormats,
      defaultNeeds: ["file", "stdin"],
      summary: "How saved logs are written; found out from their first lines by default",
    },
  ],
};
