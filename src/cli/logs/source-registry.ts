import type { Pod } from "../../kube/objects.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import type { Target } from "../../targets/target.ts";

/** Numbers the sources of a run, and knows whose entries may still be printed. */
export class SourceRegistry {
  /** Of each target the last two instances: while one is read, entries of the one before may be on their way. */
  readonly #live = new Map<Target, readonly SourceInfo[]>();
  readonly #leaving = new Set<Target>();
  /** Those that are no targets: they stay until they are forgotten. */
  readonly #others = new Set<SourceInfo>();
  #nextId = 0;
  #isChanged = false;

  /** Describes one instance of a target's container, with the next number. */
  readonly add = (
    target: Target,
    pod: Pod | undefined,
    instance: number | undefined,
    containerId: string | undefined,
  ): SourceInfo => {
    const info: SourceInfo = { id: this.#nextId++, facts: factsOf(target, pod, instance, containerId) };
    const others = (this.#live.get(target) ?? []).filter(({ facts }) => facts.containerId !== containerId);
    this.#live.set(target, [...others.slice(-1), info]);
    this.#isChanged = true;
    return info;
  };

  /** Describes a source that is no target's, of which all is known that ever will be. */
  readonly addFacts = (facts: SourceFacts): SourceInfo => {
    const info: SourceInfo = { id: this.#nextId++, facts };
    this.#others.add(info);
    this.#isChanged = true;
    return info;
  };

  /** Says that a source of {@link addFacts} is no longer read; entries of it that still come are printed all the same. */
  forgetFacts(info: SourceInfo): void {
    if (this.#others.delete(info)) this.#isChanged = true;
  }

  /** Says that a target is no longer read. Entries of it may be on their way: it is forgotten one change later. */
  remove(target: Target): void {
    if (!this.#live.has(target)) return;
    this.#leaving.add(target);
    this.#isChanged = true;
  }

  /** Whose entries may come next, when that has changed since the last call; otherwise undefined. */
  takeChange(): readonly SourceInfo[] | undefined {
    if (!this.#isChanged) return undefined;
    const sources = [...[...this.#live.values()].flat(), ...this.#others];
    this.#isChanged = this.#leaving.size > 0;
    for (const target of this.#leaving) this.#live.delete(target);
    this.#leaving.clear();
    return sources;
  }
}

function factsOf(
  target: Target,
  pod: Pod | undefined,
  instance: number | undefined,
  containerId: string | undefined,
): SourceFacts {
  const { client, node } = target;
  const facts = {
    context: client.context || undefined,
    namespace: target.pod.namespace,
    node: pod?.spec.nodeName,
    zone: node?.zone,
    region: node?.region,
    os: node?.os,
    arch: node?.arch,
    pod: target.pod.name,
    podUid: target.pod.uid,
    container: target.container,
    containerId,
    instance,
    labels: pod?.metadata.labels,
    annotations: pod?.metadata.annotations,
  };
  // A fact that is not known is absent.
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
}
