import type { OptionGroup } from "./option.ts";

/** Names of units that many nodes have. */
export const usualServices: readonly string[] = ["kubelet", "containerd", "crio", "systemd-journald", "sshd"];

/** Whose logs, and which, are read of nodes (N1, N2). */
export const nodeLogOptions: OptionGroup = {
  title: "Which logs",
  options: [
    {
      name: "query",
      short: "Q",
      kind: "list",
      placeholder: "SERVICE|/FILE",
      isCommaList: true,
      suggestions: usualServices,
      summary:
        "This service of the nodes, with or without .service, or this file below /var/log: /syslog; may be repeated",
    },
    {
      name: "list",
      kind: "switch",
      defaultFrom: "nowhere",
      summary: "What there is: services, files and folders; of another folder than /var/log with --query /FOLDER/",
    },
    {
      name: "pattern",
      kind: "text",
      placeholder: "REGEX",
      summary:
        "Only messages in which the node finds this; without a capital letter either case matches. --grep chooses on this side",
    },
    {
      name: "boot",
      kind: "text",
      placeholder: "N",
      defaultFrom: "nowhere",
      summary: "Only this boot of the node: 0 is the current one, -1 the one before. Otherwise all",
    },
    {
      name: "follow",
      short: "f",
      kind: "switch",
      summary: "The last 10 lines, then what comes, looked for once a second",
    },
    {
      name: "selector",
      short: "l",
      kind: "text",
      placeholder: "LABELS",
      isCommaList: true,
      // A default selector is one of pods.
      defaultFrom: "nowhere",
      summary: "Nodes with these labels: kubernetes.io/arch=arm64,!spot",
    },
    {
      name: "role",
      kind: "list",
      placeholder: "NAMES",
      suggestions: ["control-plane", "worker"],
      isCommaList: true,
      defaultFrom: "nowhere",
      summary: "Nodes with one of these roles, as kubectl get nodes shows them",
    },
    { name: "all-nodes", kind: "switch", defaultFrom: "nowhere", summary: "All nodes" },
    {
      name: "max-nodes",
      kind: "text",
      placeholder: "N",
      summary: "Nodes asked at the same time; 5 by default. One node is never asked two things at once",
    },
    {
      name: "reorder-window",
      kind: "text",
      placeholder: "DURATION",
      summary:
        "How long -f waits for other nodes and services to put lines in order; at least as long as two looks take",
    },
    {
      name: "unit",
      short: "u",
      kind: "list",
      placeholder: "SERVICE",
      isCompatible: true,
      defaultFrom: "nowhere",
      meaning: { option: "query" },
      summary: "oc's and journalctl's; the same as --query SERVICE",
    },
    {
      name: "path",
      kind: "list",
      placeholder: "FILE|FOLDER/",
      isCompatible: true,
      defaultFrom: "nowhere",
      summary: "oc's; the file, or what there is in the folder: --path=/ is --list, --path=syslog is --query /syslog",
    },
    {
      name: "unify",
      kind: "switch",
      isCompatible: true,
      defaultFrom: "nowhere",
      summary: "oc's; the lines of all nodes are one stream anyway",
    },
    {
      name: "raw",
      kind: "switch",
      isCompatible: true,
      defaultFrom: "nowhere",
      meaning: { option: "output", value: "raw" },
      summary: "oc's; the same as -o raw",
    },
    {
      name: "tail-lines",
      kind: "text",
      placeholder: "N",
      isCompatible: true,
      defaultFrom: "nowhere",
      meaning: { option: "tail" },
      summary: "The kubelet's name for --tail",
    },
    {
      name: "until-time",
      kind: "text",
      placeholder: "RFC3339",
      isCompatible: true,
      defaultFrom: "nowhere",
      meaning: { option: "until" },
      summary: "The kubelet's name for --until",
    },
  ],
};
