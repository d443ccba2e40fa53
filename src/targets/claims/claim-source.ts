import { KtError } from "../../errors/kt-error.ts";
import { didYouMean, logsCommand, withWord } from "../explain/hint.ts";
import { globPattern, isPodName, type NamePattern, regexPattern, wordPattern } from "../grammar/name-pattern.ts";
import type { SourceExpression } from "../grammar/source-expression.ts";
import { findBuiltInType, podType } from "../kinds/built-in-types.ts";
import { onlyNode } from "../pods/pod-filter.ts";
import type { Claim, ClaimedSource } from "./claim.ts";
import { type ClaimContext, scopesOf } from "./claim-context.ts";
import { claimType } from "./claim-type.ts";
import { claimOfNames, claimOfPods, NamedPodClaim } from "./pod-claims.ts";
import { inEachScope, type Scope } from "./scope.ts";

/**
 * What one source claims.
 * @throws KtError KT_NOT_FOUND for a word that must be a type and is none; other failures as `KubeClient.get`, but a
 *   missing right is kept as a failure of the source.
 */
export async function claimSource(expression: SourceExpression, context: ClaimContext): Promise<ClaimedSource> {
  if (expression.form === "typed") return await claimTyped(expression, context);
  const scopes = await scopesOf(expression, context);
  if (expression.form === "regex") {
    return claimNames(expression, context, scopes, regexPattern(expression.name, context.options.compilePattern));
  }
  return expression.form === "pods"
    ? await claimWord(expression, context, scopes)
    : await claimPodOrTyped(expression, context, scopes);
}

/** What flags alone claim: all pods, wherever they say. */
export async function claimFlags(context: ClaimContext): Promise<ClaimedSource> {
  const scopes = await scopesOf({}, context);
  const text = context.request.flags;
  const { labelSelector } = context.request.required;
  const node = onlyNode(context.selection);
  const query = node === undefined ? {} : { fieldSelector: `spec.nodeName=${node}` };
  return {
    text,
    claims: scopes.map((scope) => claimOfPods(scope, () => `selected by ${text}`, query)),
    failures: [],
    explain: () => context.explainer.missingMatches(podType, { text, scopes, labelSelector }),
  };
}

async function claimTyped(expression: SourceExpression, context: ClaimContext): Promise<ClaimedSource> {
  const word = expression.type ?? "";
  const type = await context.types.find(word);
  if (type !== undefined) return await claimType(expression, type, context);
  const error = await context.types.unknownType(word, expression.text, context.request.place);
  const hint = await namespaceHint(expression, context);
  throw hint === undefined ? error : new KtError(error.code, error.message, { hint });
}

/** Where the first word is a namespace before a slash, as in `shop/deploy/web`: the source as it is written. */
async function namespaceHint(
  { namespace, type: first = "", text }: SourceExpression,
  { explainer, request }: ClaimContext,
): Promise<string | undefined> {
  if (namespace !== undefined || !(await explainer.isNamespace(first))) return undefined;
  return `"${first}" is a namespace: ${logsCommand(`${first}:${text.slice(first.length + 1)}`, request.place)}`;
}

/**
 * `FIRST/SECOND` where FIRST is no built-in type. An exact pod counts before a type that only discovery
 * knows: that spares the usual POD/CONTAINER two requests.
 */
async function claimPodOrTyped(
  expression: SourceExpression,
  context: ClaimContext,
  scopes: readonly Scope[],
): Promise<ClaimedSource> {
  const { type: first = "", name: second } = expression;
  const asPod = { ...expression, form: "pods" as const, name: first, container: second };
  const exact = isPodName(first) ? await lookUp(first, context, scopes) : { claims: [], failures: [] };
  if (exact.claims.length > 0) return claimedPods(asPod, context, scopes, exact);
  const type = await context.types.find(first);
  if (type !== undefined) return await claimType(expression, type, context);
  const source = claimNames(asPod, context, scopes, wordPattern(first, context.options.compilePattern), exact.failures);
  const near = await context.types.near(first);
  const isTypo = near.length > 0 && first.length >= 4;
  const explain = async (): Promise<KtError> => {
    const { code, message, hint } = await source.explain();
    const { place } = context.request;
    const meant = near.filter((word) => isTypo || word.startsWith(first));
    const usage = (word: string): string => logsCommand(withWord(expression.text, first, word), place);
    return new KtError(isTypo ? "KT_NOT_FOUND" : code, `"${first}" is no type that the cluster knows, and ${message}`, {
      hint: (await namespaceHint(expression, context)) ?? didYouMean(meant, usage) ?? hint,
    });
  };
  return { ...source, ...(isTypo ? { isTypo } : {}), explain };
}

/** An exact name, or else a glob when it has only wildcards, or else a regular expression. */
async function claimWord(
  expression: SourceExpression,
  context: ClaimContext,
  scopes: readonly Scope[],
): Promise<ClaimedSource> {
  const { name } = expression;
  const pattern = wordPattern(name, context.options.compilePattern);
  if (!isPodName(name)) return claimNames(expression, context, scopes, pattern);
  const exact = await lookUp(name, context, scopes);
  if (exact.claims.length > 0) return claimedPods(expression, context, scopes, exact);
  const source = claimNames(expression, context, scopes, pattern, exact.failures);
  const type = findBuiltInType(name);
  if (type === undefined) return source;
  const explain = async (): Promise<KtError> => {
    const { code, message } = await source.explain();
    return new KtError(code, message, {
      hint: `All ${type.plural}: ${logsCommand(`${expression.text}/'*'`, context.request.place)}`,
    });
  };
  return { ...source, explain };
}

function claimNames(
  expression: SourceExpression,
  context: ClaimContext,
  scopes: readonly Scope[],
  pattern: NamePattern,
  failures: readonly KtError[] = [],
): ClaimedSource {
  // A word that was not found may appear under exactly this name, which can be asked for without the right to list.
  const fallback = isPodName(expression.name) && expression.form !== "regex" ? { podName: expression.name } : {};
  const claims = scopes.map((scope): Claim => ({ ...claimOfNames(scope, pattern), ...fallback }));
  return claimedPods(expression, context, scopes, { claims, failures }, pattern);
}

function claimedPods(
  { text, name, container }: SourceExpression,
  { explainer }: ClaimContext,
  scopes: readonly Scope[],
  { claims, failures }: FoundPods,
  pattern?: NamePattern,
): ClaimedSource {
  return {
    text,
    container: container === undefined ? undefined : globPattern(container),
    claims,
    failures,
    explain: () => explainer.missingPods({ text, scopes, name, pattern }),
  };
}

/** What was found of pods named outright. */
interface FoundPods {
  readonly claims: readonly Claim[];
  readonly failures: readonly KtError[];
}

/** Claims of the pods of exactly this name, in the scopes that have one. */
async function lookUp(name: string, context: ClaimContext, scopes: readonly Scope[]): Promise<FoundPods> {
  const { results, failures } = await inEachScope(scopes, (scope) => context.lookup.find(scope, name));
  const found = results.filter(([, pods]) => pods.length > 0);
  const claims = found.map(
    ([scope, pods]) => new NamedPodClaim(scope, name, context.options.follow ? undefined : pods),
  );
  return { claims, failures };
}
