import type { OptionGroup } from "./option.ts";

/** Of `kubectl kt completion`. */
export const completionOptions: OptionGroup = {
  title: "Completion",
  options: [
    {
      name: "install",
      kind: "switch",
      defaultFrom: "nowhere",
      summary: "Make kubectl_complete-kt beside kubectl-kt, for TAB behind kubectl kt: Krew cannot",
    },
    {
      name: "name",
      kind: "list",
      placeholder: "NAME",
      defaultFrom: "nowhere",
      summary: "Another name that is completed in the same way, such as an alias of kubectl kt; may be repeated",
    },
  ],
};
