import { Backoff } from "./backoff.ts";

/** How long a server that asks for patience gets it, in all. */
const patienceMs = 60_000;
/** So long after a connection was lost, a refusal is not believed at once. */
const doubtAfterLossMs = 15_000;
/** And for so long in all. */
const doubtMs = 5000;
const doubtLimits = { firstMs: 200, lastMs: 1500 };

/** What an answer is judged by. */
export interface JudgedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What {@link Repetitions} needs. */
export interface RepetitionsOptions {
  /** Whether other credentials can be had than those that were refused. */
  readonly renew: () => boolean;
  /** Whether this server has accepted the credentials before: only then can a refusal be a mistake of its. */
  readonly wasAccepted: () => boolean;
  /** Milliseconds since a connection to this server was last lost; infinite when none was. */
  readonly sinceLossMs: () => number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly random: () => number;
}

/**
 * Decides for one request whether an answer that is an error is the last word.
 *
 * - 401: once more, with renewed credentials.
 * - 429, and 503 with Retry-After: when the server says, for a minute in all.
 * - 401 and 403 soon after a connection was lost, of credentials that were good before: for a few seconds. An API
 *   server that was just started refuses everybody until it has read the roles (seen with 1.36.3: for some 50 ms),
 *   and a follow must not end because of that. Credentials that were never accepted are refused for good, and the
 *   loss means nothing: the API server closes the HTTP/2 connection with each 401 (k8s.io/apiserver v0.36
 *   pkg/endpoints/filters/authentication.go).
 */
export class Repetitions {
  readonly #options: RepetitionsOptions;
  readonly #doubt: Backoff;
  #hasRenewed = false;
  #waitedMs = 0;
  #doubtedMs = 0;

  constructor(options: RepetitionsOptions) {
    this.#options = options;
    this.#doubt = new Backoff(doubtLimits, options.random);
  }

  /** The wait before the request is sent again, in milliseconds; undefined when the answer stands. */
  delayMs(answer: JudgedAnswer): number | undefined {
    switch (answer.status) {
      case 401:
        if (this.#hasRenewed || !this.#options.renew()) return this.#doubtDelayMs();
        this.#hasRenewed = true;
        return 0;
      case 403:
        return this.#doubtDelayMs();
      case 429:
      case 503:
        return this.#patientDelayMs(answer);
      default:
        return undefined;
    }
  }

  #patientDelayMs(answer: JudgedAnswer): number | undefined {
    const after = answer.headers["retry-after"]?.trim();
    if (after === undefined) return undefined;
    const askedMs = /^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - this.#options.nowMs();
    const delayMs = Math.max(100, askedMs);
    if (!(this.#waitedMs + delayMs <= patienceMs)) return undefined;
    this.#waitedMs += delayMs;
    return delayMs;
  }

  #doubtDelayMs(): number | undefined {
    const { wasAccepted, sinceLossMs } = this.#options;
    if (!wasAccepted() || sinceLossMs() > doubtAfterLossMs + this.#doubtedMs || this.#doubtedMs >= doubtMs)
      return undefined;
    const delayMs = this.#doubt.nextDelayMs();
    this.#doubtedMs += delayMs;
    return delayMs;
  }
}
