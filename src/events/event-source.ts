import type { KubeClient, WatchEvent } from "../kube/client.ts";
import { caughtUp, type LogSource, type SourceItem } from "../stream/source.ts";
import type { TimeWindow } from "../time/time-window.ts";
import { EventEntries, type EventEnvironment } from "./event-entries.ts";
import type { KubeEvent } from "../kube/objects.ts";

/** Which events of pods are wanted. */
export interface EventRequest {
  readonly namespace: string;
  /** The only pod; undefined: all of the namespace. */
  readonly podName: string | undefined;
  readonly range: TimeWindow;
}

/** What following needs besides. */
export interface FollowedEventEnvironment extends EventEnvironment {
  /** Takes what is to be called when more events may be wanted than before. */
  readonly onMoreWanted: (listener: () => void) => void;
  /** Ends the follow in order. */
  readonly over: AbortSignal;
}

/** The events of pods that the API server has now, in their order: each once, at the last time that it came. */
export function createEventSource(client: KubeClient, request: EventRequest, environment: EventEnvironment): LogSource {
  return sourceOf(request, async function* (signal) {
    const { items } = await client.list<KubeEvent>(...listOf(request, signal));
    yield* new EventEntries(request.range, environment).take(items);
  });
}

/** The events of pods, and those that come, each time that they come. */
export function createFollowedEvents(
  client: KubeClient,
  request: EventRequest,
  environment: FollowedEventEnvironment,
): LogSource {
  return sourceOf(request, (signal) => new EventFollow(client, request, environment).read(signal));
}

class EventFollow {
  readonly #client: KubeClient;
  readonly #request: EventRequest;
  readonly #environment: FollowedEventEnvironment;
  readonly #entries: EventEntries;
  #isMoreWanted = false;
  #wake: (() => void) | undefined;

  constructor(client: KubeClient, request: EventRequest, environment: FollowedEventEnvironment) {
    this.#client = client;
    this.#request = request;
    this.#environment = environment;
    this.#entries = new EventEntries(request.range, environment);
    environment.onMoreWanted(() => {
      this.#isMoreWanted = true;
      this.#wake?.();
    });
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const stop = new AbortController();
    const ending = AbortSignal.any([signal, this.#environment.over, stop.signal]);
    const watch = this.#client.watch<KubeEvent>(...listOf(this.#request, ending));
    const changes = watch[Symbol.asyncIterator]();
    let isFirst = true;
    try {
      for (;;) {
        const next = changes.next();
        yield* this.#takeMoreUntil(next);
        const result = await next;
        if (result.done === true) return;
        yield* this.#take(result.value);
        if (isFirst) yield caughtUp;
        isFirst = false;
      }
    } finally {
      stop.abort();
    }
  }

  /** Gives what is wanted only now, until something else comes. */
  async *#takeMoreUntil(next: Promise<unknown>): AsyncGenerator<SourceItem, void, void> {
    let hasNext = false;
    const end = (): void => {
      hasNext = true;
      this.#wake?.();
    };
    void next.then(end, end);
    for (;;) {
      while (this.#isMoreWanted) {
        this.#isMoreWanted = false;
        yield* this.#entries.takeUnclaimed();
      }
      if (hasNext) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  *#take(change: WatchEvent<KubeEvent>): Generator<SourceItem, void, void> {
    if (change.type === "DELETED") this.#entries.forget(change.object);
    else yield* this.#entries.take(change.type === "LISTED" ? change.items : [change.object]);
    if (change.type === "LISTED") this.#entries.keepOnly(change.items);
  }
}

function sourceOf({ namespace, podName }: EventRequest, read: LogSource["read"]): LogSource {
  const name = [namespace, podName, "events"].filter((part) => part !== undefined).join("/");
  return { name, read, [Symbol.asyncDispose]: () => Promise.resolve() };
}

function listOf({ namespace, podName }: EventRequest, signal: AbortSignal): Parameters<KubeClient["list"]> {
  const ofPod = podName === undefined ? "" : `,involvedObject.name=${podName}`;
  const query = { fieldSelector: `involvedObject.kind=Pod${ofPod}` };
  return [`/api/v1/namespaces/${encodeURIComponent(namespace)}/events`, { query, signal }];
}
