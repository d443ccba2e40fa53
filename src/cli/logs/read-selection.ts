import { KtError } from "../../errors/kt-error.ts";
import type { Selection } from "../../targets/selection.ts";
import type { Flags } from "../arguments/flags.ts";

/**
 * Reads which containers are meant.
 * @param flags Those of `logs`, or a part of them.
 * @throws KtError KT_USAGE when something must be named and nothing is.
 */
export function readSelection(
  flags: Flags,
  operands: readonly string[],
  { isNeeded }: { readonly isNeeded: boolean },
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
  if (isNeeded && !selectsAnything(selection)) {
    throw new KtError("KT_USAGE", "nothing says which logs to read", {
      hint: hintForNothing(selection),
    });
  }
  return selection;
}

function hintForNothing({ namespaces = [] }: Selection): string {
  const examples =
    "kubectl kt logs deploy/web, kubectl kt logs -l app=web, kubectl kt logs -A, kubectl kt logs --stdin";
  if (namespaces.length === 0) return `examples: ${examples}`;
  return `all pods there: kubectl kt logs '*' -n ${namespaces.join(",")}`;
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
