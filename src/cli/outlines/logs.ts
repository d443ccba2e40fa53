import { analysisOptions } from "../options/analysis.ts";
import { choosingLinesOptions } from "../options/choosing-lines.ts";
import { connectionOptions } from "../options/connection.ts";
import { endingOptions } from "../options/endings.ts";
import { generalOptions } from "../options/general.ts";
import { logFileOptions } from "../options/log-files.ts";
import { outputOptions } from "../options/output.ts";
import { savedLogsOptions } from "../options/saved-logs.ts";
import { selectionOptions } from "../options/selection.ts";
import { streamOptions } from "../options/streams.ts";
import { timeAndAmountOptions } from "../options/time-and-amount.ts";
import { timelineOptions } from "../options/timeline.ts";
import type { CommandOutline } from "./command-outline.ts";

/** `kubectl kt logs`. */
export const logsOutline: CommandOutline = {
  name: "logs",
  usage: "[SOURCE...] [options]",
  hasOperands: true,
  summary: "Logs of pods and workloads, merged in the order of time",
  description: [
    "SOURCE is [NAMESPACE:]POD[/CONTAINER] or [NAMESPACE:]TYPE/NAME[/CONTAINER]; several may be given. NAME and CONTAINER may hold * and ?. A single word is the pod of that name, otherwise a glob when it has * or ?, otherwise a regular expression over the names of pods; re:WORD is always one.",
    "TYPE is any kind that has pods: pod, deploy, rs, sts, ds, job, cronjob, svc, rc, node, ns, and custom kinds.",
  ],
  examples: [
    { command: "kubectl kt logs deploy/web", summary: "All containers of all pods of a Deployment, in order" },
    { command: "kubectl kt logs deploy/web -f", summary: "Its last 10 lines, then what comes" },
    {
      command: "kubectl kt logs deploy/web sts/db/postgres --since 1h",
      summary: "Two workloads, of the second one container",
    },
    { command: "kubectl kt logs -l app=web -A --tail 100", summary: "By label in all namespaces, the last 100 lines" },
    { command: "kubectl kt logs job/import --instances all", summary: "Earlier instances of restarted containers too" },
    {
      command: "kubectl kt logs web-1 --with-node kubelet,containerd --with-events",
      summary: "A pod, what its node says about it, and its events, in one timeline",
    },
    {
      command: "kubectl kt logs deploy/web -g 'status=5..' -o json",
      summary: "Only lines that match, one JSON object each",
    },
  ],
  groups: [
    selectionOptions,
    savedLogsOptions,
    timeAndAmountOptions,
    endingOptions,
    choosingLinesOptions,
    analysisOptions,
    outputOptions,
    timelineOptions,
    streamOptions,
    logFileOptions,
    connectionOptions,
    generalOptions,
  ],
};
