import { KtError } from "../errors/kt-error.ts";
import type { Notices } from "../stream/notice.ts";

/** Waits for a node's turn: it is never asked two things at once. @returns gives the turn back. */
export type TakeTurn = (signal: AbortSignal) => Promise<() => void>;

/** What looking at a node again and again needs. */
export interface LookEnvironment {
  readonly notices: Notices;
  readonly takeTurn: TakeTurn;
}

/** Looks at something of a node, each in its turn, that may fail for a while. */
export class NodeLooks {
  readonly #about: string;
  readonly #environment: LookEnvironment;
  #isAway = false;

  /** @param about What is looked at, for notices. */
  constructor(about: string, environment: LookEnvironment) {
    this.#about = about;
    this.#environment = environment;
  }

  /** @returns undefined when it failed in a way that may pass. @throws what will not. */
  async look<T>(ask: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
    const { notices, takeTurn } = this.#environment;
    const giveBack = await takeTurn(signal);
    try {
      const found = await ask(signal);
      if (this.#isAway) notices.notice({ level: "info", about: this.#about, message: "the node answers again" });
      this.#isAway = false;
      return found;
    } catch (error) {
      if (signal.aborted || !(error instanceof KtError) || !mayPass.has(error.code)) throw error;
      if (!this.#isAway) {
        const message = `${error.message}; it is asked again until it answers`;
        notices.notice({ level: "warning", about: this.#about, message, hint: error.hint });
      }
      this.#isAway = true;
      return undefined;
    } finally {
      giveBack();
    }
  }

  /** Says that lines may be missing. */
  sayGap(message: string): void {
    this.#environment.notices.notice({ level: "gap", about: this.#about, message });
  }
}

const mayPass: ReadonlySet<string> = new Set(["KT_UNREACHABLE", "KT_KUBELET_UNREACHABLE", "KT_BUSY", "KT_API"]);
