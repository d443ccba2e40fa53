import { abortable } from "./abortable.ts";
import type { DebugNotice } from "./connect-options.ts";
import type { RequestOptions } from "./client.ts";
import type { Credential } from "./credentials/credential.ts";
import type { KtError } from "../errors/kt-error.ts";
import type { Impersonated } from "./failures/forbidden.ts";
import { networkError, type Destination } from "./failures/network-error.ts";
import type { Verb } from "./failures/explanation.ts";
import { statusError } from "./failures/status-error.ts";
import { timeoutError } from "./failures/timeout-error.ts";
import { readAll } from "./read-body.ts";
import { pause } from "./backoff.ts";
import { Repetitions } from "./repetitions.ts";
import type { ServerClock } from "./server-clock.ts";
import type { BodyStream } from "./transport/body-stream.ts";
import { DialTimeoutError } from "./transport/dial-errors.ts";
import type { HeaderFields, Wire, WireRequest } from "./transport/exchange.ts";

/** Of an error's body, this much is read. */
const maxErrorBytes = 64 * 1024;

/** What {@link Requester} needs. */
export interface RequesterOptions {
  readonly destination: Destination;
  readonly wire: Wire;
  readonly credential: Credential;
  /** Sent with each request. */
  readonly headers: HeaderFields;
  /** Whom the user acts as by those headers; undefined: nobody else. */
  readonly actsAs: Impersonated | undefined;
  readonly headersTimeoutMs: number;
  readonly clock: ServerClock;
  /** Between 0 and 1. */
  readonly random: () => number;
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
  #wasAccepted = false;
  #lostAtMs = Number.NEGATIVE_INFINITY;

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
    const { credential, clock, random } = this.#options;
    const { signal } = request.options;
    let authorization: string | undefined;
    const headers = async (): Promise<HeaderFields> => {
      authorization = await abortable(credential.authorization(), signal);
      const credentials: HeaderFields = authorization === undefined ? {} : { authorization };
      return { ...this.#options.headers, ...request.headers, ...request.options.headers, ...credentials };
    };
    const repetitions = new Repetitions({
      renew: () => credential.renew(authorization),
      wasAccepted: () => this.#wasAccepted,
      sinceLossMs: () => performance.now() - this.#lostAtMs,
      nowMs: () => clock.ownMs(),
      random,
    });
    for (;;) {
      const answer = await this.#sendOnce(request, { headers: await headers(), headersAnew: headers });
      if (answer.status >= 200 && answer.status < 300) {
        this.#wasAccepted = true;
        return answer;
      }
      const delayMs = repetitions.delayMs(answer);
      if (delayMs === undefined) throw await this.#failure(request, answer);
      await answer[Symbol.asyncDispose]();
      if (delayMs > 0) await pause(delayMs, signal);
    }
  }

  /** Notes that a connection was lost, or could not be had: the server may be starting anew. */
  readonly noteLoss = (): void => {
    this.#lostAtMs = performance.now();
  };

  async #sendOnce(request: ApiRequest, headers: Pick<WireRequest, "headers" | "headersAnew">): Promise<BodyStream> {
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
        ...headers,
        body: request.body,
        isBulk: options.bulk === "surely",
        onSent: () => {
          wasSent = true;
        },
        signal: AbortSignal.any([options.signal, tooLate.signal]),
        failure: (cause) => {
          this.noteLoss();
          return networkError(cause, destination);
        },
      });
      status = answer.status;
      clock.learn(answer.headers["date"], sentAtMs);
      return answer;
    } catch (error) {
      if (options.signal.aborted) throw options.signal.reason;
      this.noteLoss();
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
    const body = await this.#errorBody(answer);
    request.options.signal.throwIfAborted();
    const { destination, actsAs } = this.#options;
    const { contextFlag } = destination;
    return statusError({ verb: request.verb, path: request.path, status: answer.status, body, contextFlag, actsAs });
  }

  /** The status alone says what failed: a body that breaks, or does not come, must not hide it. */
  async #errorBody(answer: BodyStream): Promise<string> {
    const inTime = new AbortController();
    const nothing = (): Buffer => Buffer.alloc(0);
    const late = pause(this.#options.headersTimeoutMs, inTime.signal).then(nothing, nothing);
    const read = readAll(answer, maxErrorBytes).catch(nothing);
    const body = await Promise.race([read, late]);
    inTime.abort();
    await answer[Symbol.asyncDispose]();
    return body.toString("utf8");
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
