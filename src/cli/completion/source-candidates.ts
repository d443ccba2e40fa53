import { builtInTypes, findBuiltInType, namespaceType, podType } from "../../targets/kinds/built-in-types.ts";
import { qualifiedPlural, type ResourceType } from "../../targets/kinds/resource-type.ts";
import { parseSource } from "../../targets/grammar/source-expression.ts";
import { type Answer, type Candidate, matching, nothing } from "./answer.ts";
import { ClusterNames } from "./cluster-names.ts";
import { goesOn } from "./comma-list.ts";
import type { CompletionContext } from "./completion-context.ts";
import { containersOfSource } from "./container-names.ts";
import type { TypedWords } from "./typed-words.ts";

/**
 * Completes a SOURCE part by part: names of pods, types and namespaces, then names of a type, then containers.
 * Sources that are on the command line already are not offered again.
 * @throws as {@link ClusterNames.open} and {@link ClusterNames.list}.
 */
export async function completeSource(typed: TypedWords, text: string, context: CompletionContext): Promise<Answer> {
  const isSaved = typed.values["file"] !== undefined || typed.values["stdin"] !== undefined;
  // Regular expressions have no end that could be known.
  if (isSaved || text.startsWith("re:")) return nothing;
  await using cluster = await ClusterNames.open(typed, context);
  const colon = text.indexOf(":");
  const namespace = text.slice(0, Math.max(colon, 0));
  const head = text.slice(0, colon + 1);
  const place = colon < 0 ? cluster : cluster.inNamespace(namespace);
  const found = await partCandidates(place, text.slice(head.length), colon < 0);
  const taken = new Set(typed.operands);
  const candidates = found
    .map((candidate) => ({ ...candidate, value: head + candidate.value }))
    .filter(({ value }) => value.startsWith(text) && !taken.has(value));
  return { candidates, goesOn: goesOn(candidates) };
}

/** @param isWhole Whether no namespace stands before. */
async function partCandidates(cluster: ClusterNames, text: string, isWhole: boolean): Promise<readonly Candidate[]> {
  const [first = "", second, third] = text.split("/");
  if (second === undefined) return await firstParts(cluster, first, isWhole);
  const type = findBuiltInType(first);
  if (third !== undefined) return await containersBehind(cluster, `${first}/${second}`);
  if (type !== undefined) return await namesOf(cluster, type, `${first}/`, second);
  const containers = await containersBehind(cluster, first).catch(() => []);
  if (containers.length > 0) return containers;
  const served = await cluster.findType(first);
  return served === undefined ? [] : await namesOf(cluster, served, `${first}/`, second);
}

/** Pods and types; where none begins so, namespaces, and then types that only the API server knows. */
async function firstParts(cluster: ClusterNames, typed: string, isWhole: boolean): Promise<readonly Candidate[]> {
  const wantsNamespaces = isWhole && typed !== "";
  const [pods, namespaces] = await Promise.all([
    // Who may not list pods may still have types to choose from.
    namesOf(cluster, podType, "", typed).catch(() => []),
    wantsNamespaces ? namesOf(cluster, namespaceType, "", typed).catch(() => []) : [],
  ]);
  const near = [...matching(pods, typed), ...typeCandidates(builtInTypes, typed)];
  if (near.length > 0 || typed === "") return near;
  const inNamespaces = matching(namespaces, typed).map(({ value }) => ({ value: `${value}:` }));
  if (inNamespaces.length > 0) return inNamespaces;
  const served = await cluster.servedTypes();
  return typeCandidates(
    served.filter(({ isNamespaced }) => isNamespaced),
    typed,
  );
}

/** Each type once, by its first word that begins with what is typed, the shortest form first. */
function typeCandidates(types: readonly ResourceType[], typed: string): readonly Candidate[] {
  return types.flatMap((type): readonly Candidate[] => {
    // `pod` is as good as `po`.
    const shorts = type.shortNames.filter((short) => !type.singular.startsWith(short) || short.length > 2);
    const words = [...shorts, type.singular, type.plural, ...type.shortNames, qualifiedPlural(type)];
    const word = words.find((candidate) => candidate.startsWith(typed));
    return word === undefined ? [] : [{ value: `${word}/`, description: type.kind }];
  });
}

async function namesOf(
  cluster: ClusterNames,
  type: ResourceType,
  before: string,
  typed: string,
): Promise<readonly Candidate[]> {
  const names = (await cluster.list(type, typed)).map(({ name }) => name);
  return [...new Set(names)].map((name) => ({ value: before + name }));
}

async function containersBehind(cluster: ClusterNames, source: string): Promise<readonly Candidate[]> {
  const names = await containersOfSource(cluster, parseSource(source));
  return names.map((name) => ({ value: `${source}/${name}` }));
}
