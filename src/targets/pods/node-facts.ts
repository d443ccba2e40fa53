import { hasCode, type KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Node } from "../../kube/objects.ts";
import { nodeType } from "../kinds/built-in-types.ts";
import { collectionPath, objectPath } from "../kinds/resource-type.ts";
import type { Target } from "../target.ts";

/** Facts of one node. */
export type NodeFactSet = NonNullable<Target["node"]>;

/** From so many unknown nodes on all are listed. */
const listFrom = 4;

/** Zone, region, operating system and architecture of nodes, asked for by need and kept. */
export class NodeFacts {
  readonly #client: KubeClient;
  readonly #facts = new Map<string, NodeFactSet>();
  #forbidden: KtError | undefined;

  constructor(client: KubeClient) {
    this.#client = client;
  }

  /** The error where there is no right to read nodes; then no facts are known. */
  get forbidden(): KtError | undefined {
    return this.#forbidden;
  }

  /** What is known of a node; undefined for one not loaded, gone or not readable. */
  get(nodeName: string | undefined): NodeFactSet | undefined {
    return nodeName === undefined ? undefined : this.#facts.get(nodeName);
  }

  /** Loads the nodes of these names that are not known yet. Throws as `KubeClient.get`, but not for a missing right. */
  async load(nodeNames: Iterable<string>, signal: AbortSignal): Promise<void> {
    const unknown = [...new Set(nodeNames)].filter((name) => !this.#facts.has(name));
    if (unknown.length === 0 || this.#forbidden !== undefined) return;
    try {
      if (unknown.length >= listFrom) await this.#list(signal);
      await Promise.all(unknown.filter((name) => !this.#facts.has(name)).map((name) => this.#get(name, signal)));
    } catch (error) {
      if (!hasCode(error, "KT_FORBIDDEN")) throw error;
      this.#forbidden = error;
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    try {
      const { items } = await this.#client.list<Node>(collectionPath(nodeType), { signal });
      for (const node of items) this.#facts.set(node.metadata.name, factsOf(node));
    } catch (error) {
      if (!hasCode(error, "KT_FORBIDDEN")) throw error;
    }
  }

  async #get(name: string, signal: AbortSignal): Promise<void> {
    try {
      this.#facts.set(name, factsOf(await this.#client.get<Node>(objectPath(nodeType, undefined, name), { signal })));
    } catch (error) {
      if (!hasCode(error, "KT_NOT_FOUND")) throw error;
      this.#facts.set(name, {});
    }
  }
}

function factsOf(node: Node): NodeFactSet {
  const labels = node.metadata.labels ?? {};
  const zone = labels["topology.kubernetes.io/zone"] ?? labels["failure-domain.beta.kubernetes.io/zone"];
  const region = labels["topology.kubernetes.io/region"] ?? labels["failure-domain.beta.kubernetes.io/region"];
  const os = node.status?.nodeInfo?.operatingSystem ?? labels["kubernetes.io/os"];
  const arch = node.status?.nodeInfo?.architecture ?? labels["kubernetes.io/arch"];
  return {
    ...(zone === undefined ? {} : { zone }),
    ...(region === undefined ? {} : { region }),
    ...(os === undefined ? {} : { os }),
    ...(arch === undefined ? {} : { arch }),
  };
}
