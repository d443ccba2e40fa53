import { abortable } from "./abortable.ts";
import type { DebugNotice } from "./connect-options.ts";
import type { RequestOptions } from "./client.ts";
import type { Credential } from "./credentials/credential.ts";
import type { HeaderFields } from "./credentials/impersonation.ts";
import type { KtError } from "../errors/kt-error.ts";
import { networkError, type Destination } from "./failures/network-error.ts";
import type { Verb } from "./failures/explanation.ts";
import { statusError } from "./failures/status-error.ts";
import { timeoutError } from "./failures/timeout-error.ts";
import { readAll } from "./read-body.ts";
import { pause } from "./backoff.ts";
import type { ServerClock } from "./server-clock.ts";
import type { BodyStream } from "./transport/body-stream.ts";
import { DialTimeoutError } from "./transport/dial.ts";
import type { Wire } from "./transport/exchange.ts";

/** Of an error's body, this much is read. */
const maxErrorBytes = 64 * 1024;
/** How long a server that asks for patience gets it, in all. */
const patienceMs = 60_000;

/** What {@link Requester} needs. */
export interface RequesterOptions {
  readonly destination: Destination;
  readonly wire: Wire;
  readonly credential: Credential;
  /** Sent with each request. */
  readonly headers: HeaderFields;
  readonly headersTimeoutMs: number;
  readonly clock: ServerClock;
  readonly onDebug: (notice: DebugNotice) => void;
}

/** One request as the client's methods word it. */
export interface ApiRequest {
  readonly verb: Verb;
  readonly path: string;
  readonly options: RequestOptions;
  readonly body?: Buffer | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Sends requests with credentials, and repeats them where that is right. */
export class Requester {
  readonly #options: RequesterOptions;
  #requests = 0;

  constructor(options: RequesterOptions) {
    this.#options = options;
  }

  /** Requests sent so far. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Sends a request and returns the answer when its status is 2xx.
   *
   * @throws KtError by the Status of the answer, or KT_UNREACHABLE, KT_TLS, KT_CREDENTIALS; the signal's reason.
   */
  async send(request: ApiRequest): Promise<BodyStream> {
    let hasRenewed = false;
    let waitedMs = 0;
    for (;;) {
      const authorization = await abortable(this.#options.credential.authorization(), request.options.signal);
      const answer = await this.#sendOnce(request, authorization);
      if (answer.status >= 200 && answer.status < 300) return answer;
      if (answer.status === 401 && !hasRenewed && this.#options.credential.renew(authorization)) {
        hasRenewed = true;
        await answer[Symbol.asyncDispose]();
        continue;
      }
      const waitMs = retryAfterMs(answer);
      if (waitMs !== undefined && waitedMs + waitMs <= patienceMs) {
        waitedMs += waitMs;
        await answer[Symbol.asyncDispose]();
        await pause(waitMs, request.options.signal);
        continue;
      }
      throw await this.#failure(request, answer);
    }
  }

  async #sendOnce(request: ApiRequest, authorization: string | undefined): Promise<BodyStream> {
    const { destination, wire, headersTimeoutMs, clock } = this.#options;
    const { options } = request;
    const path = pathWithQuery(destination.server, request);
    const method = request.body === undefined ? "GET" : "POST";
    const tooLate = new AbortController();
    const timer = setTimeout(() => tooLate.abort(), headersTimeoutMs);
    const sentAtMs = clock.ownMs();
    const startMs = performance.now();
    let status: number | undefined;
    let wasSent = false;
    this.#requests++;
    try {
      const answer = await wire.send({
        method,
        path,
        headers: {
          ...this.#options.headers,
          ...request.headers,
          ...options.headers,
          ...(authorization === undefined ? {} : { authorization }),
        },
        body: request.body,
        onSent: () => {
          wasSent = true;
        },
        signal: AbortSignal.any([options.signal, tooLate.signal]),
        failure: (cause) => networkError(cause, destination),
      });
      status = answer.status;
      clock.learn(answer.headers["date"], sentAtMs);
      return answer;
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      if (!tooLate.signal.aborted) throw networkError(error, destination);
      if (!wasSent) throw networkError(new DialTimeoutError(headersTimeoutMs), destination);
      throw timeoutError({ verb: request.verb, path: request.path, timeoutMs: headersTimeoutMs }, destination, error);
    } finally {
      clearTimeout(timer);
      const durationMs = performance.now() - startMs;
      this.#options.onDebug({ type: "request", method, url: destination.server.origin + path, status, durationMs });
    }
  }

  async #failure(request: ApiRequest, answer: BodyStream): Promise<KtError> {
    const body = (await readAll(answer, maxErrorBytes)).toString("utf8");
    const { contextFlag } = this.#options.destination;
    return statusError({ verb: request.verb, path: request.path, status: answer.status, body, contextFlag });
  }
}

function pathWithQuery(server: URL, request: ApiRequest): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.options.query ?? {})) {
    if (value === undefined) continue;
    for (const one of typeof value === "object" ? value : [value]) query.append(name, String(one));
  }
  const path = server.pathname.replace(/\/$/, "") + request.path;
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** How long the server asks to wait: with 429 and 503 only, and only when it says so. */
function retryAfterMs(answer: BodyStream): number | undefined {
  if (answer.status !== 429 && answer.status !== 503) return undefined;
  const after = answer.headers["retry-after"];
  if (after === undefined) return undefined;
  const seconds = /^\d+$/.test(after.trim()) ? Number(after) : (Date.parse(after) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0.1, seconds) * 1000;
}
