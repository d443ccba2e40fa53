import { choosingLinesOptions } from "../options/choosing-lines.ts";
import { analysisOptions } from "../options/analysis.ts";
import { connectionOptions } from "../options/connection.ts";
import { endingOptions } from "../options/endings.ts";
import { generalOptions } from "../options/general.ts";
import { nodeLogOptions } from "../options/node-logs.ts";
import type { OptionGroup } from "../options/option.ts";
import { withoutOptions } from "../options/option-group.ts";
import { outputOptions } from "../options/output.ts";
import { timeAndAmountOptions } from "../options/time-and-amount.ts";
import type { CommandOutline } from "./command-outline.ts";

/** Options of pods, containers and follows, which nodes have not. */
const ofPods = [
  "follow",
  "no-follow",
  "wait-for-new",
  "previous",
  "instances",
  "pod-running-timeout",
  "exit-on-complete",
  "file",
  "stdin",
];

function ofNodes(group: OptionGroup): OptionGroup {
  return withoutOptions(group, ...ofPods);
}

/** `kubectl kt node-logs`. */
export const nodeLogsOutline: CommandOutline = {
  name: "node-logs",
  usage: "[NODE...] --query SERVICE|/FILE [options]",
  hasOperands: true,
  operandNames: "nodes",
  summary: "Logs of nodes' services, kubelet and containerd among them, merged in the order of time",
  description: [
    "NODE is the name of a node, or a glob: 'worker-*'. The nodes' kubelets read their journals (enableSystemLogQuery in their configuration); it needs the right to get nodes/proxy.",
    "What is asked for is what comes, to the microsecond and in any time zone, also where a kubelet by itself gives something else: --tail with --since is the last lines since then, over all boots.",
  ],
  examples: [
    { command: "kubectl kt node-logs node-1 --query kubelet --tail 100", summary: "The last 100 lines of its kubelet" },
    {
      command: "kubectl kt node-logs node-1 node-2 --query kubelet --query containerd --since 10m",
      summary: "Two services of two nodes, in order",
    },
    {
      command: "kubectl kt node-logs --all-nodes --query kubelet --since 1h --level warn",
      summary: "Warnings and errors of all kubelets",
    },
    {
      command: "kubectl kt node-logs --role worker --query kubelet -f",
      summary: "What comes to the kubelets of workers",
    },
    { command: "kubectl kt node-logs node-1 --list", summary: "Which services and files it has" },
    { command: "kubectl kt node-logs node-1 --query /syslog --tail 100", summary: "The end of a file of /var/log" },
  ],
  groups: [
    nodeLogOptions,
    ofNodes(timeAndAmountOptions),
    ofNodes(endingOptions),
    ofNodes(choosingLinesOptions),
    ofNodes(analysisOptions),
    ofNodes(outputOptions),
    connectionOptions,
    generalOptions,
  ],
};
