import type { Block } from "../stream/block.ts";
import { EntryWriter } from "../stream/entry-writer.ts";
import { KeyClock } from "../stream/key-clock.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { pickWithin } from "../stream/time-range.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";
import type { TimeWindow } from "../time/time-window.ts";
import type { KubeEvent } from "../kube/objects.ts";
import { lastTimeOf, textOfEvent } from "./kube-event.ts";

/** The surroundings of a source of events. */
export interface EventEnvironment {
  /** Of the run's monotonic clock. */
  readonly nowMs: () => number;
  /** Whose entry it is; undefined when it is not wanted. */
  readonly sourceOf: (event: KubeEvent) => SourceInfo | undefined;
}

/** Makes entries of events, each once for each time that it came. */
export class EventEntries {
  readonly #range: TimeWindow;
  readonly #environment: EventEnvironment;
  readonly #writer = new EntryWriter(new KeyClock());
  /** What of each event was told last, by its UID: a list that is repeated tells it again. */
  readonly #told = new Map<string, string>();
  /** Those that nobody wanted, by their UID: the pod may be heard of later. */
  readonly #unclaimed = new Map<string, KubeEvent>();

  constructor(range: TimeWindow, environment: EventEnvironment) {
    this.#range = range;
    this.#environment = environment;
  }

  /** The entries of these events within the window, in the order of their times. */
  *take(events: readonly KubeEvent[]): Generator<Block, void, void> {
    const writer = this.#writer;
    writer.begin(Buffer.alloc(0), true);
    for (const { text, time, source } of this.#news(events)) {
      const bytes = Buffer.from(text);
      writer.setTime(time.seconds, time.nanos);
      writer.write(bytes, 0, bytes.length);
      writer.addWritten(source, 0);
    }
    const blocks: readonly Block[] = writer.finish(this.#environment.nowMs());
    for (const block of blocks) yield pickWithin(block, this.#range);
  }

  /** Those that nobody wanted before, as far as somebody does now. */
  *takeUnclaimed(): Generator<Block, void, void> {
    const events = [...this.#unclaimed.values()];
    this.#unclaimed.clear();
    yield* this.take(events);
  }

  /** Forgets what was told of an event that is deleted. */
  forget(event: KubeEvent): void {
    this.#told.delete(keyOf(event));
    this.#unclaimed.delete(keyOf(event));
  }

  /** Forgets all events but these. */
  keepOnly(events: readonly KubeEvent[]): void {
    const kept = new Set(events.map(keyOf));
    for (const key of this.#told.keys()) if (!kept.has(key)) this.#told.delete(key);
  }

  #news(events: readonly KubeEvent[]): readonly TimedEvent[] {
    const news: TimedEvent[] = [];
    for (const event of events) {
      const time = lastTimeOf(event);
      const source = this.#environment.sourceOf(event);
      const key = keyOf(event);
      if (source === undefined) this.#leave(key, event);
      if (time === undefined || source === undefined) continue;
      const text = textOfEvent(event);
      const state = `${time.seconds}.${time.nanos} ${text}`;
      if (this.#told.get(key) === state) continue;
      this.#told.set(key, state);
      news.push({ text, time, source });
    }
    return news.toSorted((one, other) => compareInstants(one.time, other.time));
  }

  #leave(key: string, event: KubeEvent): void {
    this.#unclaimed.delete(key);
    this.#unclaimed.set(key, event);
    const [oldest] = this.#unclaimed.keys();
    if (this.#unclaimed.size > mostUnclaimed && oldest !== undefined) this.#unclaimed.delete(oldest);
  }
}

function keyOf({ metadata }: KubeEvent): string {
  return metadata.uid ?? metadata.name;
}

/** Of a pod that is heard of late the first ones are a second old. */
const mostUnclaimed = 500;

interface TimedEvent {
  readonly text: string;
  readonly time: Instant;
  readonly source: SourceInfo;
}
