import { hasCode, type KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeObject } from "../../kube/objects.ts";
import { globPattern, isGlob, type NamePattern } from "../grammar/name-pattern.ts";
import { namespaceType, podType } from "../kinds/built-in-types.ts";
import { collectionPath } from "../kinds/resource-type.ts";

/** Where pods are looked for: in one namespace, or in all that it accepts. */
export interface Scope {
  /** Absent: all namespaces are asked at once. */
  readonly namespace?: string;
  readonly accepts: (namespace: string) => boolean;
  /** For messages: `namespace "shop"`, `all namespaces`. */
  readonly text: string;
}

/** The scope of one namespace. */
export function namespaceScope(namespace: string): Scope {
  return { namespace, accepts: (other) => other === namespace, text: `namespace "${namespace}"` };
}

/** The scope of the whole cluster, or of those namespaces in it that a glob names. */
export function clusterScope(pattern?: NamePattern): Scope {
  if (pattern === undefined || pattern.text === "*") return { accepts: () => true, text: "all namespaces" };
  return { accepts: (namespace) => pattern.matches(namespace), text: `namespaces ${pattern.text}` };
}

/** What {@link resolveScopes} needs. */
export interface ScopeRequest {
  readonly client: KubeClient;
  readonly signal: AbortSignal;
  /** A follow wants the namespaces that come later, too. */
  readonly follow: boolean;
}

/**
 * The scopes of namespaces given as names and globs. A glob is, in a finished read, the namespaces that match now, each
 * asked for itself, and in a follow the whole cluster, so that new namespaces join; where one of these is not allowed,
 * the other. The answer of neither right is left to the list of pods, whose error names what is missing.
 */
export async function resolveScopes(names: readonly string[], request: ScopeRequest): Promise<readonly Scope[]> {
  const scopes: Scope[] = [];
  for (const name of new Set(names)) {
    if (isGlob(name)) scopes.push(...(await resolveGlob(globPattern(name), request)));
    else scopes.push(namespaceScope(name));
  }
  const wide = scopes.find((scope) => scope.text === "all namespaces");
  return wide === undefined ? scopes : [wide];
}

async function resolveGlob(pattern: NamePattern, request: ScopeRequest): Promise<readonly Scope[]> {
  const isWide = pattern.text === "*" || request.follow;
  if (isWide && (await mayListEverywhere(request))) return [clusterScope(pattern)];
  const namespaces = await listNamespaces(request.client, request.signal);
  if (namespaces === undefined) return [clusterScope(pattern)];
  return namespaces.filter((namespace) => pattern.matches(namespace)).map(namespaceScope);
}

/** The names of all namespaces; undefined without the right to list them. */
export async function listNamespaces(client: KubeClient, signal: AbortSignal): Promise<readonly string[] | undefined> {
  try {
    const { items } = await client.list<KubeObject>(collectionPath(namespaceType), { signal });
    return items.map(({ metadata }) => metadata.name);
  } catch (error) {
    if (hasCode(error, "KT_FORBIDDEN")) return undefined;
    throw error;
  }
}

async function mayListEverywhere({ client, signal }: ScopeRequest): Promise<boolean> {
  try {
    await client.get(collectionPath(podType), { signal, query: { limit: 1 } });
    return true;
  } catch (error) {
    if (hasCode(error, "KT_FORBIDDEN")) return false;
    throw error;
  }
}

/** Does the same in each scope; a missing right in one is kept as its failure and leaves the others alone. */
export async function inEachScope<T>(
  scopes: readonly Scope[],
  action: (scope: Scope) => Promise<T>,
): Promise<{ readonly results: readonly (readonly [Scope, T])[]; readonly failures: readonly KtError[] }> {
  const results: (readonly [Scope, T])[] = [];
  const failures: KtError[] = [];
  await Promise.all(
    scopes.map(async (scope) => {
      try {
        results.push([scope, await action(scope)]);
      } catch (error) {
        if (!hasCode(error, "KT_FORBIDDEN")) throw error;
        failures.push(error);
      }
    }),
  );
  return { results, failures };
}
