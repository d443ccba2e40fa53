import { hasCode, KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { KubeList, KubeObject } from "../../kube/objects.ts";
import { nearNames } from "../../text/near-names.ts";
import { shellWord } from "../../text/shell-word.ts";
import { clusterScope, listNamespaces, type Scope } from "../claims/scope.ts";
import { globPattern, isGlob, isPodName, type NamePattern } from "../grammar/name-pattern.ts";
import { namespaceType, nodeType, podType } from "../kinds/built-in-types.ts";
import { collectionPath, objectPath, qualifiedPlural, type ResourceType } from "../kinds/resource-type.ts";
import { didYouMean, hintFor, listOf, logsCommand } from "./hint.ts";
import { labelHint } from "./label-hint.ts";

const acceptMetadata = { accept: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json" };

/** What a selection looked for in vain. */
export interface Missing {
  /** The source or flags as written. */
  readonly text: string;
  readonly scopes: readonly Scope[];
  /** The name that was looked for; absent for selections by flags. */
  readonly name?: string;
  /** What names of pods were to match, where that is a pattern. */
  readonly pattern?: NamePattern | undefined;
  /** What `-l` says, where that may be why nothing was found. */
  readonly labelSelector?: string | undefined;
}

/**
 * Finds out, after nothing was found, what there is instead. It asks the API server for names, and where it may not, the
 * hint is the command that would. Its errors are those of nothing found: failures of its own requests are left out.
 */
export class Explainer {
  readonly #client: KubeClient;
  readonly #place: string;
  readonly #signal: AbortSignal;

  /** @param place the flags that say where sources are looked for, as for {@link logsCommand}. */
  constructor(client: KubeClient, place: string, signal: AbortSignal) {
    this.#client = client;
    this.#place = place;
    this.#signal = signal;
  }

  /** An object named outright does not exist. */
  async missingObject(type: ResourceType, { scopes, name = "", text }: Missing): Promise<KtError> {
    const place = this.#place;
    const missingNamespace = await this.missingNamespace(scopes);
    if (missingNamespace !== undefined) return missingNamespace;
    const where = type.isNamespaced ? ` in ${placesOf(scopes)}` : "";
    const message = `${type.singular} "${name}" does not exist${where}`;
    const [names, elsewhere] = await Promise.all([this.#namesIn(type, scopes), this.#elsewhere(type, name, scopes)]);
    const container = text.split("/")[2];
    const other = elsewhere.map(
      (namespace) => `${namespace}:${type.singular}/${name}${container ? `/${container}` : ""}`,
    );
    const hint = hintFor({ source: text, name, names, elsewhere: other, command: listCommand(type, scopes), place });
    return new KtError("KT_NOT_FOUND", message, { hint });
  }

  /** No pod's name is this or matches it. */
  async missingPods({ scopes, name = "", text, pattern }: Missing): Promise<KtError> {
    const place = this.#place;
    const missingNamespace = await this.missingNamespace(scopes);
    if (missingNamespace !== undefined) return missingNamespace;
    const [names, exact, otherKind] = await Promise.all([
      this.#namesIn(podType, scopes),
      this.#elsewhere(podType, name, scopes),
      text === name ? this.#asOtherKind(name) : undefined,
    ]);
    const isPattern = exact.length === 0 && otherKind === undefined && pattern !== undefined;
    const elsewhere = isPattern ? await this.#podsElsewhere({}, (pod) => pattern.matches(pod), scopes) : exact;
    const unseen = names === undefined ? "; without the right to list pods only its exact name was looked for" : "";
    const other = elsewhere.map((namespace) => `${namespace}:${shellWord(withoutNamespace(text))}`);
    const facts = { source: text, name, names, elsewhere: other, command: listCommand(podType, scopes), place };
    const hint = exact.length === 0 && otherKind !== undefined ? otherKind : hintFor(facts);
    return new KtError("KT_NO_MATCH", `no pod in ${placesOf(scopes)} matches "${name}"${unseen}`, { hint });
  }

  /** Objects that a glob names, or flags: no pods of theirs. */
  async missingMatches(type: ResourceType, { scopes, name, text, labelSelector }: Missing): Promise<KtError> {
    const place = this.#place;
    const missingNamespace = await this.missingNamespace(scopes);
    if (missingNamespace !== undefined) return missingNamespace;
    const objects = await this.#objectsIn(type, scopes);
    const names = namesOf(objects);
    const where = type.isNamespaced || name === undefined ? ` in ${placesOf(scopes)}` : "";
    const what = name === undefined ? `no pod${where} is selected by ${text}` : `"${text}" matches no pods${where}`;
    const labels = (objects ?? []).map(({ metadata }) => metadata.labels ?? {});
    const hint =
      (labelSelector === undefined ? undefined : await this.#labelledElsewhere(labelSelector, scopes)) ??
      (labelSelector === undefined ? undefined : labelHint(labelSelector, labels)) ??
      hintFor({ source: text, name: name ?? "", names, command: listCommand(type, scopes), place });
    return new KtError("KT_NO_MATCH", what, { hint });
  }

  /** It is there, but has no pods. */
  async withoutPods(type: ResourceType, { scopes, name = "" }: Missing): Promise<KtError> {
    const missingNamespace = await this.missingNamespace(scopes);
    if (missingNamespace !== undefined) return missingNamespace;
    const [only] = scopes;
    const place = type.isNamespaced && only?.namespace !== undefined ? ` -n ${only.namespace}` : "";
    return new KtError("KT_NO_MATCH", `${type.singular}/${name} has no pods`, {
      hint: `kubectl describe ${qualifiedPlural(type)} ${name}${place}`,
    });
  }

  /** It cannot be read, and no visible pod leads to it; `names` are those of its type that visible pods lead to. */
  async withoutVisiblePods(
    type: ResourceType,
    { scopes, text, name = "" }: Missing,
    names: readonly string[] | undefined,
  ): Promise<KtError> {
    const place = this.#place;
    const missingNamespace = await this.missingNamespace(scopes);
    if (missingNamespace !== undefined) return missingNamespace;
    const right = `; whether it exists is not known without the right to get ${qualifiedPlural(type)}`;
    return new KtError("KT_NO_MATCH", `no pod in ${placesOf(scopes)} belongs to ${type.singular}/${name}${right}`, {
      hint: hintFor({ source: text, name, names, command: listCommand(podType, scopes), place }),
    });
  }

  /**
   * None of the nodes that pods shall be on exists; undefined where one does, or where that cannot be known.
   * @param wanted names or globs, at least one.
   */
  async missingNodes(wanted: readonly string[]): Promise<KtError | undefined> {
    const [name = "", ...others] = wanted;
    const names = namesOf(await this.#objectsIn(nodeType, [clusterScope()]));
    if (names === undefined || wanted.map(globPattern).some((one) => names.some((known) => one.matches(known))))
      return undefined;
    const quoted = wanted.map((one) => `"${one}"`).join(" or ");
    const message =
      isGlob(name) || others.length > 0 ? `no node has the name ${quoted}` : `node ${quoted} does not exist`;
    const hint = didYouMean(nearNames(name, names), (near) => `--node ${near}`) ?? listOf(names);
    return new KtError("KT_NO_MATCH", message, { hint });
  }

  /** Whether the object exists; true also without the right to know. */
  async exists(type: ResourceType, namespace: string | undefined, name: string): Promise<boolean> {
    try {
      await this.#client.get(objectPath(type, namespace, name), { signal: this.#signal });
      return true;
    } catch (error) {
      return hasCode(error, "KT_FORBIDDEN");
    }
  }

  /** Whether there is a namespace of this name; false also without the right to know. */
  async isNamespace(name: string): Promise<boolean> {
    return await this.#isKnown(namespaceType, name);
  }

  /** The error for a scope's namespace that does not exist; undefined when all do, or when that cannot be known. */
  async missingNamespace(scopes: readonly Scope[]): Promise<KtError | undefined> {
    const named = scopes.flatMap(({ namespace }) => namespace ?? []);
    if (named.length < scopes.length) return undefined;
    const missing = (await Promise.all(named.map((name) => this.#isMissing(name)))).indexOf(true);
    const name = named[missing];
    if (name === undefined) return undefined;
    const names = await listNamespaces(this.#client, this.#signal).catch(() => undefined);
    return new KtError("KT_NOT_FOUND", `namespace "${name}" does not exist`, {
      hint: names === undefined ? "kubectl get namespaces" : namespaceHint(name, names),
    });
  }

  /** The commands for a node or a namespace of this name; undefined where there is none, or none may be seen. */
  async #asOtherKind(name: string): Promise<string | undefined> {
    if (!isPodName(name)) return undefined;
    const [isNode, isNamespace] = await Promise.all([this.#isKnown(nodeType, name), this.isNamespace(name)]);
    if (isNode) {
      const pods = logsCommand(`node/${name}`, "");
      return `"${name}" is a node. Its pods: ${pods}; its services: kubectl kt node-logs ${name}`;
    }
    return isNamespace ? `"${name}" is a namespace. All of its pods: ${logsCommand(`ns/${name}`, "")}` : undefined;
  }

  async #isKnown(type: ResourceType, name: string): Promise<boolean> {
    try {
      await this.#client.get(objectPath(type, undefined, name), { signal: this.#signal });
      return true;
    } catch {
      return false;
    }
  }

  async #isMissing(namespace: string): Promise<boolean> {
    try {
      await this.#client.get(objectPath(namespaceType, undefined, namespace), { signal: this.#signal });
      return false;
    } catch (error) {
      return hasCode(error, "KT_NOT_FOUND");
    }
  }

  async #namesIn(type: ResourceType, scopes: readonly Scope[]): Promise<readonly string[] | undefined> {
    return namesOf(await this.#objectsIn(type, scopes));
  }

  /** Only their metadata; undefined where they cannot be had. */
  async #objectsIn(type: ResourceType, scopes: readonly Scope[]): Promise<readonly KubeObject[] | undefined> {
    try {
      const lists = await Promise.all(
        scopes.map(async ({ namespace, accepts }) => {
          const options = { signal: this.#signal, headers: acceptMetadata };
          const { items } = await this.#client.list<KubeObject>(collectionPath(type, namespace), options);
          return items.filter(({ metadata }) => !type.isNamespaced || accepts(metadata.namespace ?? ""));
        }),
      );
      return lists.flat();
    } catch {
      return undefined;
    }
  }

  /** Other namespaces that have an object of exactly this name. */
  async #elsewhere(type: ResourceType, name: string, scopes: readonly Scope[]): Promise<readonly string[]> {
    if (!type.isNamespaced || name === "") return [];
    try {
      const query = { fieldSelector: `metadata.name=${name}` };
      const options = { signal: this.#signal, headers: acceptMetadata, query };
      const { items } = await this.#client.list<KubeObject>(collectionPath(type), options);
      return items
        .filter(({ metadata }) => metadata.name === name)
        .flatMap(({ metadata }) => metadata.namespace ?? [])
        .filter((namespace) => !scopes.some((scope) => scope.accepts(namespace)));
    } catch {
      return [];
    }
  }

  /** The command for pods with these labels in another namespace; undefined when none are seen. */
  async #labelledElsewhere(labelSelector: string, scopes: readonly Scope[]): Promise<string | undefined> {
    const [namespace] = await this.#podsElsewhere({ labelSelector }, () => true, scopes);
    if (namespace === undefined) return undefined;
    return `Pods with these labels are in another namespace: kubectl kt logs -l ${shellWord(labelSelector)} -n ${namespace}`;
  }

  /** Other namespaces that have such pods. Of a large cluster's pods only the first are looked at: a hint must not take long. */
  async #podsElsewhere(
    query: Readonly<Record<string, string>>,
    matches: (name: string) => boolean,
    scopes: readonly Scope[],
  ): Promise<readonly string[]> {
    try {
      const options = { signal: this.#signal, headers: acceptMetadata, query: { ...query, limit: mostPodsElsewhere } };
      const { items } = await this.#client.get<KubeList<KubeObject>>(collectionPath(podType), options);
      const found = items
        .filter(({ metadata }) => matches(metadata.name))
        .flatMap(({ metadata }) => metadata.namespace ?? [])
        .filter((namespace) => !scopes.some((scope) => scope.accepts(namespace)));
      return [...new Set(found)].sort();
    } catch {
      return [];
    }
  }
}

const mostPodsElsewhere = 500;

/** A source without the namespace that stands before it. */
function withoutNamespace(source: string): string {
  return source.startsWith("re:") ? source : source.replace(/^[a-z0-9*?-]+:/, "");
}

/** Sorted. */
function namesOf(objects: readonly KubeObject[] | undefined): readonly string[] | undefined {
  return objects && [...new Set(objects.map(({ metadata }) => metadata.name))].sort();
}

/** The scopes in words. */
function placesOf(scopes: readonly Scope[]): string {
  if (scopes.length === 0) return "any namespace";
  return scopes.map(({ text }) => text).join(", ");
}

function namespaceHint(name: string, names: readonly string[]): string {
  const near = nearNames(name, names);
  return near.length > 0 ? `Did you mean ${near.join(" or ")}?` : listOf(names);
}

function listCommand(type: ResourceType, scopes: readonly Scope[]): string {
  const [only, ...others] = scopes;
  const place = !type.isNamespaced
    ? ""
    : only?.namespace !== undefined && others.length === 0
      ? ` -n ${only.namespace}`
      : " -A";
  return `kubectl get ${qualifiedPlural(type)}${place}`;
}
