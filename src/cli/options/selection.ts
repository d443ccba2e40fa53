import type { OptionGroup } from "./option.ts";

/** Which containers' logs are read (L1 to L4). */
export const selectionOptions: OptionGroup = {
  title: "Which logs",
  options: [
    {
      name: "namespace",
      short: "n",
      kind: "list",
      placeholder: "NAMES",
      summary: "Namespaces, separated by commas or repeated; otherwise the context's",
    },
    { name: "all-namespaces", short: "A", kind: "switch", summary: "All namespaces" },
    {
      name: "exclude-namespace",
      kind: "list",
      placeholder: "NAMES",
      summary: "Not these namespaces; names or globs, separated by commas or repeated",
    },
    {
      name: "selector",
      short: "l",
      kind: "text",
      placeholder: "LABELS",
      summary: "Pods with these labels: app=web,tier!=back,env in (prod,stage)",
    },
    {
      name: "field-selector",
      kind: "text",
      placeholder: "FIELDS",
      summary: "Pods with these fields: status.phase=Running",
    },
    { name: "exclude-pod", kind: "list", placeholder: "NAME|GLOB|REGEX", summary: "Not these pods; may be repeated" },
    {
      name: "container",
      short: "c",
      kind: "list",
      placeholder: "NAME|GLOB|/REGEX/",
      summary: "Only these containers; may be repeated. Otherwise all",
    },
    {
      name: "exclude-container",
      kind: "list",
      placeholder: "NAME|GLOB|/REGEX/",
      summary: "Not these containers; may be repeated",
    },
    {
      name: "init-containers",
      kind: "switch",
      summary: "Init containers too, sidecars among them; on by default, --init-containers=false leaves them out",
    },
    {
      name: "ephemeral-containers",
      kind: "switch",
      summary: "Ephemeral containers too; on by default, --ephemeral-containers=false leaves them out",
    },
    {
      name: "container-state",
      kind: "list",
      placeholder: "STATES",
      summary: "Only containers that are running, waiting or terminated; separated by commas",
    },
    {
      name: "condition",
      kind: "list",
      placeholder: "NAME[=true|false]",
      summary: "Only pods with this condition: ready=false; may be repeated",
    },
    { name: "node", kind: "list", placeholder: "NAMES", summary: "Only pods on these nodes; names or globs" },
    { name: "zone", kind: "list", placeholder: "NAMES", summary: "Only pods on nodes of these zones" },
    { name: "region", kind: "list", placeholder: "NAMES", summary: "Only pods on nodes of these regions" },
    { name: "os", kind: "list", placeholder: "NAMES", summary: "Only pods on nodes with this operating system" },
    { name: "arch", kind: "list", placeholder: "NAMES", summary: "Only pods on nodes with this architecture" },
    { name: "dry-run", kind: "switch", summary: "List the containers that match, and why, and read nothing" },
    { name: "prompt", kind: "switch", summary: "Choose among the containers that match" },
    {
      name: "all-containers",
      kind: "switch",
      isCompatible: true,
      summary: "kubectl's; all containers are read anyway",
    },
    {
      name: "all-pods",
      kind: "switch",
      isCompatible: true,
      summary: "kubectl's; all pods of a workload are read anyway",
    },
  ],
};
