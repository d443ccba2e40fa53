import { KtError } from "../errors/kt-error.ts";
import type { Block } from "../stream/block.ts";
import { hashEntry } from "../stream/entry-hash.ts";
import { KeyClock } from "../stream/key-clock.ts";
import { LowestRecentSecond } from "../stream/lowest-recent-second.ts";
import { Seam } from "../stream/seam.ts";
import { SeenEntries } from "../stream/seen-entries.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { pickWithin } from "../stream/time-range.ts";
import type { Target } from "../targets/target.ts";
import type { Instant } from "../time/timestamp.ts";
import type { Instance } from "./container-view.ts";
import { FileChoice } from "./file-choice.ts";
import type { GapInterval } from "./gap-interval.ts";
import type { LogQuery } from "./log-query.ts";
import type { PodLogEnvironment, PodLogRequest } from "./pod-log-request.ts";

/** All that one source knows of what it has read so far, over every connection and every instance. */
export class ContainerReading {
  readonly name: string;
  readonly target: Target;
  readonly request: PodLogRequest;
  readonly environment: PodLogEnvironment;
  /** The highest timestamp of all that was taken: merge keys go on from there. */
  readonly clock: KeyClock = new KeyClock();
  readonly seen: SeenEntries = new SeenEntries();
  /** Whether finished parts are read from files. */
  readonly files: FileChoice = new FileChoice(this);
  /** The instance being read; undefined when the pod's status names none. */
  instance: Instance | undefined;
  /** Its description; a new one for each instance. */
  #source: SourceInfo | undefined;
  /** Whether it is an instance that came after the start of a follow: nothing but the container's state tells it apart. */
  isLater = false;
  /** Whether it was found out that the beginning of this instance is there, or that nothing can tell. */
  isBeginningKnown = false;
  /** Own timestamp of the first and the last entry read of this instance, filtered ones too. */
  first: Instant | undefined;
  last: Instant | undefined;
  /** The gap behind the last entry read, when it was told; `reportGap` sets it. */
  toldGap: GapInterval | undefined;
  /** Whether an entry came that lies safely behind the range, so that nothing wanted can come any more. */
  isPastRange = false;
  /** When the last entries arrived, in milliseconds of the run's clock. */
  lastArrivedMs = 0;
  #lowest = new LowestRecentSecond();
  /** Read, and not yet noted in `seen`: most finished readings never need it. */
  #unnoted: Block[] = [];
  #unnotedBytes = 0;

  constructor(target: Target, request: PodLogRequest, environment: PodLogEnvironment) {
    const { namespace, name } = target.pod;
    this.name = `${namespace}/${name}/${target.container}`;
    this.target = target;
    this.request = request;
    this.environment = environment;
  }

  /** Goes on to another instance. Its entries are new, whatever their timestamps. */
  begin(instance: Instance | undefined, source: SourceInfo): void {
    this.#noteAll();
    this.instance = instance;
    this.#source = source;
    this.isBeginningKnown = false;
    this.first = undefined;
    this.last = undefined;
    this.#lowest = new LowestRecentSecond();
    this.seen.last = -1;
    this.seen.hasForgotten = this.request.range.first !== undefined;
  }

  get source(): SourceInfo {
    if (this.#source === undefined)
      throw new KtError("KT_INTERNAL", `${this.name} is read before an instance was chosen`);
    return this.#source;
  }

  /** The parts of a question that are the same for every question about this instance. */
  get question(): LogQuery {
    const { stream, skipsBackendTlsCheck } = this.request;
    return {
      previous: this.instance?.isPrevious ?? this.request.instances === "previous",
      stream,
      skipsBackendTlsCheck,
    };
  }

  /**
   * The clock of one more connection. What it sees counts here only when it is taken: a stream that does not reach back
   * to the last entry read has seen the younger ones, which must not raise the keys of those that another brings.
   */
  connectionClock(): KeyClock {
    const clock = new KeyClock();
    clock.seconds = this.clock.seconds;
    clock.nanos = this.clock.nanos;
    return clock;
  }

  /** From which whole second on to ask again; the lower end of the range, or undefined, before the first entry. */
  get resumeSecond(): number | undefined {
    const from = this.request.range.first?.seconds;
    const second = this.#lowest.second ?? from;
    return second === undefined || from === undefined ? second : Math.max(second, from);
  }

  /** How many lines were written lately, by their timestamps. */
  get linesPerSecond(): number {
    this.#noteAll();
    return this.seen.perSecond;
  }

  /** Takes note of entries that come for the first time, and returns those within the range. */
  take(block: Block): Block {
    this.#observe(block);
    this.#unnoted.push(block);
    this.#unnotedBytes += block.bytes.length;
    while (
      this.#unnoted.length > 1 &&
      this.#unnotedBytes - (this.#unnoted[0] as Block).bytes.length >= rememberedBytes
    ) {
      this.#unnotedBytes -= (this.#unnoted.shift() as Block).bytes.length;
      this.seen.hasForgotten = true;
    }
    return pickWithin(block, this.request.range);
  }

  /** As {@link take}, for entries that a seam has noted. */
  takeNoted(block: Block): Block {
    this.#observe(block);
    return pickWithin(block, this.request.range);
  }

  /** As {@link takeNoted}, for entries that stand before the last one read. */
  takeLate(block: Block): Block {
    return pickWithin(block, this.request.range);
  }

  /** Whether nothing of any instance was read yet, so that everything is new. */
  get isUntouched(): boolean {
    return this.seen.size === 0 && this.#unnoted.length === 0;
  }

  /** The seam for one more reading of this instance. */
  seam(): Seam {
    this.#noteAll();
    return new Seam(this.seen, this.last === undefined ? "first" : "resume");
  }

  #observe(block: Block): void {
    const { count, seconds, nanos } = block;
    if (count === 0) return;
    this.toldGap = undefined;
    this.first ??= { seconds: seconds[0] as number, nanos: nanos[0] as number };
    this.last = { seconds: seconds[count - 1] as number, nanos: nanos[count - 1] as number };
    this.lastArrivedMs = block.arrivedMs;
    this.clock.seconds = block.keySeconds[count - 1] as number;
    this.clock.nanos = block.keyNanos[count - 1] as number;
    this.#lowest.observe(block);
    const end = this.request.range.last?.seconds;
    if (end !== undefined && (block.keySeconds[count - 1] as number) > end + regressionSeconds) this.isPastRange = true;
  }

  #noteAll(): void {
    for (const block of this.#unnoted) {
      for (let index = 0; index < block.count; index++) {
        const hash = hashEntry(block.bytes, block.starts[index] as number, block.ends[index] as number);
        this.seen.last = this.seen.note(block.seconds[index] as number, block.nanos[index] as number, hash);
      }
      this.seen.noteTornEnds(block);
    }
    this.#unnoted = [];
    this.#unnotedBytes = 0;
  }
}

/** What of a first reading is kept to find the place again: more than any regression of timestamps. */
const rememberedBytes = 256 * 1024;
/** Timestamps of one container run backwards by milliseconds: so far behind its end the range is over. */
const regressionSeconds = 1;
