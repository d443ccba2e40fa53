import type { KtError } from "../../errors/kt-error.ts";
import { globPattern, type NamePattern } from "../grammar/name-pattern.ts";
import type { SourceExpression } from "../grammar/source-expression.ts";
import {
  deploymentType,
  isBuiltIn,
  namespaceType,
  nodeType,
  podType,
  replicaSetType,
  serviceType,
} from "../kinds/built-in-types.ts";
import { qualifiedPlural, type ResourceType } from "../kinds/resource-type.ts";
import { type OwnerState, ownerStates } from "../owners/owner-states.ts";
import { visibleOwners } from "../explain/visible-owners.ts";
import type { Claim, ClaimedSource } from "./claim.ts";
import { type ClaimContext, scopesOf } from "./claim-context.ts";
import { claimOfOwners, OwnerClaim, wantedOwner } from "./owner-claim.ts";
import { claimOfNames, claimOfPods, NamedPodClaim } from "./pod-claims.ts";
import { inEachScope, type Scope } from "./scope.ts";
import { explainMissingSelector, ServiceClaim } from "./service-claim.ts";

/** One `TYPE/NAME`, its type known. */
interface TypedName {
  readonly text: string;
  readonly type: ResourceType;
  readonly name: NamePattern;
  readonly scopes: readonly Scope[];
}

/** What `TYPE/NAME[/CONTAINER]` claims. Throws as `KubeClient.get`; a missing right is kept as a failure of the source. */
export async function claimType(
  expression: SourceExpression,
  type: ResourceType,
  context: ClaimContext,
): Promise<ClaimedSource> {
  const isNamespace = type === namespaceType;
  const place = isNamespace ? { namespace: expression.name } : expression;
  const scopes = await scopesOf(place, context, type === nodeType || !type.isNamespaced);
  const typed = { text: expression.text, type, name: globPattern(expression.name), scopes };
  const container = expression.container === undefined ? undefined : globPattern(expression.container);
  return { ...(await claimByType(typed, context)), container };
}

async function claimByType(typed: TypedName, context: ClaimContext): Promise<ClaimedSource> {
  const { type, name, scopes } = typed;
  if (type === podType) return await claimPods(typed, context);
  if (type === serviceType) return await claimServices(typed, context);
  if (type === nodeType) {
    const query = name.exact === undefined ? {} : { fieldSelector: `spec.nodeName=${name.exact}` };
    const why = (node: string): string | undefined => (name.matches(node) ? `runs on node/${node}` : undefined);
    const claims = scopes.map((scope) => claimOfPods(scope, ({ spec }) => why(spec.nodeName ?? ""), query));
    return plainSource(typed, claims, () => explainNode(typed, context));
  }
  if (type === namespaceType) {
    const claims = scopes.map((scope) => claimOfPods(scope, ({ metadata }) => `in namespace/${metadata.namespace}`));
    return plainSource(typed, claims, () => context.explainer.missingMatches(podType, { text: typed.text, scopes }));
  }
  return await claimOwner(typed, context);
}

async function claimPods(typed: TypedName, context: ClaimContext): Promise<ClaimedSource> {
  const { text, name, scopes } = typed;
  const { exact } = name;
  if (exact === undefined) {
    const claims = scopes.map((scope) => claimOfNames(scope, name));
    return plainSource(typed, claims, () => context.explainer.missingMatches(podType, { text, scopes, name: text }));
  }
  const explain = (): Promise<KtError> => context.explainer.missingObject(podType, { text, scopes, name: exact });
  if (context.options.follow)
    return plainSource(
      typed,
      scopes.map((scope) => new NamedPodClaim(scope, exact)),
      explain,
    );
  const { results, failures } = await inEachScope(scopes, (scope) => context.lookup.find(scope, exact));
  const claims = results.map(([scope, pods]) => new NamedPodClaim(scope, exact, pods));
  return { text, claims, failures, explain };
}

async function claimServices(typed: TypedName, context: ClaimContext): Promise<ClaimedSource> {
  const { client, options } = context;
  const { text, name, scopes } = typed;
  const { results, failures } = await inEachScope(scopes, (scope) => ServiceClaim.read(client, scope, name, options));
  const claims = results.map(([, claim]) => claim);
  const explain = async (): Promise<KtError> => {
    const bare = explainMissingSelector(claims.flatMap(({ withoutSelector }) => withoutSelector));
    return (
      bare ??
      (await explainTyped(
        typed,
        context,
        claims.some(({ isThere }) => isThere),
      ))
    );
  };
  return { text, claims, failures, explain };
}

/** A workload: named outright it is read, for its selector and its end; otherwise the pods' owners alone tell. */
async function claimOwner(typed: TypedName, context: ClaimContext): Promise<ClaimedSource> {
  const { text, type, name, scopes } = typed;
  const { exact } = name;
  const wanted = wantedOwner(type, name);
  const isOnlyOne =
    exact !== undefined && (!type.isNamespaced || scopes.every(({ namespace }) => namespace !== undefined));
  if (!isOnlyOne) {
    const claims = scopes.map((scope) => claimOfOwners(scope, wanted, context.owners));
    return plainSource(typed, claims, () => explainTyped(typed, context, false));
  }
  const named = { ...wanted, name: { ...name, exact } };
  const { results, failures } = await inEachScope(scopes, async (scope) => {
    const states = ownerStates(context.client, { type, namespace: scope.namespace, name: exact }, context.options);
    const first = await states.next();
    const state: OwnerState = first.done === true ? { presence: "absent" } : first.value;
    if (state.presence === "unreadable") sayUnreadable(typed, state, context);
    if (type === deploymentType && state.selector !== undefined) {
      const labels = { namespace: scope.namespace, labelSelector: state.selector };
      context.owners.preload(replicaSetType, labels, context.options.signal);
    }
    return new OwnerClaim(scope, named, context.owners, state, states);
  });
  const claims = results.map(([, claim]) => claim);
  return { text, claims, failures, explain: () => explainOwner(typed, context, claims) };
}

/**
 * Says that a workload cannot be read, and what that costs.
 * @throws KtError the missing right, for a custom kind: its pods cannot be told without its selector.
 */
function sayUnreadable({ text, type }: TypedName, { failure }: OwnerState, { options, say }: ClaimContext): void {
  if (!isBuiltIn(type) && failure !== undefined) throw failure;
  const plural = qualifiedPlural(type);
  const message = `no right to read ${plural}: its pods are those whose owners' names lead to it`;
  say({ level: "debug", about: text, message, onceKey: `unreadable/${text}` });
  if (type.kind === "Job" && options.follow) {
    const cost = `no right to read ${plural}, so it cannot be seen when the Job is complete: the follow does not end by itself, with --exit-on-complete as soon as its pods have ended`;
    say({ level: "info", about: text, message: cost, onceKey: `unending/${text}` });
  }
}

async function explainOwner(typed: TypedName, context: ClaimContext, claims: readonly OwnerClaim[]): Promise<KtError> {
  if (claims.some(({ presence }) => presence === "unreadable")) return await explainUnreadable(typed, context);
  return await explainTyped(
    typed,
    context,
    claims.some(({ presence }) => presence === "present"),
  );
}

/** Nothing is known but the visible pods: whose are they? */
async function explainUnreadable(typed: TypedName, context: ClaimContext): Promise<KtError> {
  const { type, name, scopes, text } = typed;
  const names = await visibleOwners(wantedOwner(type, { text: "*", matches: () => true }), scopes, context);
  return await context.explainer.withoutVisiblePods(type, { text, scopes, name: name.text }, names);
}

/** Why a workload or Service has no pods: it does not exist, or it does and has none. */
async function explainTyped(typed: TypedName, { explainer }: ClaimContext, isThere: boolean): Promise<KtError> {
  const { type, name, scopes, text } = typed;
  if (isThere) return await explainer.withoutPods(type, { text, scopes, name: name.text });
  const missing = { text, scopes, name: name.text };
  return await (name.exact === undefined
    ? explainer.missingMatches(type, missing)
    : explainer.missingObject(type, missing));
}

async function explainNode(typed: TypedName, context: ClaimContext): Promise<KtError> {
  const isThere = await context.explainer.exists(nodeType, undefined, typed.name.text);
  return await explainTyped(typed, context, isThere);
}

function plainSource({ text }: TypedName, claims: readonly Claim[], explain: () => Promise<KtError>): ClaimedSource {
  return { text, claims, failures: [], explain };
}
