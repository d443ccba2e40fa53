import { connectionOptions } from "../options/connection.ts";
import { fileListOptions } from "../options/file-list.ts";
import { generalOptions } from "../options/general.ts";
import type { OptionGroup } from "../options/option.ts";
import { selectionOptions } from "../options/selection.ts";
import type { CommandOutline } from "./command-outline.ts";

/** Without what tells how it goes together with saved logs. */
const selectionOfContainers: OptionGroup = { title: selectionOptions.title, options: selectionOptions.options };

/** `kubectl kt files`. */
export const filesOutline: CommandOutline = {
  name: "files",
  usage: "[SOURCE...] [options]",
  hasOperands: true,
  summary: "The log files that containers have on their nodes, with sizes and times",
  description: [
    "Lists what `logs --history` reads: the current file of each container, rotated and compressed ones, and those of earlier instances, each with its size and the times of its first and its last line. SOURCE is as for logs. Needs the right to get nodes/proxy.",
  ],
  examples: [
    { command: "kubectl kt files deploy/web", summary: "Of all containers of a Deployment" },
    { command: "kubectl kt files -A -o json", summary: "Of the whole cluster, one JSON object a line" },
  ],
  groups: [selectionOfContainers, fileListOptions, connectionOptions, generalOptions],
};
