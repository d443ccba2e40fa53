import type { BodyStream } from "./body-stream.ts";

/** Headers by lower-case name; several values for groups and the like. */
export type HeaderFields = Readonly<Record<string, string | string[]>>;

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: "GET" | "POST";
  /** With the query. */
  readonly path: string;
  /** Without `host`. */
  readonly headers: HeaderFields;
  /**
   * Headers for another sending; absent: the same. An API server that refuses a token also refuses what comes behind it on the
   * connection, and the token may have been renewed meanwhile.
   */
  readonly headersAnew?: (() => Promise<HeaderFields>) | undefined;
  readonly body?: Buffer | undefined;
  /** Whether megabytes may come. */
  readonly isBulk?: boolean | undefined;
  readonly signal: AbortSignal;
  /** There is a connection, and the request is on its way. May be called again when it is sent again. */
  readonly onSent: () => void;
  /** Turns what breaks the answer's body into the error that its reader gets. */
  readonly failure: (cause: unknown) => Error;
}

/** A connection, or a set of them, that requests can be sent over. */
export interface Wire {
  /** @throws NotAnsweredError when the connection broke before an answer began; the signal's reason. */
  send(request: WireRequest): Promise<BodyStream>;
}

/** The connection broke before an answer began. */
export class NotAnsweredError extends Error {
  override readonly name = "NotAnsweredError";
  /** Whether the request can be sent again: the server has not acted on it, or it is a GET on an old connection. */
  readonly isRepeatable: boolean;

  constructor(cause: unknown, isRepeatable: boolean) {
    super("the connection broke before the server answered", { cause });
    this.isRepeatable = isRepeatable;
  }
}

/** An answer's headers as text, without HTTP/2's own (`:status`); several values of one are joined by commas. */
export function plainHeaders(
  fields: Readonly<Record<string, string | string[] | number | undefined>>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || name.startsWith(":")) continue;
    headers[name] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return headers;
}

/** What answers does not speak HTTP/1.1, or not as it should. */
export class NotHttpError extends Error {
  override readonly name = "NotHttpError";

  /** @param how it shows. */
  constructor(how: string) {
    super(`what answers there does not speak HTTP: ${how}`);
  }
}
