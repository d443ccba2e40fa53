import type { KubeClient } from "../../kube/client.ts";
import { EventTimeline } from "./event-timeline.ts";
import { NodeTimeline } from "./node-timeline.ts";
import type { TimelineContext } from "./timeline-context.ts";
import type { TimelinePod } from "./timeline-pod.ts";

/** The parts of a timeline beside the lines of pods: one for each node, and one for each namespace. */
export class TimelineParts {
  readonly #context: TimelineContext;
  readonly #nodes = new Map<KubeClient, Map<string, NodeTimeline>>();
  readonly #namespaces = new Map<KubeClient, Map<string, EventTimeline>>();

  constructor(context: TimelineContext) {
    this.#context = context;
  }

  get nodes(): readonly NodeTimeline[] {
    return [...this.#nodes.values()].flatMap((ofCluster) => [...ofCluster.values()]);
  }

  get namespaces(): readonly EventTimeline[] {
    return [...this.#namespaces.values()].flatMap((ofCluster) => [...ofCluster.values()]);
  }

  /** Adds a pod to the part of its namespace, where events are wanted. @returns that part when it is new. */
  addToNamespace(pod: TimelinePod): EventTimeline | undefined {
    if (!this.#context.timeline.hasEvents) return undefined;
    const { client, namespace } = pod;
    const make = (): EventTimeline => new EventTimeline(client, namespace, this.#context);
    const { part, isNew } = partOf(this.#namespaces, client, namespace, make);
    part.add(pod);
    return isNew ? part : undefined;
  }

  /** Adds a pod to the part of its node, where services of nodes are wanted and it has one. @returns that part when it is new. */
  addToNode(pod: TimelinePod): NodeTimeline | undefined {
    const { client, facts } = pod;
    const { node } = facts;
    if (this.#context.timeline.services.length === 0 || node === undefined) return undefined;
    const make = (): NodeTimeline => new NodeTimeline(client, node, this.#context);
    const { part, isNew } = partOf(this.#nodes, client, node, make);
    part.add(pod);
    return isNew ? part : undefined;
  }

  remove(pod: TimelinePod): void {
    const { client, namespace, facts } = pod;
    this.#namespaces.get(client)?.get(namespace)?.remove(pod);
    this.#nodes
      .get(client)
      ?.get(facts.node ?? "")
      ?.remove(pod);
  }
}

function partOf<T>(
  all: Map<KubeClient, Map<string, T>>,
  client: KubeClient,
  name: string,
  make: () => T,
): { readonly part: T; readonly isNew: boolean } {
  const ofCluster = all.get(client) ?? new Map<string, T>();
  all.set(client, ofCluster);
  const known = ofCluster.get(name);
  if (known !== undefined) return { part: known, isNew: false };
  const part = make();
  ofCluster.set(name, part);
  return { part, isNew: true };
}
