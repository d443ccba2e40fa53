import type { KubeClient } from "../../kube/client.ts";
import type { Explainer } from "../explain/explainer.ts";
import type { SelectionRequest } from "../grammar/selection-request.ts";
import type { SourceExpression } from "../grammar/source-expression.ts";
import type { TypeCatalog } from "../kinds/type-catalog.ts";
import type { OwnerIndex } from "../owners/owner-index.ts";
import type { PodLookup } from "../pods/pod-lookup.ts";
import type { ResolveOptions, Selection, TargetNotice } from "../selection.ts";
import { clusterScope, namespaceScope, resolveScopes, type Scope } from "./scope.ts";

/** What claims of one cluster are made with. */
export interface ClaimContext {
  readonly client: KubeClient;
  readonly selection: Selection;
  readonly request: SelectionRequest;
  readonly options: ResolveOptions;
  readonly types: TypeCatalog;
  readonly owners: OwnerIndex;
  readonly lookup: PodLookup;
  readonly explainer: Explainer;
  readonly say: (notice: TargetNotice) => void;
}

/**
 * Where a source is looked for: in its own namespace, or else where the flags say, or else in the context's.
 * @param isClusterWide whether without any of the first two it is looked for everywhere.
 */
export async function scopesOf(
  expression: Pick<SourceExpression, "namespace">,
  { client, selection, options }: ClaimContext,
  isClusterWide = false,
): Promise<readonly Scope[]> {
  const request = { client, signal: options.signal, follow: options.follow };
  if (expression.namespace !== undefined) return await resolveScopes([expression.namespace], request);
  if (selection.allNamespaces === true) return [clusterScope()];
  const { namespaces = [] } = selection;
  if (namespaces.length > 0) return await resolveScopes(namespaces, request);
  return isClusterWide ? [clusterScope()] : [namespaceScope(client.namespace)];
}
