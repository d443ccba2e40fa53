import type { Pod } from "../../kube/objects.ts";
import type { FollowedSources } from "../../stream/merge-follow.ts";
import type { LogSource } from "../../stream/source.ts";
import { Wakeup } from "../../stream/wakeup.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import { StreamSlots } from "../logs/stream-slots.ts";
import { mostNodes, type TimelineContext } from "./timeline-context.ts";
import { TimelineParts } from "./timeline-parts.ts";
import { OwnBeginning } from "./own-beginning.ts";
import { type TimelinePod, timelinePodOf } from "./timeline-pod.ts";

/** A pod with how many of its containers are followed. */
interface FollowedPod {
  pod: TimelinePod;
  containers: number;
  /** Whether nothing is looked for about it any more. */
  isForgotten: boolean;
}

/**
 * What stands beside the lines of pods in a follow. It grows with the pods that join, and ends when nothing more comes of
 * any container.
 */
export class FollowedTimeline {
  /** The containers; what joins is taken note of. */
  readonly set: TargetSet;
  readonly #context: TimelineContext;
  /** Absent where all is wanted that was before. */
  readonly #beginning: OwnBeginning | undefined;
  readonly #signal: AbortSignal;
  readonly #parts: TimelineParts;
  readonly #slots = new StreamSlots(mostNodes);
  /** Those of which containers are followed. */
  readonly #pods = new Map<string, FollowedPod>();
  /** Those of which none is followed any more, in their order: late lines may speak of them, and containers may join again. */
  readonly #left = new Map<string, FollowedPod>();
  readonly #joining: LogSource[] = [];
  readonly #wakeup: Wakeup;
  readonly #over = new AbortController();
  #openContainers = 0;
  #mayContainersJoin = true;

  constructor({ initial, joining }: TargetSet, context: TimelineContext, signal: AbortSignal) {
    this.#context = context;
    this.#beginning = context.merge.request.amount.merged.kind === "last" ? new OwnBeginning() : undefined;
    this.#signal = signal;
    this.#parts = new TimelineParts(context);
    this.#wakeup = new Wakeup(context.io.clock);
    signal.addEventListener("abort", () => this.#wakeup.wake(), { once: true });
    this.set = { initial, joining: this.#noting(joining) };
    for (const target of initial) this.#add(target);
  }

  /** Says that nothing more comes of a container. */
  leave(target: Target): void {
    const key = keyOf(target);
    const followed = this.#pods.get(key);
    if (followed === undefined || --followed.containers > 0) return;
    this.#pods.delete(key);
    this.#left.set(key, followed);
    if (this.#left.size > mostLeft) this.#forgetOldest();
  }

  /** The sources of the containers, with those beside them. */
  sources({ initial, joining }: FollowedSources): FollowedSources {
    // What is beside the pods that are there is part of the backlog.
    const beside = this.#joining.splice(0);
    const containers = initial.map((source) => this.#counted(this.#beginning?.noted(source) ?? source));
    return { initial: [...containers, ...beside], joining: this.#join(joining) };
  }

  async *#noting(joining: AsyncIterable<Target>): AsyncGenerator<Target, void, void> {
    for await (const target of joining) {
      this.#add(target);
      yield target;
    }
  }

  #add(target: Target): void {
    const key = keyOf(target);
    const known = this.#pods.get(key) ?? this.#left.get(key);
    if (known !== undefined) {
      known.containers++;
      this.#left.delete(key);
      this.#pods.set(key, known);
      return;
    }
    const state = target.pods.current(target.pod);
    if (state === undefined) return;
    const followed: FollowedPod = { pod: timelinePodOf(target, state), containers: 1, isForgotten: false };
    this.#pods.set(key, followed);
    this.#pushBeside(this.#parts.addToNamespace(followed.pod)?.followed(this.#over.signal));
    if (state.spec.nodeName === undefined) void this.#waitForNode(target, state, followed);
    else this.#addToNode(followed.pod);
  }

  #forgetOldest(): void {
    for (const [key, oldest] of this.#left) {
      this.#left.delete(key);
      oldest.isForgotten = true;
      this.#parts.remove(oldest.pod);
      return;
    }
  }

  #addToNode(pod: TimelinePod): void {
    this.#pushBeside(...(this.#parts.addToNode(pod)?.followed(this.#slots, this.#over.signal) ?? []));
  }

  async #waitForNode(target: Target, seen: Pod, followed: FollowedPod): Promise<void> {
    const ending = AbortSignal.any([this.#signal, this.#over.signal]);
    try {
      for (let state: Pod | undefined = seen; state !== undefined && !ending.aborted; ) {
        if (followed.isForgotten) return;
        if (state.spec.nodeName !== undefined) {
          followed.pod = timelinePodOf(target, state);
          this.#addToNode(followed.pod);
          return;
        }
        state = await target.pods.changed(target.pod, state, ending);
      }
    } catch (error) {
      const { namespace, name } = target.pod;
      const message = `on which node it runs cannot be found out: ${error instanceof Error ? error.message : String(error)}`;
      this.#context.notices.notice({ level: "warning", about: `${namespace}/${name}`, message });
    }
  }

  #push(...sources: readonly (LogSource | undefined)[]): void {
    for (const source of sources) if (source !== undefined) this.#joining.push(source);
    this.#wakeup.wake();
  }

  #pushBeside(...sources: readonly (LogSource | undefined)[]): void {
    this.#push(...sources.map((source) => source && (this.#beginning?.bounded(source) ?? source)));
  }

  async *#join(containers: AsyncIterable<LogSource>): AsyncGenerator<LogSource, void, void> {
    let failure: { readonly error: unknown } | undefined;
    const readContainers = async (): Promise<void> => {
      try {
        for await (const source of containers) this.#push(this.#counted(source));
      } catch (error) {
        failure = { error };
      } finally {
        this.#mayContainersJoin = false;
        this.#endIfDone();
        this.#wakeup.wake();
      }
    };
    void readContainers();
    while (!this.#signal.aborted) {
      for (let next = this.#joining.shift(); next !== undefined; next = this.#joining.shift()) yield next;
      if (failure !== undefined) throw failure.error;
      if (this.#over.signal.aborted) return;
      await this.#wakeup.wait(undefined);
    }
  }

  /** The source of a container; what is beside ends with the last of them. */
  #counted(source: LogSource): LogSource {
    this.#openContainers++;
    return {
      name: source.name,
      read: (signal) => source.read(signal),
      [Symbol.asyncDispose]: async () => {
        await source[Symbol.asyncDispose]();
        this.#openContainers--;
        this.#endIfDone();
      },
    };
  }

  #endIfDone(): void {
    if (this.#mayContainersJoin || this.#openContainers > 0) return;
    this.#over.abort();
    this.#wakeup.wake();
  }
}

/** The same for all containers of a pod; two contexts may be of one cluster. */
function keyOf({ client, pod }: Target): string {
  return `${client.context} ${pod.uid}`;
}

/** Pods of which lines may still speak. */
const mostLeft = 50;
