import { connectionOptions } from "../options/connection.ts";
import { diagnoseOptions } from "../options/diagnose.ts";
import { diagnoseReportOptions } from "../options/diagnose-report.ts";
import { diagnoseWaitOptions } from "../options/diagnose-wait.ts";
import { generalOptions } from "../options/general.ts";
import type { OptionGroup } from "../options/option.ts";
import { withoutOptions } from "../options/option-group.ts";
import { selectionOptions } from "../options/selection.ts";
import type { CommandOutline } from "./command-outline.ts";

/** Which pods are looked at; what only chooses among lines and sources to read is left out. */
const selectionOfPods: OptionGroup = withoutOptions(
  { title: "Which pods", options: selectionOptions.options },
  ...["exclude-namespace", "exclude-pod", "exclude-container", "init-containers", "ephemeral-containers"],
  ...["container-state", "condition", "node", "zone", "region", "os", "arch"],
  ...["dry-run", "prompt", "all-containers", "all-pods"],
);

/** `kubectl kt diagnose`. */
export const diagnoseOutline: CommandOutline = {
  name: "diagnose",
  usage: "[SOURCE...|NODE] [options]",
  hasOperands: true,
  summary: "Why there are no logs: the way of a log request, hop by hop",
  description: [
    "Walks from the kubeconfig over the API server, the rights, the pod and its containers, the node and its kubelet to the log itself, says what it saw at each hop, and explains the first that is broken: what is wrong, what that is known from, what may be behind it and how to tell, and the next command. Without SOURCE only the way to the API server and the rights there. SOURCE is as for logs. node/NAME, or the name of a node that is no pod's, is the node itself: its state, its kubelet, and whether its own logs can be queried.",
    "It changes nothing, needs no more rights than logs, says what it could not see, and takes less than ten seconds. The exit code is 10 when something is wrong, 0 when not.",
  ],
  examples: [
    { command: "kubectl kt diagnose deploy/web", summary: "All pods of a Deployment" },
    { command: "kubectl kt diagnose web-1 -n shop -o json", summary: "One pod, for a program" },
    {
      command: "kubectl kt diagnose deploy/web --report out/ --since 30m",
      summary: "A report for a CI job: the answer, and all that it rests on",
    },
    {
      command: "kubectl kt diagnose --wait deploy/web --timeout 5m --report out/",
      summary: "The line that a CI job needs behind kubectl apply",
    },
    { command: "kubectl kt diagnose node/node-1", summary: "A node, its kubelet, and the queries of its own logs" },
    {
      command: "kubectl kt diagnose deploy/web --observe 5m",
      summary: "Whether something between the API server and here cuts follows",
    },
    {
      command: "kubectl kt diagnose --audit nodes/proxy",
      summary: "Who may read logs of nodes, and through which bindings",
    },
    { command: "kubectl kt diagnose", summary: "Only the way to the API server, and the rights there" },
  ],
  groups: [
    selectionOfPods,
    diagnoseOptions,
    diagnoseWaitOptions,
    diagnoseReportOptions,
    connectionOptions,
    generalOptions,
  ],
};
