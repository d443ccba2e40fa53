import type { OptionGroup } from "./option.ts";

/** How the streams are read and put in order (L12, L17). */
export const streamOptions: OptionGroup = {
  title: "Streams",
  options: [
    {
      name: "reorder-window",
      kind: "text",
      placeholder: "DURATION",
      summary: "How long a follow waits for other containers to put lines in order; 300ms",
    },
    {
      name: "max-streams",
      kind: "text",
      placeholder: "N",
      summary: "Containers read at the same time; no limit by default",
    },
    {
      name: "stream",
      kind: "text",
      choices: ["stdout", "stderr"],
      yieldsTo: [{ option: "file" }, { option: "stdin" }],
      summary:
        "Only what was written there; from files on nodes, or where the cluster has the feature gate PodLogsQuerySplitStreams",
    },
    {
      name: "insecure-skip-tls-verify-backend",
      kind: "switch",
      summary: "The API server does not check the kubelets' certificates",
    },
    {
      name: "ignore-errors",
      kind: "switch",
      isCompatible: true,
      summary: "kubectl's; one container's error never ends the others",
    },
    {
      name: "max-log-requests",
      kind: "text",
      placeholder: "N",
      isCompatible: true,
      summary: "kubectl's; the number of containers never ends a run, see --max-streams",
    },
    {
      name: "qps",
      kind: "text",
      placeholder: "N",
      isCompatible: true,
      summary: "stern's; requests are not held back on this side",
    },
    { name: "burst", kind: "text", placeholder: "N", isCompatible: true, summary: "stern's; see --qps" },
    { name: "force", kind: "switch", isCompatible: true, summary: "Kubetail's; nothing needs to be forced" },
  ],
};
