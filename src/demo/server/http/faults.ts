import type { ApiRequest, Exchange, Reply } from "./exchange.ts";

/** Something that goes wrong with requests. */
export interface Fault {
  /** Which requests it hits. */
  readonly matches: (request: ApiRequest) => boolean;
  /** How often; absent: every time. */
  readonly times?: number;
  /** Answers in the server's place; true when it did. */
  readonly answer?: (exchange: Exchange) => Promise<boolean>;
  /** Stands between the server and the client. */
  readonly wrap?: (exchange: Exchange) => Reply;
}

/** The faults that wait for requests. */
export class Faults {
  readonly #waiting: { readonly fault: Fault; left: number }[] = [];

  /** Adds a fault; the returned function takes it away. */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#waiting.push(entry);
    return () => {
      entry.left = 0;
    };
  }

  /**
   * Lets the first fault that matches have the request.
   * @returns the exchange to go on with, or undefined when the fault has answered.
   */
  async meet(exchange: Exchange): Promise<Exchange | undefined> {
    const entry = this.#waiting.find(({ fault, left }) => left > 0 && fault.matches(exchange.request));
    if (entry === undefined) return exchange;
    entry.left -= 1;
    if (entry.fault.answer !== undefined && (await entry.fault.answer(exchange))) return undefined;
    return entry.fault.wrap === undefined ? exchange : { ...exchange, reply: entry.fault.wrap(exchange) };
  }
}
