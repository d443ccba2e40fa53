import { KtError } from "../../errors/kt-error.ts";
import type { Selection } from "../../targets/selection.ts";
import type { Flags } from "../arguments/flags.ts";

/**
 * Reads which containers are meant.
 * @param flags Those of `logs`, or a part of them.
 * @param options.neededBy The command for which something must be named; undefined where nothing need be.
 * @throws KtError KT_USAGE when something must be named and nothing is.
 */
export function readSelection(
  flags: Flags,
  operands: readonly string[],
  { neededBy }: { readonly neededBy: "logs" | "files" | undefined },
): Selection {
  const selection: Selection = {
    sources: operands,
    labelSelector: flags.filled("selector"),
    fieldSelector: flags.filled("field-selector"),
    namespaces: flags.names("namespace"),
    allNamespaces: flags.isOn("all-namespaces"),
    excludeNamespaces: flags.names("exclude-namespace"),
    excludePods: flags.list("exclude-pod"),
    nodes: flags.names("node"),
    zones: flags.names("zone"),
    regions: flags.names("region"),
    operatingSystems: flags.names("os"),
    architectures: flags.names("arch"),
    conditions: flags.names("condition"),
    containerStates: flags.names("container-state"),
    containers: flags.list("container"),
    excludeContainers: flags.list("exclude-container"),
    initContainers: flags.isOn("init-containers"),
    ephemeralContainers: flags.isOn("ephemeral-containers"),
    waitForNew: flags.isOn("wait-for-new"),
  };
  if (neededBy !== undefined && !selectsAnything(selection)) {
    const what = neededBy === "logs" ? "which logs to read" : "whose log files to list";
    throw new KtError("KT_USAGE", `nothing says ${what}`, { hint: hintForNothing(selection, neededBy) });
  }
  return selection;
}

function hintForNothing({ namespaces = [] }: Selection, command: "logs" | "files"): string {
  const examples = ["deploy/web", "-l app=web", "-A", ...(command === "logs" ? ["--stdin"] : [])];
  if (namespaces.length === 0)
    return `examples: ${examples.map((words) => `kubectl kt ${command} ${words}`).join(", ")}`;
  return `all pods there: kubectl kt ${command} '*' -n ${namespaces.join(",")}`;
}

/** Whether a flag or a source chooses pods. A namespace alone would be all of its pods: that is written `ns/NAME`. */
export function selectsAnything(selection: Selection): boolean {
  const { sources = [], nodes = [], zones = [], regions = [], operatingSystems = [], architectures = [] } = selection;
  const { conditions = [], containerStates = [], containers = [] } = selection;
  const lists = [
    sources,
    nodes,
    zones,
    regions,
    operatingSystems,
    architectures,
    conditions,
    containerStates,
    containers,
  ];
  return (
    selection.allNamespaces === true ||
    selection.labelSelector !== undefined ||
    selection.fieldSelector !== undefined ||
    lists.some((list) => list.length > 0)
  );
}
