import type { OptionGroup } from "./option.ts";

/** What is read from the nodes' files instead of the log API (H1, H4). */
export const logFileOptions: OptionGroup = {
  title: "Log files on nodes",
  yieldsTo: [{ option: "file" }, { option: "stdin" }],
  options: [
    {
      name: "history",
      kind: "switch",
      yieldsTo: [{ option: "backend" }],
      summary:
        "All that is still on the node: rotated and compressed files, and every earlier instance; needs the right to get nodes/proxy",
    },
    {
      name: "backend",
      kind: "text",
      choices: ["auto", "api", "files"],
      yieldsTo: [{ option: "history" }],
      summary:
        "Where logs that are finished are read; auto takes the node's file of a long one where nodes/proxy is granted, else the log API",
    },
  ],
};
