import type { Seam } from "../stream/seam.ts";
import type { SourceItem } from "../stream/source.ts";
import type { ContainerReading } from "./container-reading.ts";
import { isUnseen, type LogEnd, probeEnd } from "./end-probe.ts";
import type { FollowContext } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { reportGap } from "./gap-notice.ts";
import { locateInstance } from "./locate-instance.ts";
import { LogConnection } from "./log-connection.ts";
import { judgeFailure, judgeMessage, type LogFailure, reportLogFailure } from "./log-failure.ts";
import type { LogQuery } from "./log-query.ts";
import { Pump } from "./pump.ts";
import { Silence } from "./silence.ts";

/** Streams the instance being read from where the reading stands, until something happens to the stream. */
export async function* streamInstance(
  follow: FollowContext,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, FollowEvent, void> {
  const { reading } = follow;
  const { target, source, clock, environment } = reading;
  const isResumed = reading.last !== undefined;
  const query = streamQuery(follow);
  follow.isReachingBack = false;
  const closing = new AbortController();
  const streamSignal = AbortSignal.any([signal, closing.signal]);
  try {
    const nowMs = (): number => environment.nowMs();
    await using connection = await LogConnection.open({ target, query, source, clock, nowMs, signal: streamSignal });
    if (connection.isUnscheduled) return "unavailable";
    // Where nothing was read yet, only the state of the container tells whose log this is.
    if (!isResumed && !(await isStill(reading, streamSignal))) return "doubtful";
    const stream = new InstanceStream(follow, connection, query.tailLines !== undefined, streamSignal);
    return yield* stream.run();
  } catch (error) {
    if (signal.aborted) throw error;
    return noteFailure(follow, judgeFailure(error));
  } finally {
    closing.abort();
  }
}

/**
 * From the resume point on; first by a number of lines that should reach back to it: then the kubelet need not
 * read through its whole file (10 MB: up to a second of its time).
 */
function streamQuery({ reading, isReachingBack }: FollowContext): LogQuery {
  const sinceSeconds = reading.resumeSecond;
  const known = reading.last === undefined || sinceSeconds === undefined ? 0 : reading.seen.countFrom(sinceSeconds);
  const hasTail = reading.last !== undefined && !isReachingBack && reading.request.stream === undefined;
  const tailLines = hasTail && known <= mostTailLines ? known * 2 + spareTailLines : undefined;
  return { ...reading.question, follow: true, sinceSeconds, tailLines };
}

const spareTailLines = 1000;
const mostTailLines = 50_000;

async function isStill(reading: ContainerReading, signal: AbortSignal): Promise<boolean> {
  const wasPrevious = reading.instance?.isPrevious;
  const where = await locateInstance(reading, signal);
  return where.kind === "failed" || (where.kind === "found" && reading.instance?.isPrevious === wasPrevious);
}

function noteFailure(follow: FollowContext, failure: LogFailure): FollowEvent {
  follow.failure = failure;
  // What was allowed once may be allowed again; what never was, is not.
  if (failure.kind !== "refused" || follow.reading.last !== undefined) return "cut";
  reportLogFailure(follow.reading, failure);
  return "finished";
}

/** What the stream is told besides its blocks. */
type Told =
  | { readonly kind: "silent" }
  | { readonly kind: "lived" }
  | { readonly kind: "probed"; readonly end: LogEnd | undefined }
  | { readonly kind: "waited"; readonly end: LogEnd }
  | { readonly kind: "located"; readonly where: "same" | "other" | "unknown" }
  | { readonly kind: "locate" };

class InstanceStream {
  readonly #follow: FollowContext;
  readonly #reading: ContainerReading;
  readonly #connection: LogConnection;
  readonly #seam: Seam;
  readonly #pump: Pump<Told>;
  readonly #silence: Silence;
  readonly #signal: AbortSignal;
  readonly #isTailOnly: boolean;
  #locatings = 0;

  constructor(follow: FollowContext, connection: LogConnection, isTailOnly: boolean, signal: AbortSignal) {
    const { environment } = follow.reading;
    this.#follow = follow;
    this.#reading = follow.reading;
    this.#connection = connection;
    this.#seam = follow.reading.seam();
    this.#pump = new Pump(connection, environment, signal);
    this.#silence = new Silence(environment.nowMs());
    this.#signal = signal;
    this.#isTailOnly = isTailOnly;
  }

  async *run(): AsyncGenerator<SourceItem, FollowEvent, void> {
    const { environment } = this.#reading;
    this.#pump.tellAfter(this.#silence.leftMs(environment.nowMs()), { kind: "silent" });
    this.#pump.tellAfter(healthyMs, { kind: "lived" });
    for (;;) {
      const event = await this.#pump.next();
      switch (event.kind) {
        case "block": {
          this.#silence.noteWord(environment.nowMs());
          const fresh = this.#seam.sift(event.block);
          if (fresh.count > 0) {
            yield this.#reading.takeNoted(fresh);
            this.#follow.noteSuccess();
          }
          const then = yield* this.#settle();
          if (then !== undefined) return then;
          break;
        }
        case "ended": {
          const { message } = this.#connection;
          if (message === undefined) return "ended";
          return noteFailure(this.#follow, judgeMessage(message, this.#reading));
        }
        case "broken":
          this.#signal.throwIfAborted();
          return noteFailure(this.#follow, judgeFailure(event.error));
        case "told": {
          const then = yield* this.#hear(event.told);
          if (then !== undefined) return then;
        }
      }
    }
  }

  /** Looks whether the stream still is the continuation of what was read. */
  *#settle(): Generator<SourceItem, FollowEvent | undefined, void> {
    if (this.#reading.isPastRange) return "finished";
    if (this.#seam.state !== "detached") return undefined;
    if (this.#isTailOnly) {
      this.#follow.isReachingBack = true;
      return "reopen";
    }
    if (this.#locatings === 0) this.#locate();
    // Too much to hold: whose it is will not be known in time.
    if (this.#seam.heldBytes > mostHeldBytes) yield* this.#acceptGap();
    return undefined;
  }

  *#hear(told: Told): Generator<SourceItem, FollowEvent | undefined, void> {
    const { environment, target } = this.#reading;
    switch (told.kind) {
      case "lived":
        this.#follow.noteSuccess();
        return undefined;
      case "silent": {
        const leftMs = this.#silence.leftMs(environment.nowMs());
        if (leftMs > 0) this.#pump.tellAfter(leftMs, { kind: "silent" });
        else if (target.pods.current(target.pod) === undefined) return "doubtful";
        else this.#pump.tell(this.#probe());
        return undefined;
      }
      case "probed": {
        if (told.end !== undefined && isUnseen(this.#reading.seen, told.end)) {
          // It may be on its way.
          this.#pump.tellAfter(onItsWayMs, { kind: "waited", end: told.end });
        } else {
          this.#silence.noteGenuine(environment.nowMs());
          this.#pump.tellAfter(this.#silence.leftMs(environment.nowMs()), { kind: "silent" });
        }
        return undefined;
      }
      case "waited": {
        if (this.#seam.state !== "detached" && isUnseen(this.#reading.seen, told.end)) {
          const message = "the stream stands still while the container writes; it is opened again";
          environment.notices.notice({ level: "debug", about: this.#reading.name, message });
          return "reopen";
        }
        this.#pump.tellAfter(Math.max(onItsWayMs, this.#silence.leftMs(environment.nowMs())), { kind: "silent" });
        return undefined;
      }
      case "locate":
        this.#pump.tell(this.#whereNow());
        return undefined;
      case "located": {
        if (this.#seam.state !== "detached") return undefined;
        if (told.where === "other") return "doubtful";
        if (this.#locatings < mostLocatings) this.#locate();
        else yield* this.#acceptGap();
        return undefined;
      }
    }
  }

  async #probe(): Promise<Told> {
    try {
      return { kind: "probed", end: await probeEnd(this.#reading, this.#signal) };
    } catch (error) {
      this.#signal.throwIfAborted();
      judgeFailure(error);
      return { kind: "probed", end: undefined };
    }
  }

  /**
   * The last entry read is not in this log. Either it was rotated, or the container was restarted, and the API server does
   * not know that yet: so it is asked some times before anything comes out.
   */
  #locate(): void {
    this.#pump.tellAfter(this.#locatings === 0 ? 0 : betweenLocatingsMs, { kind: "locate" });
    this.#locatings++;
  }

  async #whereNow(): Promise<Told> {
    const wasPrevious = this.#reading.instance?.isPrevious;
    const { kind } = await locateInstance(this.#reading, this.#signal);
    if (kind === "failed") return { kind: "located", where: "unknown" };
    const isSame = kind === "found" && this.#reading.instance?.isPrevious === wasPrevious;
    return { kind: "located", where: isSame ? "same" : "other" };
  }

  *#acceptGap(): Generator<SourceItem, void, void> {
    reportGap(this.#reading, "the log was rotated while nothing of it was read", this.#seam.detachedAt);
    for (const block of this.#seam.accept()) yield this.#reading.takeNoted(block);
  }
}

/** A stream that has lived so long was no failure. */
const healthyMs = 5000;
const onItsWayMs = 1000;
const betweenLocatingsMs = 500;
const mostLocatings = 5;
const mostHeldBytes = 8 * 1024 * 1024;
