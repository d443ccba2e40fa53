import type { KubeList, KubeObject } from "./objects.ts";

/** A query parameter may occur more than once. */
export type QueryValue = string | number | boolean | readonly string[];

/** What every request may say. */
export interface RequestOptions {
  readonly query?: Readonly<Record<string, QueryValue | undefined>> | undefined;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether megabytes come, which have a connection of their own then, as long as there are few of such. `perhaps`, for `stream` only: it
   * begins without, and when it proves long it is asked for once more; the same must come again.
   */
  readonly bulk?: "surely" | "perhaps" | undefined;
}

/** A body that arrives piece by piece, over HTTP/2 or HTTP/1.1. */
export interface ByteStream extends AsyncDisposable {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * All that has arrived and was not yet taken, waiting for at least one byte; undefined at a clean end.
   * Not asking makes the server wait (flow control) once the stream's window is full.
   * @throws KtError KT_UNREACHABLE when the connection broke, with what broke it as its cause.
   */
  next(): Promise<readonly Buffer[] | undefined>;
}

/** An event of a watch, after bookmarks were taken out. */
export type WatchEvent<T> =
  /** A full, consistent list: at the start, and again after a 410 or a forbidden watch's next poll. */
  | { readonly type: "LISTED"; readonly items: readonly T[] }
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T };

/**
 * One cluster with one credential. All requests share one pool of connections. Requests repeat
 * themselves after 401 (once, with renewed credentials), 429 and 503 with Retry-After.
 */
export interface KubeClient {
  /** Name of the context; empty for in-cluster credentials. */
  readonly context: string;
  /** The context's namespace, or `default`. */
  readonly namespace: string;
  /** URL of the API server. */
  readonly server: string;
  /**
   * GET of one JSON document.
   * @throws KtError by the Status of the answer, or KT_UNREACHABLE, KT_TLS, KT_CREDENTIALS.
   */
  get<T>(path: string, options: RequestOptions): Promise<T>;
  /** POST of one JSON document, for reviews. Errors as with `get`. */
  post<T>(path: string, body: unknown, options: RequestOptions): Promise<T>;
  /** All pages of a list. Errors as with `get`; a 410 amid paging starts anew. */
  list<T extends KubeObject>(path: string, options: RequestOptions): Promise<KubeList<T>>;
  /**
   * List, then watch for ever: resumes after every cut, lists anew after 410, and where `watch` is
   * forbidden but `list` is not, lists on a timer. Ends only by the signal.
   * @throws KtError when the first list fails.
   */
  watch<T extends KubeObject>(path: string, options: RequestOptions): AsyncIterable<WatchEvent<T>>;
  /**
   * Opens a GET whose body is read piece by piece.
   * @throws KtError as `get` does when the status is not 2xx.
   */
  stream(path: string, options: RequestOptions): Promise<ByteStream>;
  /** The API server's clock, in milliseconds since 1970, from the `Date` of its answers; ours before the first. */
  serverNowMs(): number;
  /** Counts for notices, `-v` and benchmarks. */
  readonly stats: { readonly connections: number; readonly requests: number };
  close(): Promise<void>;
}
