import type { OptionGroup } from "./option.ts";

/** What stands beside the lines of pods, in one timeline with them (N6). */
export const timelineOptions: OptionGroup = {
  title: "What the node and the cluster say about the pods",
  yieldsTo: [{ option: "file" }, { option: "stdin" }],
  options: [
    {
      name: "with-node",
      kind: "list",
      placeholder: "SERVICES",
      isCommaList: true,
      suggestions: ["kubelet", "containerd", "crio"],
      summary:
        "The lines of these services of its node that speak of the pod, between its own: kubelet,containerd; needs the right to get nodes/proxy",
    },
    {
      name: "with-events",
      kind: "switch",
      summary: "The Kubernetes events of the pod between its lines",
    },
  ],
};
