import type { Block } from "../stream/block.ts";
import { findContainerStatus } from "../kube/container-status.ts";
import type { Pod } from "../kube/objects.ts";
import type { Notice } from "../stream/notice.ts";
import { caughtUp, type Remark } from "../stream/source.ts";
import type { ContainerReading } from "./container-reading.ts";
import type { ContainerView, Instance } from "./container-view.ts";
import type { FollowEvent } from "./follow-machine.ts";
import { type LogFailure, outageOf, reasonOf, reportLogFailure } from "./log-failure.ts";
import type { Outage } from "./outage.ts";
import type { Outlet } from "./outlet.ts";
import { SkipWatch } from "./skip-watch.ts";
import { withWaitingMessage } from "./waiting-message.ts";

/** What a state of the follow does: puts out what it reads and returns what happened. */
export type Activity = (follow: FollowContext, signal: AbortSignal) => Promise<FollowEvent>;

/** What the states of one follow share, besides the reading. */
export class FollowContext {
  readonly reading: ContainerReading;
  /** Where all that is read goes. */
  readonly outlet: Outlet;
  /** The newest known state of the container; undefined before the first look. */
  view: ContainerView | undefined;
  /** A state of the pod that is newer than any answer would be, from the watch; used once. */
  known: Pod | undefined;
  /** The last lines of the instances of the backlog, until they are complete. */
  readonly kept: Block[] = [];
  /** Instances that only files are left of, oldest first; undefined before the first look. */
  before: readonly Instance[] | undefined;
  /** Whether what was there at the start has been read. */
  hasBacklog = false;
  /** Whether the instance being read was read to its end, or given up. */
  isInstanceOver = false;
  /** Restart count of the last instance that is over; -1 before the first. */
  lastNumber = -1;
  /** Tries since something new came. */
  attempts = 0;
  /** Why the last try failed; undefined when it did not. {@link noteFailure} sets it. */
  failure: LogFailure | undefined;
  /**
   * Whether the last stream of this instance ended properly, with everything it had, and no connection broke since. As a
   * rule that is all of the log; where the state of the container says otherwise, another stream is opened.
   */
  isEndRead = false;
  /** Watches all streams of this follow. */
  readonly skips: SkipWatch = new SkipWatch();
  /**
   * Corrects how many lines the next stream asks for, as a power of two: more, when those asked for did not reach back to
   * the last entry read; fewer, when the connection was cut amid what was known already.
   */
  reach = 0;
  #isCaughtUp = false;
  /** What was found not to answer, until it does again. */
  #outage: Outage | undefined;
  #waitingReason: string | undefined;
  /** What is to be told behind the entries that are read. */
  #untold: Remark[] = [];

  constructor(reading: ContainerReading, outlet: Outlet) {
    this.reading = reading;
    this.outlet = outlet;
  }

  /** Puts out all that a reading yields; returns what it returns. */
  async putAll<End>(blocks: AsyncGenerator<Block, End, void>): Promise<End> {
    for (;;) {
      const next = await blocks.next();
      if (next.done === true) return next.value;
      await this.outlet.put(next.value);
    }
  }

  /** The mark between backlog and live entries, the first time. */
  async markCaughtUp(): Promise<void> {
    if (this.#isCaughtUp) return;
    this.#isCaughtUp = true;
    await this.outlet.put(caughtUp);
  }

  /** Puts out what is to be told behind the entries before it. */
  async putRemarks(): Promise<void> {
    const remarks = this.#untold;
    this.#untold = [];
    for (const remark of remarks) await this.outlet.put(remark);
  }

  /** The instance being read can give no more. */
  endInstance(): void {
    this.#tellFailedEnd();
    this.isInstanceOver = true;
    this.isEndRead = false;
    this.lastNumber = Math.max(this.lastNumber, this.reading.instance?.number ?? -1);
  }

  /**
   * Whether all of this instance's log was read, as far as can be known without asking for it again. Where a stream was
   * behind a chatty writer, or the writer fills files within seconds, its end proves nothing.
   */
  get hasReadEnd(): boolean {
    return this.isEndRead && !this.skips.mayHaveSkipped && !this.skips.isFast;
  }

  /** A try failed. */
  noteFailure(failure: LogFailure): void {
    this.failure = failure;
    if (failure.kind === "broken") this.isEndRead = false;
  }

  /** Something came, new or not: the server is there, and need not be given long times to come back. */
  noteWord(): void {
    this.attempts = Math.min(this.attempts, 1);
  }

  /** Something new came, or a stream has lived for a while. */
  noteSuccess(): void {
    this.attempts = 0;
    this.failure = undefined;
    const outage = this.#outage;
    this.#outage = undefined;
    const { notices, outages } = this.reading.environment;
    if (outage === undefined || !outages.end(outage)) return;
    const { about, subject } = outage;
    notices.notice({ level: "info", about, message: `${subject}can be read again` });
  }

  /** Says why nothing comes, once for each time of trouble, when it has gone on for some tries. */
  tellOutage(): void {
    if (this.failure === undefined || this.#outage !== undefined || this.attempts < triesBeforeNotice) return;
    const { error } = this.failure;
    this.#outage = outageOf(error, this.reading);
    const { notices, outages } = this.reading.environment;
    if (!outages.begin(this.#outage)) return;
    const { about, subject } = this.#outage;
    const message = `${subject}cannot be read now, trying again: ${reasonOf(error, this.reading)}`;
    notices.notice({ level: "warning", about, message, hint: error.hint });
  }

  /** Waits for no end of an outage any more: to be called at the end of the follow. */
  leaveOutage(): void {
    if (this.#outage !== undefined) this.reading.environment.outages.leave(this.#outage);
    this.#outage = undefined;
  }

  /** Says what the container waits for, when that is news, with the next {@link putRemarks}. */
  tellWaiting(reason: string): void {
    if (reason === this.#waitingReason) return;
    this.#waitingReason = reason;
    const { namespace, name } = this.reading.target.pod;
    this.#remark(
      `waits to start: ${withWaitingMessage(reason, this.view?.pod, this.reading.target.container)}`,
      `kubectl kt diagnose ${name} -n ${namespace}`,
    );
  }

  /** Says that nothing more comes, since the pod is gone, or about to be. */
  tellDeleted(): void {
    this.#remark("the pod was deleted");
  }

  /**
   * Says how the instance being read has ended, unless it has succeeded, or its pod is deleted: that is told by itself. Of a backlog
   * only the last instance's end is news.
   */
  #tellFailedEnd(): void {
    const { view, reading } = this;
    if (view === undefined || this.isInstanceOver || view.pod.metadata.deletionTimestamp !== undefined) return;
    const { number } = reading.instance ?? { number: -1 };
    if (!this.hasBacklog && view.instances.some((other) => other.number > number)) return;
    const status = findContainerStatus(view.pod, reading.target.container);
    const ends = [status?.state?.terminated, status?.lastState?.terminated];
    const end = ends.find((one) => one?.containerID !== undefined && one.containerID === reading.instance?.id);
    if (end === undefined || end.exitCode === 0) return;
    this.#remark(`has ended: ${end.reason ?? "Error"}, exit code ${end.exitCode}`);
  }

  #remark(message: string, hint?: string): void {
    const { name, environment } = this.reading;
    const notice: Notice = { level: "info", about: name, message, hint };
    this.#untold.push({ kind: "remark", tell: () => environment.notices.notice(notice) });
  }
}

/** With the backoff's waits this is after about a second. */
const triesBeforeNotice = 4;

/** Takes note of why a stream could not be opened, or broke off. */
export function noteStreamFailure(follow: FollowContext, failure: LogFailure): FollowEvent {
  follow.noteFailure(failure);
  // What was allowed once may be allowed again; what never was, is not.
  if (failure.kind !== "refused" || follow.reading.last !== undefined) return "cut";
  reportLogFailure(follow.reading, failure);
  return "finished";
}
