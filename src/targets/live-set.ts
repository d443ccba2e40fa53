import { hasCode } from "../errors/kt-error.ts";
import type { KubeClient, WatchEvent } from "../kube/client.ts";
import type { Pod } from "../kube/objects.ts";
import { pause } from "../time/pause.ts";
import type { Claim } from "./claims/claim.ts";
import type { SelectionRequest } from "./grammar/selection-request.ts";
import type { AdmittedTarget, Admission, SourceTally } from "./pods/admission.ts";
import { type FeedSpec, keyOfQuery, planFeeds } from "./pods/feed-plan.ts";
import { podEvents } from "./pods/pod-feed.ts";
import type { PodStore } from "./pods/pod-store.ts";
import type { ResolveOptions, TargetNotice } from "./selection.ts";
import { TargetQueue } from "./target-queue.ts";
import type { Target } from "./target.ts";

/** What a {@link LiveSet} is made of. */
export interface LiveSetParts {
  readonly client: KubeClient;
  readonly request: SelectionRequest;
  readonly tallies: readonly SourceTally[];
  readonly admission: Admission;
  readonly store: PodStore;
  readonly options: ResolveOptions;
  readonly waitForNew: boolean;
  readonly say: (notice: TargetNotice) => void;
}

/** A list or watch that runs. */
interface Feed {
  readonly key: string;
  readonly spec: FeedSpec;
  readonly stop: AbortController;
  /** Of the run or of this feed, whichever ends first. */
  readonly signal: AbortSignal;
  /** Whether its first list has been taken in. */
  isListed: boolean;
}

/**
 * The targets of all sources: those at the start, and in a follow those that join. Runs one list or watch for each feed
 * of the plan, and makes the plan anew whenever a workload that was named appears, moves on, or ends.
 */
export class LiveSet {
  /** Targets that come after the start. */
  readonly joining: TargetQueue;
  readonly #parts: LiveSetParts;
  readonly #claims: readonly Claim[];
  readonly #feeds = new Map<string, Feed>();
  /** Those at the start, while it lasts. */
  #initial: AdmittedTarget[] | undefined = [];
  /** Whether there were targets since the last time that none was left. */
  #hasHadTargets = false;

  constructor(parts: LiveSetParts) {
    this.#parts = parts;
    this.#claims = parts.tallies.flatMap(({ source }) => source.claims);
    this.joining = new TargetQueue(parts.options.signal);
  }

  /**
   * Reads the first list of every feed.
   * @returns what is there now, sorted by namespace, pod, and place in the pod.
   * @throws KtError when a list fails; a missing right is added to the tallies of the sources that it concerns.
   */
  async start(): Promise<readonly Target[]> {
    await Promise.all(planFeeds(this.#claims, this.#parts.request.required).map((spec) => this.#startFeed(spec)));
    const initial = [...(this.#initial ?? [])].sort(compareTargets);
    this.#initial = undefined;
    if (!this.#parts.options.follow) this.joining.end();
    return initial.map(({ target }) => target);
  }

  /** Follows the named workloads, too, and lets {@link joining} end once nothing more can come. */
  follow(): void {
    for (const claim of this.#claims) {
      claim.track?.(() => this.#replan(claim)).catch((error: unknown) => this.joining.fail(error));
    }
    this.#endIfOver();
  }

  /** Opens a feed and takes in its first list; the rest runs by itself. */
  async #startFeed(spec: FeedSpec): Promise<void> {
    const feed = this.#openFeed(spec);
    const events = this.#eventsOf(feed);
    try {
      const first = await events.next();
      if (first.done !== true) await this.#take(feed, first.value);
      feed.isListed = true;
    } catch (error) {
      this.#closeFeed(feed);
      if (!hasCode(error, "KT_FORBIDDEN")) throw error;
      // What is forbidden for the whole of a scope may be allowed for one of its claims.
      if (spec.claims.length > 1) {
        const single = spec.claims.flatMap((claim) => planFeeds([claim], this.#parts.request.required));
        await Promise.all(single.map((one) => this.#startFeed(one)));
      } else {
        for (const tally of this.#talliesOf(spec)) tally.failures.push(error);
      }
      return;
    }
    if (this.#parts.options.follow) void this.#run(feed, events);
    else await events.return();
  }

  /** Takes in a feed's events until it is stopped, beginning anew when something fails. */
  async #run(feed: Feed, started?: AsyncIterator<WatchEvent<Pod>>): Promise<void> {
    const { clock, pollMs = 2000 } = this.#parts.options;
    const { signal } = feed;
    for (let events = started ?? this.#eventsOf(feed); !signal.aborted; events = this.#eventsOf(feed)) {
      try {
        for (let next = await events.next(); next.done !== true; next = await events.next()) {
          await this.#take(feed, next.value);
          feed.isListed = true;
          this.#endIfOver();
        }
      } catch (error) {
        if (signal.aborted) return;
        const message = `pods cannot be watched, trying again: ${error instanceof Error ? error.message : String(error)}`;
        this.#parts.say({ level: "warning", message, onceKey: message });
      }
      await pause(clock, pollMs, signal);
    }
  }

  async #take(feed: Feed, event: WatchEvent<Pod>): Promise<void> {
    const { store, admission, options } = this.#parts;
    if (feed.signal.aborted) return;
    if (event.type === "DELETED") {
      this.#leave(feed, event.object.metadata.uid ?? "");
      return;
    }
    const pods = event.type === "LISTED" ? event.items : [event.object];
    // A finished read's list tells of no change.
    const watcher = options.follow ? feed : undefined;
    for (const pod of pods) store.update(pod, watcher);
    if (event.type === "LISTED") {
      const listed = new Set(pods.map(({ metadata }) => metadata.uid));
      for (const uid of store.watchedBy(feed)) if (!listed.has(uid)) this.#leave(feed, uid);
    }
    await admission.prepare(pods, feed.spec.claims);
    // A feed that was stopped meanwhile speaks for claims that are no longer these.
    if (feed.signal.aborted) return;
    for (const pod of pods) {
      for (const admitted of admission.admit(pod, feed.spec.claims, this.#initial === undefined)) this.#emit(admitted);
      store.update(pod, watcher);
    }
    // The feed that told of them may have given way to this one, and they may have gone in between.
    if (event.type !== "LISTED" || !options.follow) return;
    for (const uid of store.unwatched()) this.#verify(uid);
  }

  #emit(admitted: AdmittedTarget): void {
    this.#hasHadTargets = true;
    if (this.#initial === undefined) this.joining.push(admitted.target);
    else this.#initial.push(admitted);
  }

  /** A pod left a feed: it is gone, or only no longer selected. */
  #leave(feed: Feed, uid: string): void {
    const { store } = this.#parts;
    const { labelSelector, fieldSelector = "" } = feed.spec.query;
    const isGone = labelSelector === undefined && /^(metadata\.name=[^,]*)?$/.test(fieldSelector);
    if (isGone) {
      this.#forget(uid);
      return;
    }
    store.unwatch(uid, feed);
    this.#verify(uid);
  }

  /** Asks whether a pod that no feed tells of any more is gone. */
  #verify(uid: string): void {
    const { store, options } = this.#parts;
    const pod = store.find(uid);
    if (pod === undefined) return;
    store.refresh(pod, options.signal).then(
      (found) => {
        if (found === undefined) this.#forget(uid);
      },
      // Whoever reads the pod will ask again.
      () => undefined,
    );
  }

  #forget(uid: string): void {
    this.#parts.store.drop(uid);
    this.#parts.admission.forget(uid);
    for (const claim of this.#claims) claim.seeGone?.(uid);
    this.#endIfOver();
    this.#sayIfEmpty();
  }

  /** Silence would look like a follow that hangs. */
  #sayIfEmpty(): void {
    const { store, options, say } = this.#parts;
    if (!this.#hasHadTargets || !store.isEmpty || !options.follow || this.joining.isEnded) return;
    this.#hasHadTargets = false;
    say({ level: "info", message: "no pod is left; waiting for new ones (Ctrl-C ends)" });
  }

  /** Stops the feeds that are no longer in the plan, or that bring this claim's pods, and starts those that are missing. */
  #replan(changed: Claim): void {
    const specs = planFeeds(this.#claims, this.#parts.request.required);
    const wanted = new Map(specs.map((spec) => [this.#keyOf(spec), spec]));
    for (const feed of [...this.#feeds.values()]) {
      if (!wanted.has(feed.key) || feed.spec.claims.includes(changed)) this.#closeFeed(feed);
    }
    for (const [key, spec] of wanted) if (!this.#feeds.has(key)) void this.#run(this.#openFeed(spec));
    this.#endIfOver();
  }

  #openFeed(spec: FeedSpec): Feed {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#parts.options.signal, stop.signal]);
    const feed = { key: this.#keyOf(spec), spec, stop, signal, isListed: false };
    this.#feeds.set(feed.key, feed);
    return feed;
  }

  #closeFeed(feed: Feed): void {
    const { store } = this.#parts;
    feed.stop.abort();
    if (this.#feeds.get(feed.key) === feed) this.#feeds.delete(feed.key);
    for (const uid of store.watchedBy(feed)) store.unwatch(uid, feed);
  }

  #eventsOf({ spec, signal }: Feed): AsyncGenerator<WatchEvent<Pod>, void, void> {
    const { client, options } = this.#parts;
    return podEvents(client, spec, { ...options, signal });
  }

  /** The same for the same list or watch of the same claims. */
  #keyOf({ namespace, query, claims }: FeedSpec): string {
    return `${namespace ?? ""}|${keyOfQuery(query)}|${claims.map((claim) => this.#claims.indexOf(claim)).join(",")}`;
  }

  #talliesOf({ claims }: FeedSpec): readonly SourceTally[] {
    return this.#parts.tallies.filter(({ source }) => source.claims.some((claim) => claims.includes(claim)));
  }

  #endIfOver(): void {
    if (this.#initial !== undefined || this.#parts.waitForNew) return;
    const isQuiet = [...this.#feeds.values()].every(({ isListed }) => isListed);
    if (isQuiet && this.#claims.every((claim) => claim.isOver?.() === true)) this.joining.end();
  }
}

/** By namespace, pod and place in the pod; two pods of one name stay as they came. */
function compareTargets(one: AdmittedTarget, other: AdmittedTarget): number {
  return (
    compareText(one.target.pod.namespace, other.target.pod.namespace) ||
    compareText(one.target.pod.name, other.target.pod.name) ||
    one.index - other.index
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
