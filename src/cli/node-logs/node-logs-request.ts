import { KtError } from "../../errors/kt-error.ts";
import { compilePattern } from "../../text/pattern/pattern.ts";
import type { Flags } from "../arguments/flags.ts";
import { usualServices } from "../options/node-logs.ts";
import { readServiceNames } from "./service-names.ts";

/** What is read of which nodes (N1, N2). */
export interface NodeLogsRequest {
  /** Names of nodes and globs. */
  readonly nodes: readonly string[];
  readonly labelSelector: string | undefined;
  readonly roles: readonly string[];
  readonly isAllNodes: boolean;
  /** Names of units, without `.service`. */
  readonly services: readonly string[];
  /** Paths below `/var/log`, beginning with a slash. */
  readonly files: readonly string[];
  /** Whether it is only listed what there is; `files` are folders then. */
  readonly isList: boolean;
  readonly pattern: string | undefined;
  /** 0 or below. */
  readonly boot: number | undefined;
  /** The most nodes that are asked at the same time. */
  readonly maxNodes: number;
  /** Whether whole journals of many nodes are wanted. */
  readonly isAllWanted: boolean;
}

/**
 * Reads which logs of nodes are wanted.
 * @throws KtError KT_USAGE.
 */
export function readNodeLogsRequest(flags: Flags, operands: readonly string[]): NodeLogsRequest {
  const paths = pathsOf(flags);
  const names = [...flags.names("query"), ...paths.names];
  const isList = flags.isOn("list") === true || paths.isList;
  refuseApart(flags);
  refuseInstances(flags.text("diff"));
  const request: NodeLogsRequest = {
    nodes: operands.flatMap((operand) => operand.split(",").filter((name) => name !== "")),
    labelSelector: flags.filled("selector"),
    roles: flags.names("role"),
    isAllNodes: flags.isOn("all-nodes") === true,
    services: readServiceNames(
      "--query",
      names.filter((name) => !name.includes("/")),
    ),
    files: readFiles(names.filter((name) => name.includes("/"))),
    isList,
    pattern: readPattern(flags.filled("pattern")),
    boot: readBoot(flags),
    maxNodes: flags.count("max-nodes", 1) ?? 5,
    isAllWanted: flags.isOn("all") === true,
  };
  checkNodes(request);
  checkLogs(request);
  if (flags.isOn("follow") === true) refuseWhatEnds(request);
  return request;
}

/** What `oc adm node-logs --path` names: `journal` is the journal, which is read anyway, `/` is what there is. */
function pathsOf(flags: Flags): { readonly names: readonly string[]; readonly isList: boolean } {
  const paths = flags.list("path").filter((path) => path !== "journal");
  const names = paths.filter((path) => path !== "/").map((path) => (path.includes("/") ? path : `/${path}`));
  return { names, isList: paths.some((path) => path.endsWith("/")) };
}

function refuseApart(flags: Flags): void {
  if (flags.isOn("unify") !== false) return;
  throw new KtError(
    "KT_USAGE",
    "--unify=false: the lines of several nodes are always one stream, in the order of time",
    {
      hint: "-o dir=./nodes writes a file for each node and service",
    },
  );
}

function refuseInstances(diff: string | undefined): void {
  if (diff !== "previous" && diff !== "rollout") return;
  throw new KtError("KT_USAGE", `--diff ${diff}: services of nodes have neither instances nor rollouts`, {
    hint: "examples: --since 1h --diff 1h, --diff 2h..1h, --diff before.json",
  });
}

function checkLogs({ nodes, services, files, isList, boot }: NodeLogsRequest): void {
  const [service] = services;
  const [file] = files;
  if (isList && service !== undefined) {
    throw new KtError("KT_USAGE", `--list and --query ${service} cannot go together: a service has nothing to list`, {
      hint: "--list alone, or of a folder: --list --query /pods/",
    });
  }
  if (!isList && service === undefined && file === undefined) {
    throw new KtError("KT_USAGE", "nothing says which service's log, or which file", {
      hint:
        withService(nodes) ??
        "examples: --query kubelet, --query kubelet --query containerd, --query /syslog, and --list for what there is",
    });
  }
  if (file !== undefined && boot !== undefined) {
    throw new KtError("KT_USAGE", `--boot and --query ${file} cannot go together: files know no boots`, {
      hint: "--since and --until choose among the lines of files",
    });
  }
}

/** What is meant where a service stands behind the names of nodes. */
function withService(nodes: readonly string[]): string | undefined {
  const service = nodes.slice(1).find((name) => usualServices.includes(name.replace(/\.service$/u, "")));
  if (service === undefined) return undefined;
  return `kubectl kt node-logs ${nodes.filter((name) => name !== service).join(" ")} -Q ${service}`;
}

function checkNodes({ nodes, labelSelector, roles, isAllNodes }: NodeLogsRequest): void {
  const choices = [nodes.length > 0, labelSelector !== undefined || roles.length > 0, isAllNodes];
  if (choices.every((isGiven) => !isGiven)) {
    throw new KtError("KT_USAGE", "nothing says of which nodes", {
      hint: "examples: kubectl kt node-logs node-1 --query kubelet, kubectl kt node-logs --all-nodes --query kubelet --since 1h",
    });
  }
  if (choices.filter(Boolean).length > 1) {
    throw new KtError("KT_USAGE", "names of nodes, labels or roles, and --all-nodes cannot go together", {
      hint: "use one of them",
    });
  }
}

function refuseWhatEnds({ isList, boot }: NodeLogsRequest): void {
  const other = isList ? "--list" : boot === undefined ? undefined : "--boot";
  if (other === undefined) return;
  throw new KtError("KT_USAGE", `--follow and ${other} cannot go together: nothing comes to it any more`, {
    hint: "example: kubectl kt node-logs node-1 --query kubelet -f",
  });
}

/** The kubelet refuses a leading slash, and what leads out of the folder. */
function readFiles(names: readonly string[]): readonly string[] {
  const paths = names.map((name) => `/${name.replace(/^(?:\/var\/log(?=\/|$)|\.)?\/*/u, "")}`);
  const bad = paths.find((path) => path.split("/").includes(".."));
  if (bad === undefined) return [...new Set(paths)];
  throw new KtError("KT_USAGE", `--query ${bad} leads out of /var/log, and only that is shown`, {
    hint: "example: --query /syslog is the file /var/log/syslog",
  });
}

/** The kubelet reads it as Go's `regexp` before the node's `journalctl` does, so that what is wrong is known at once. */
function readPattern(text: string | undefined): string | undefined {
  if (text !== undefined) compilePattern(text, { flag: "--pattern" });
  return text;
}

function readBoot(flags: Flags): number | undefined {
  const boot = flags.count("boot", Number.NEGATIVE_INFINITY);
  if (boot === undefined || boot <= 0) return boot;
  throw new KtError("KT_USAGE", `--boot ${boot} would be in the future`, {
    hint: "--boot 0 is the current boot, --boot -1 the one before",
  });
}
