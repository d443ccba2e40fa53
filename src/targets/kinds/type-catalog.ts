import { KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import { didYouMean, logsCommand, withWord } from "../explain/hint.ts";
import { nearNames } from "../../text/near-names.ts";
import { builtInTypes, findBuiltInType } from "./built-in-types.ts";
import { readServedTypes } from "./discovery.ts";
import { isWordFor, type ResourceType } from "./resource-type.ts";

/** The types that sources may name: the built-in ones, and what else the API server serves, asked for once and by need. */
export class TypeCatalog {
  readonly #client: KubeClient;
  readonly #signal: AbortSignal;
  #served: Promise<readonly ResourceType[]> | undefined;

  constructor(client: KubeClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /** The type that a word means; undefined when it means none. Errors as with `KubeClient.get`. */
  async find(word: string): Promise<ResourceType | undefined> {
    return findBuiltInType(word) ?? (await this.#readServed()).find((type) => isWordFor(type, word));
  }

  /** The type of an owner reference; undefined when the API server does not serve it. */
  async findKind(group: string, kind: string): Promise<ResourceType | undefined> {
    const isIt = (type: ResourceType): boolean => type.group === group && type.kind === kind;
    return builtInTypes.find(isIt) ?? (await this.#readServed()).find(isIt);
  }

  /** Types that may have been meant by a word that is none, best first, as words. */
  async near(word: string): Promise<readonly string[]> {
    const name = word.toLowerCase().split(".")[0] ?? "";
    const types = [...builtInTypes, ...(await this.#readServed())];
    const words = types.flatMap((type) => [type.singular, type.plural, ...type.shortNames]);
    // Of a type's singular and plural only the first that is near.
    const isSaid = new Set<ResourceType | undefined>();
    return nearNames(name, [...new Set(words)]).filter((found) => {
      const type = types.find((candidate) => isWordFor(candidate, found));
      return !isSaid.has(type) && isSaid.add(type);
    });
  }

  /**
   * The error for a word that must be a type and is none.
   * @param place the flags that say where the source is looked for, as for {@link logsCommand}.
   */
  async unknownType(word: string, source: string, place: string): Promise<KtError> {
    const usage = (type: string): string => logsCommand(withWord(source, word, type), place);
    const hint = didYouMean(await this.near(word), usage) ?? "kubectl api-resources";
    return new KtError("KT_NOT_FOUND", `"${word}" in "${source}" is no type that the cluster knows`, { hint });
  }

  #readServed(): Promise<readonly ResourceType[]> {
    this.#served ??= readServedTypes(this.#client, this.#signal);
    return this.#served;
  }
}
