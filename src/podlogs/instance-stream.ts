import type { Block } from "../stream/block.ts";
import type { Seam } from "../stream/seam.ts";
import { compareInstants, type Instant } from "../time/timestamp.ts";
import { mayLackBeginning } from "./beginning.ts";
import type { ContainerReading } from "./container-reading.ts";
import { isUnseen, type LogEnd, probeEnd } from "./end-probe.ts";
import { firstReadable } from "./first-readable.ts";
import { type FollowContext, noteStreamFailure } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { reportGap } from "./gap-notice.ts";
import { repairGap } from "./gap-repair.ts";
import { locateInstance } from "./locate-instance.ts";
import type { LogConnection } from "./log-connection.ts";
import { judgeFailure, judgeMessage } from "./log-failure.ts";
import { Pump } from "./pump.ts";
import { Silence } from "./silence.ts";
import { SkipCheck } from "./skip-check.ts";
import type { SkipSuspicion } from "./skip-watch.ts";

/** What the stream is told besides its blocks. */
type Told =
  | { readonly kind: "silent"; readonly dueMs: number }
  | { readonly kind: "lived" }
  | { readonly kind: "probed"; readonly end: LogEnd | undefined }
  | { readonly kind: "probe-failed" }
  | { readonly kind: "first-known"; readonly first: Instant | undefined }
  | { readonly kind: "looked-back" }
  | { readonly kind: "waited"; readonly end: LogEnd; readonly sinceMs: number }
  | { readonly kind: "located"; readonly where: "same" | "other" | "unknown" }
  | { readonly kind: "locate" };

/**
 * One open stream of an instance: lets each entry through once, and doubts the stream where there is reason to: when it is
 * silent, when it does not hold the last entry read, and when its timestamps jump.
 */
export class InstanceStream {
  readonly #follow: FollowContext;
  readonly #reading: ContainerReading;
  readonly #connection: LogConnection;
  readonly #seam: Seam;
  readonly #pump: Pump<Told>;
  readonly #silence: Silence;
  readonly #signal: AbortSignal;
  readonly #isTailOnly: boolean;
  /** When the timer for the next doubt is due; infinite while there is none. */
  #dueMs = Number.POSITIVE_INFINITY;
  #isDoubting = false;
  /** Whether the last entry read was the end of the log when it was asked for. */
  #isEndKnown = false;
  readonly #skipCheck: SkipCheck;
  #isLookingBack = false;
  #isAskingForFirst = false;
  #locatings = 0;

  /** @param isTailOnly whether the question was for a number of lines, which may not have reached back far enough. */
  constructor(follow: FollowContext, connection: LogConnection, isTailOnly: boolean, signal: AbortSignal) {
    const { environment } = follow.reading;
    this.#follow = follow;
    this.#reading = follow.reading;
    this.#connection = connection;
    this.#seam = follow.reading.seam();
    this.#pump = new Pump(connection, environment, signal);
    this.#silence = new Silence(environment.nowMs());
    this.#skipCheck = new SkipCheck(follow.reading);
    this.#signal = signal;
    this.#isTailOnly = isTailOnly;
    follow.skips.beginStream();
  }

  /** Puts out what comes, until something happens that the stream cannot go on with. */
  async run(): Promise<FollowEvent> {
    const event = await this.#readOn();
    await this.#follow.putAll(this.#skipCheck.finish(this.#signal));
    return event;
  }

  async #readOn(): Promise<FollowEvent> {
    const { environment } = this.#reading;
    this.#awaitSilence();
    this.#pump.tellAfter(healthyMs, { kind: "lived" });
    for (;;) {
      const event = await this.#pump.next();
      switch (event.kind) {
        case "block": {
          this.#follow.noteWord();
          // Nothing is waited for behind the first block.
          if (this.#reading.last === undefined) await this.#readBeginning(event.block);
          const fresh = this.#seam.sift(event.block);
          if (fresh.count > 0) {
            this.#follow.isEndRead = false;
            this.#isEndKnown = false;
            this.#suspect(this.#follow.skips.observe(fresh));
            const wanted = this.#reading.takeNoted(fresh);
            if (wanted.count > 0) await this.#follow.outlet.put(wanted);
            this.#follow.noteSuccess();
          }
          this.#silence.noteWord(environment.nowMs(), this.#follow.skips.isFast);
          this.#awaitSilence();
          const isSettled = this.#seam.state === "past" && this.#follow.reach === 0 && !this.#reading.isPastRange;
          const then = isSettled ? undefined : await this.#settle();
          if (then !== undefined) return then;
          break;
        }
        case "ended": {
          const { message } = this.#connection;
          this.#noteCut();
          if (message === undefined) {
            this.#follow.isEndRead = this.#seam.state === "past";
            return "ended";
          }
          return noteStreamFailure(this.#follow, judgeMessage(message, this.#reading));
        }
        case "broken":
          this.#signal.throwIfAborted();
          this.#noteCut();
          return noteStreamFailure(this.#follow, judgeFailure(event.error));
        case "told": {
          const then = await this.#hear(event.told);
          if (then !== undefined) return then;
        }
      }
    }
  }

  async #readBeginning(block: Block): Promise<void> {
    if (!(await mayLackBeginning(this.#reading, block, this.#signal))) return;
    const first = { seconds: block.seconds[0] as number, nanos: block.nanos[0] as number };
    await this.#follow.putAll(repairGap(this.#reading, first, this.#signal));
  }

  #noteCut(): void {
    if (this.#isTailOnly && this.#seam.state === "within") this.#follow.reach--;
  }

  /** Looks whether the stream still is the continuation of what was read. */
  async #settle(): Promise<FollowEvent | undefined> {
    if (this.#reading.isPastRange) return "finished";
    if (this.#seam.state === "past") this.#follow.reach = 0;
    if (this.#seam.state === "stepped-back") this.#askForFirst();
    if (this.#seam.state !== "detached") return undefined;
    if (this.#isTailOnly) {
      this.#follow.reach += 2;
      return "reopen";
    }
    if (this.#locatings === 0) this.#locate();
    // Too much to hold: whose it is will not be known in time.
    if (this.#seam.heldBytes > mostHeldBytes) await this.#acceptGap();
    return undefined;
  }

  async #hear(told: Told): Promise<FollowEvent | undefined> {
    const { environment, target } = this.#reading;
    switch (told.kind) {
      case "lived":
        this.#follow.noteSuccess();
        return undefined;
      case "silent":
        if (told.dueMs !== this.#dueMs) return undefined;
        this.#dueMs = Number.POSITIVE_INFINITY;
        if (this.#silence.leftMs(environment.nowMs()) > 0) this.#awaitSilence();
        else if (target.pods.current(target.pod) === undefined) return "doubtful";
        else this.#doubt();
        return undefined;
      case "probe-failed":
        this.#believe();
        return undefined;
      case "probed":
        return this.#judgeEnd(told.end);
      case "waited": {
        const isStanding = this.#silence.lastWordMs < told.sinceMs && this.#seam.state !== "detached";
        if (isStanding && isUnseen(this.#reading.seen, told.end)) return this.#reopen();
        this.#isDoubting = false;
        this.#awaitSilence(onItsWayMs);
        return undefined;
      }
      case "first-known":
        await this.#stepBack(told.first);
        return undefined;
      case "looked-back":
        await this.#follow.putAll(this.#skipCheck.repair(this.#signal));
        this.#isLookingBack = false;
        this.#suspect([]);
        return undefined;
      case "locate":
        this.#pump.tell(this.#whereNow());
        return undefined;
      case "located": {
        if (this.#seam.state === "past") return undefined;
        if (told.where === "other") return "doubtful";
        if (this.#locatings < mostLocatings) this.#locate();
        else await this.#acceptGap();
        return undefined;
      }
    }
  }

  /** Sets the timer for the next doubt, unless one is due before that. */
  #awaitSilence(leastMs: number = 0): void {
    if (this.#isDoubting) return;
    const nowMs = this.#reading.environment.nowMs();
    const delayMs = Math.max(leastMs, this.#silence.leftMs(nowMs));
    const dueMs = nowMs + delayMs;
    if (dueMs >= this.#dueMs) return;
    this.#dueMs = dueMs;
    this.#pump.tellAfter(delayMs, { kind: "silent", dueMs });
  }

  #doubt(): void {
    this.#isDoubting = true;
    this.#pump.tell(this.#probe());
  }

  /** Takes the silence for the container's own. */
  #believe(): void {
    this.#isDoubting = false;
    this.#silence.noteGenuine(this.#reading.environment.nowMs());
    this.#awaitSilence();
  }

  #judgeEnd(end: LogEnd | undefined): FollowEvent | undefined {
    const { environment, seen, toldGap } = this.#reading;
    const nowMs = environment.nowMs();
    const leftMs = this.#silence.lastWordMs + standingMs - nowMs;
    if (end !== undefined && isUnseen(seen, end)) {
      // It may be on its way.
      this.#pump.tellAfter(Math.max(onItsWayMs, leftMs + onItsWayMs), { kind: "waited", end, sinceMs: nowMs });
      return undefined;
    }
    // An empty log does not hold the last entry read: it was rotated before this stream was opened.
    if (end === undefined && this.#seam.state !== "past" && this.#locatings === 0) this.#locate();
    const { skips } = this.#follow;
    const isTold = this.#isEndKnown || toldGap !== undefined;
    // This stream reads a rotated file to whose end it came late: what was written behind it does not come any more.
    const isBehind = end === undefined && !isTold && (skips.isLate || skips.mayHaveMissedFile(nowMs));
    if (isBehind && this.#seam.state === "past" && leftMs <= 0) return this.#reopen();
    if (!isBehind) this.#isEndKnown = true;
    this.#believe();
    return undefined;
  }

  #reopen(): FollowEvent {
    const message = "the stream stands still while the container writes; it is opened again";
    this.#reading.environment.notices.notice({ level: "debug", about: this.#reading.name, message });
    return "reopen";
  }

  async #probe(): Promise<Told> {
    try {
      return { kind: "probed", end: await probeEnd(this.#reading, this.#signal) };
    } catch (error) {
      this.#signal.throwIfAborted();
      judgeFailure(error);
      return { kind: "probe-failed" };
    }
  }

  /** A replay begins with the first line of the file; what steps back to anything else is the node's clock. */
  #askForFirst(): void {
    if (this.#isAskingForFirst) return;
    this.#isAskingForFirst = true;
    const ask = async (): Promise<Told> => {
      return { kind: "first-known", first: await firstReadable(this.#reading, this.#signal) };
    };
    this.#pump.tell(ask());
  }

  async #stepBack(first: Instant | undefined): Promise<void> {
    this.#isAskingForFirst = false;
    const { doubtedAt } = this.#seam;
    const isReplay = first === undefined || doubtedAt === undefined || compareInstants(first, doubtedAt) === 0;
    if (!isReplay) {
      const message =
        "its timestamps go back further than any restart of the stream explains: the node's clock was set back";
      const { environment, name } = this.#reading;
      environment.notices.notice({ level: "debug", about: name, message });
    }
    await this.#putHeld(isReplay ? this.#seam.replay() : this.#seam.accept());
  }

  #suspect(suspicions: readonly SkipSuspicion[]): void {
    this.#skipCheck.add(suspicions);
    if (this.#isLookingBack || !this.#skipCheck.isDue) return;
    this.#isLookingBack = true;
    const lookBack = async (): Promise<Told> => {
      await this.#skipCheck.look(this.#signal);
      return { kind: "looked-back" };
    };
    this.#pump.tell(lookBack());
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

  async #acceptGap(): Promise<void> {
    const { doubtedAt } = this.#seam;
    const isRepaired = await this.#follow.putAll(repairGap(this.#reading, doubtedAt, this.#signal));
    if (!isRepaired) reportGap(this.#reading, "the log was rotated while nothing of it was read", doubtedAt);
    // What the files brought may reach into what this stream brings.
    await this.#putHeld(isRepaired ? this.#seam.replay() : this.#seam.accept());
  }

  async #putHeld(held: readonly Block[]): Promise<void> {
    for (const block of held) await this.#follow.outlet.put(this.#reading.takeNoted(block));
  }
}

/** A stream that has lived so long was no failure. */
const healthyMs = 5000;
const onItsWayMs = 1000;
/** A kubelet that has much to do may let a stream wait for seconds; what it reads of a rotated file would be given up. */
const standingMs = 5000;
const betweenLocatingsMs = 500;
const mostLocatings = 5;
const mostHeldBytes = 8 * 1024 * 1024;
