import type { EventEnvironment } from "../../events/event-entries.ts";
import { createEventSource, createFollowedEvents } from "../../events/event-source.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { LogSource } from "../../stream/source.ts";
import { besideSource, type TimelineContext } from "./timeline-context.ts";
import type { TimelinePod } from "./timeline-pod.ts";

/** The events of the pods of one namespace. */
export class EventTimeline {
  readonly #client: KubeClient;
  readonly #namespace: string;
  readonly #context: TimelineContext;
  /** By the UID of their pod. */
  readonly #sources = new Map<string, SourceInfo>();
  readonly #names = new Set<string>();
  #onAdded: (() => void) | undefined;

  constructor(client: KubeClient, namespace: string, context: TimelineContext) {
    this.#client = client;
    this.#namespace = namespace;
    this.#context = context;
  }

  add({ name, uids, facts }: TimelinePod): void {
    const info = this.#context.merge.registry.addFacts({ ...facts, service: eventService });
    for (const uid of uids) this.#sources.set(uid, info);
    this.#names.add(name);
    this.#onAdded?.();
  }

  remove({ uids }: TimelinePod): void {
    for (const uid of uids) {
      const info = this.#sources.get(uid);
      this.#sources.delete(uid);
      if (info !== undefined) this.#context.merge.registry.forgetFacts(info);
    }
  }

  /** Those that there are now. */
  finished(): LogSource {
    const [podName, another] = this.#names;
    const request = { ...this.#requestOf(), podName: another === undefined ? podName : undefined };
    return besideSource(createEventSource(this.#client, request, this.#environment()), this.#client, this.#context);
  }

  /** Those that there are, and those that come. */
  followed(over: AbortSignal): LogSource {
    const onMoreWanted = (listener: () => void): void => {
      this.#onAdded = listener;
    };
    const following = { ...this.#environment(), onMoreWanted, over };
    const source = createFollowedEvents(this.#client, this.#requestOf(), following);
    return besideSource(source, this.#client, this.#context);
  }

  #requestOf(): Parameters<typeof createEventSource>[1] {
    return { namespace: this.#namespace, podName: undefined, range: this.#context.merge.windowOf(this.#client) };
  }

  #environment(): EventEnvironment {
    const { io } = this.#context;
    return {
      nowMs: () => io.clock.nowMs(),
      sourceOf: ({ involvedObject }) => this.#sources.get(involvedObject?.uid ?? ""),
    };
  }
}

/** What stands in the place of a service where an entry is an event. */
const eventService = "events";
