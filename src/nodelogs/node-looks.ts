import { KtError } from "../errors/kt-error.ts";
import { StatusError } from "../kube/failures/status-error.ts";
import type { Notices } from "../stream/notice.ts";

/** Waits for a node's turn: it is never asked two things at once. @returns gives the turn back. */
export type TakeTurn = (signal: AbortSignal) => Promise<() => void>;

/** What does not answer of a node at the moment: shared by all that is looked at there, so that it is told once. */
export class NodeAbsence {
  readonly #away = new Set<NodeLooks>();
  /** What it was told about. */
  #about = "";

  /** Whether anything of the node does not answer. */
  get isAway(): boolean {
    return this.#away.size > 0;
  }

  /** @returns whether it is the first, which is told. */
  add(looks: NodeLooks, about: string): boolean {
    const isFirst = !this.isAway;
    this.#away.add(looks);
    if (isFirst) this.#about = about;
    return isFirst;
  }

  /** @returns what was told not to answer, when this was the last of it. */
  remove(looks: NodeLooks): string | undefined {
    return this.#away.delete(looks) && !this.isAway ? this.#about : undefined;
  }
}

/** What looking at a node again and again needs. */
export interface LookEnvironment {
  readonly notices: Notices;
  readonly takeTurn: TakeTurn;
  readonly absence: NodeAbsence;
}

/** Looks at something of a node, each in its turn, that may fail for a while. */
export class NodeLooks {
  readonly #about: string;
  readonly #environment: LookEnvironment;
  #hasAnswered = false;

  /** @param about What is looked at, for notices. */
  constructor(about: string, environment: LookEnvironment) {
    this.#about = about;
    this.#environment = environment;
  }

  /** @returns undefined when it failed in a way that may pass. @throws what will not. */
  async look<T>(ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const giveBack = await this.#environment.takeTurn(signal);
    try {
      const found = await ask(signal);
      this.#noteAnswer();
      return found;
    } catch (error) {
      this.#noteFailure(error, signal);
      return undefined;
    } finally {
      giveBack();
    }
  }

  /**
   * Reads what there is, in one turn.
   * @returns whether to the end: false when it failed in a way that may pass. @throws what will not.
   */
  async *read<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, boolean, void> {
    const giveBack = await this.#environment.takeTurn(signal);
    try {
      for await (const item of items) {
        this.#noteAnswer();
        yield item;
      }
      this.#noteAnswer();
      return true;
    } catch (error) {
      this.#noteFailure(error, signal);
      return false;
    } finally {
      giveBack();
    }
  }

  /** Says that lines may be missing. */
  sayGap(message: string): void {
    this.#environment.notices.notice({ level: "gap", about: this.#about, message });
  }

  #noteAnswer(): void {
    this.#hasAnswered = true;
    const about = this.#environment.absence.remove(this);
    if (about !== undefined) {
      this.#environment.notices.notice({ level: "info", about, message: "the node answers again" });
    }
  }

  #noteFailure(error: unknown, signal: AbortSignal): void {
    const { absence, notices } = this.#environment;
    if (signal.aborted || !(error instanceof KtError) || !this.#mayPass(error)) {
      absence.remove(this);
      throw error;
    }
    if (!absence.add(this, this.#about)) return;
    const message = `${error.message}; it is asked again until it answers`;
    notices.notice({ level: "warning", about: this.#about, message, hint: error.hint });
  }

  /** At the start a cluster that does not answer at all, or a node that cannot be asked so, is no failure that passes. */
  #mayPass(error: KtError): boolean {
    if (this.#hasAnswered) return mayPass.has(error.code);
    if (error instanceof StatusError && error.status < 500 && error.code !== "KT_BUSY") return false;
    return mayPassAtStart.has(error.code) || (error.code === "KT_UNREACHABLE" && this.#environment.absence.isAway);
  }
}

const mayPassAtStart: ReadonlySet<string> = new Set(["KT_KUBELET_UNREACHABLE", "KT_BUSY"]);
const mayPass: ReadonlySet<string> = new Set([...mayPassAtStart, "KT_UNREACHABLE", "KT_API"]);
