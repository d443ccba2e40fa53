import type { Block } from "../stream/block.ts";
import type { LogConnection } from "./log-connection.ts";
import type { PodLogEnvironment } from "./pod-log-request.ts";

/** What a {@link Pump} tells; `Told` are the answers to questions of its user's own. */
export type PumpEvent<Told> =
  | { readonly kind: "block"; readonly block: Block }
  | { readonly kind: "ended" }
  | { readonly kind: "broken"; readonly error: unknown }
  | { readonly kind: "told"; readonly told: Told };

/**
 * Everything that can happen while a stream is open, one event after the other: its blocks and its end, timers, and
 * answers to questions asked meanwhile. The stream is read on while a question is open.
 */
export class Pump<Told> {
  readonly #connection: Pick<LogConnection, "next">;
  readonly #environment: Pick<PodLogEnvironment, "sleep">;
  readonly #signal: AbortSignal;
  readonly #events: PumpEvent<Told>[] = [];
  #isPulling = false;
  #isOver = false;
  #wake: (() => void) | undefined;

  /** @param signal ends timers; questions must end by it too. */
  constructor(
    connection: Pick<LogConnection, "next">,
    environment: Pick<PodLogEnvironment, "sleep">,
    signal: AbortSignal,
  ) {
    this.#connection = connection;
    this.#environment = environment;
    this.#signal = signal;
  }

  /** The next event. */
  async next(): Promise<PumpEvent<Told>> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return event;
      // Not before it is asked for: what arrives until then comes in one block.
      this.#pull();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Tells this after a while. */
  tellAfter(delayMs: number, told: Told): void {
    const wait = async (): Promise<Told> => {
      await this.#environment.sleep(delayMs, this.#signal);
      // An abort may end the wait without an error.
      this.#signal.throwIfAborted();
      return told;
    };
    this.tell(wait());
  }

  /** Tells the answer when it is there; one that fails is never told. */
  tell(answer: Promise<Told>): void {
    void answer.then(
      (told) => this.#push({ kind: "told", told }),
      () => undefined,
    );
  }

  #pull(): void {
    if (this.#isPulling || this.#isOver) return;
    this.#isPulling = true;
    this.#connection.next().then(
      (block) => {
        this.#isPulling = false;
        this.#isOver = block === undefined;
        this.#push(block === undefined ? { kind: "ended" } : { kind: "block", block });
      },
      (error: unknown) => {
        this.#isOver = true;
        this.#push({ kind: "broken", error });
      },
    );
  }

  #push(event: PumpEvent<Told>): void {
    this.#events.push(event);
    this.#wake?.();
    this.#wake = undefined;
  }
}
