import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { KtError } from "../errors/kt-error.ts";
import { pause } from "./backoff.ts";
import type { ByteStream, KubeClient, RequestOptions, WatchEvent } from "./client.ts";
import type { Verb } from "./failures/explanation.ts";
import { type Destination, networkError } from "./failures/network-error.ts";
import { timeoutError } from "./failures/timeout-error.ts";
import { listAllPages, type ListPage } from "./list.ts";
import { MovingBody } from "./moving-body.ts";
import type { KubeList, KubeObject } from "./objects.ts";
import { readAll } from "./read-body.ts";
import type { Requester } from "./requester.ts";
import type { ServerClock } from "./server-clock.ts";
import type { ConnectionPool } from "./transport/connection-pool.ts";
import { watchObjects } from "./watch.ts";

const unzip = promisify(gunzip);

/** What {@link ApiClient} is made of. */
export interface ApiClientParts {
  readonly destination: Destination;
  readonly namespace: string;
  readonly pool: ConnectionPool;
  readonly requester: Requester;
  readonly clock: ServerClock;
  /** For requests without a limit of their own. */
  readonly requestTimeoutMs: number;
  /** Whether lists may come compressed; logs never do, since that would hold lines back. */
  readonly hasCompression: boolean;
  readonly random: () => number;
  readonly onNote: (message: string) => void;
  /** Ends everything that goes on. */
  readonly close: () => void;
}

/** The client of one cluster with one credential. */
export class ApiClient implements KubeClient {
  readonly #parts: ApiClientParts;

  constructor(parts: ApiClientParts) {
    this.#parts = parts;
  }

  get context(): string {
    return this.#parts.destination.context;
  }

  get namespace(): string {
    return this.#parts.namespace;
  }

  get server(): string {
    return this.#parts.destination.server.href.replace(/\/$/, "");
  }

  get stats(): { readonly connections: number; readonly requests: number } {
    return { connections: this.#parts.pool.connections, requests: this.#parts.requester.requests };
  }

  get<T>(path: string, options: RequestOptions): Promise<T> {
    return this.#json<T>("get", path, options);
  }

  post<T>(path: string, body: unknown, options: RequestOptions): Promise<T> {
    return this.#json<T>("create", path, options, Buffer.from(JSON.stringify(body)));
  }

  list<T extends KubeObject>(path: string, options: RequestOptions): Promise<KubeList<T>> {
    return listAllPages<T>((page) => this.#json<ListPage<T>>("list", path, page), options);
  }

  watch<T extends KubeObject>(path: string, options: RequestOptions): AsyncIterable<WatchEvent<T>> {
    const { random, onNote, requester } = this.#parts;
    return watchObjects<T>(
      {
        list: (list) => this.list<T>(path, list),
        open: (watch) =>
          requester.send({ verb: "watch", path, options: watch, headers: { accept: "application/json" } }),
        random,
        pause,
        onNote,
      },
      options,
    );
  }

  async stream(path: string, options: RequestOptions): Promise<ByteStream> {
    const { requester, pool, destination } = this.#parts;
    const send = (bulk: RequestOptions["bulk"]): Promise<ByteStream> =>
      requester.send({ verb: "get", path, options: { ...options, bulk }, headers: { accept: "*/*" } });
    const answer = await send(options.bulk);
    if (options.bulk !== "perhaps") return answer;
    return new MovingBody(answer, {
      hasRoom: () => pool.hasRoomApart,
      open: () => send("surely"),
      failure: (cause) => networkError(cause, destination),
    });
  }

  serverNowMs(): number {
    return this.#parts.clock.nowMs();
  }

  async close(): Promise<void> {
    this.#parts.close();
  }

  async #json<T>(verb: Verb, path: string, options: RequestOptions, body?: Buffer): Promise<T> {
    const { requester, destination, requestTimeoutMs, hasCompression } = this.#parts;
    const tooLate = new AbortController();
    const signal = AbortSignal.any([options.signal, tooLate.signal]);
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await requester.send({
        verb,
        path,
        options: { ...options, signal },
        body,
        headers: {
          accept: "application/json",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(verb === "list" && hasCompression ? { "accept-encoding": "gzip" } : {}),
        },
      });
      // Until its head each try has a limit of its own; what a server wants us to wait between tries counts towards none.
      timer = setTimeout(() => tooLate.abort(), requestTimeoutMs);
      const bytes = await readAll(answer);
      const plain = answer.headers["content-encoding"] === "gzip" ? await unzip(bytes) : bytes;
      return parseAnswer<T>(plain.toString("utf8"), path, this.server);
    } catch (error) {
      if (options.signal.aborted || !tooLate.signal.aborted) throw error;
      throw timeoutError({ verb, path, timeoutMs: requestTimeoutMs }, destination, error);
    } finally {
      clearTimeout(timer);
    }
  }
}

function parseAnswer<T>(text: string, path: string, server: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new KtError(
      "KT_API",
      `the answer of ${server} to ${path} is not JSON: is a login page or a proxy in between?`,
      {
        hint: `kubectl get --raw '${path}'`,
        cause,
      },
    );
  }
}
