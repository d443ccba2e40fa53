import { KtError } from "../../errors/kt-error.ts";
import type { PodQuery } from "../claims/claim.ts";
import { ContainerFilter } from "../pods/containers.ts";
import { PodFilter } from "../pods/pod-filter.ts";
import type { PatternCompiler, Selection } from "../selection.ts";
import { parseSource, type SourceExpression, sourceGrammar } from "./source-expression.ts";

/** A selection understood: nothing in it can be a usage error any more, except a type that the cluster does not know. */
export interface SelectionRequest {
  readonly sources: readonly SourceExpression[];
  /** Selectors that the API server judges, part of every query. */
  readonly required: PodQuery;
  readonly pods: PodFilter;
  readonly containers: ContainerFilter;
  /** The selecting flags as the user would write them, for messages; empty when there are none. */
  readonly flags: string;
  /** The flags that say where sources without a namespace are looked for, with a blank before; empty for the context's. */
  readonly place: string;
  /** Those of them that the API server judges. */
  readonly queryFlags: string;
  /** The flags that leave pods out again, after the API server has chosen, in the same way. */
  readonly podFlags: string;
}

/**
 * Reads a selection.
 * @throws KtError KT_USAGE for what cannot be understood, and when nothing is selected at all.
 */
export function readSelection(selection: Selection, compile: PatternCompiler): SelectionRequest {
  const { labelSelector, fieldSelector } = selection;
  const flags = selectingFlags(selection);
  const request = {
    sources: (selection.sources ?? []).map(parseSource),
    required: {
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    },
    pods: new PodFilter(selection, compile),
    containers: new ContainerFilter(selection, compile),
    flags: flags.join(" "),
    place: placeOf(selection),
    queryFlags: queryFlags(selection).join(" "),
    podFlags: [
      ...podFlags(selection),
      ...listFlag("exclude-pod", selection.excludePods),
      ...listFlag("exclude-namespace", selection.excludeNamespaces),
    ].join(" "),
  };
  if (request.sources.length === 0 && request.flags === "") {
    throw new KtError("KT_USAGE", "no source is given", {
      hint: `A source is ${sourceGrammar}, as in deploy/web; or select pods with -l, -A or another flag`,
    });
  }
  return request;
}

/** `--namespace` is not one of them: it says where to look, as kubectl's does, and never for what. */
function selectingFlags(selection: Selection): readonly string[] {
  return [
    ...queryFlags(selection),
    ...podFlags(selection),
    ...listFlag("container-state", selection.containerStates),
    ...listFlag("container", selection.containers),
  ];
}

function queryFlags({ labelSelector, fieldSelector, allNamespaces }: Selection): readonly string[] {
  return [
    ...(allNamespaces === true ? ["-A"] : []),
    ...(labelSelector === undefined ? [] : [`-l ${labelSelector}`]),
    ...(fieldSelector === undefined ? [] : [`--field-selector ${fieldSelector}`]),
  ];
}

function podFlags(selection: Selection): readonly string[] {
  return [
    ...listFlag("node", selection.nodes),
    ...listFlag("zone", selection.zones),
    ...listFlag("region", selection.regions),
    ...listFlag("os", selection.operatingSystems),
    ...listFlag("arch", selection.architectures),
    ...listFlag("condition", selection.conditions),
  ];
}

function placeOf({ allNamespaces, namespaces = [] }: Selection): string {
  if (allNamespaces === true) return " -A";
  return namespaces.length === 0 ? "" : ` -n ${namespaces.join(",")}`;
}

function listFlag(name: string, values: readonly string[] | undefined): readonly string[] {
  return values === undefined || values.length === 0 ? [] : [`--${name} ${values.join(",")}`];
}
