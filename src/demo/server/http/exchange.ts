/** A request as the rest of the server sees it, whatever the version of HTTP. */
export interface ApiRequest {
  readonly method: string;
  /** Without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: "http/1.1" | "h2";
  /** Number of the connection it came on, from 1. */
  readonly connectionId: number;
  /** What the connection's client certificate says; absent when there is none that our authority signed. */
  readonly clientCertificate?: { readonly commonName: string; readonly organizations: readonly string[] } | undefined;
  /** The whole body. */
  body(): Promise<Buffer>;
}

/** The way back. Everything is sent at once; nothing is gathered. */
export interface Reply {
  /** Sends the status and headers. */
  head(status: number, headers: Readonly<Record<string, string>>): Promise<void>;
  /** Sends a part of the body; settled when the client has room for more. */
  write(chunk: Buffer): Promise<void>;
  /** Settled when all that was written has been handed to the operating system. */
  flush(): Promise<void>;
  /** Ends the body properly. */
  end(): Promise<void>;
  /** Breaks off: the stream with HTTP/2, the connection with HTTP/1.1. */
  reset(): void;
  /** Says that the connection takes no more requests (GOAWAY) and closes it behind those that it has; nothing with HTTP/1.1. */
  goAway(): void;
  /** Cuts the whole connection under it, with a TCP reset or a FIN, and every stream on it. */
  cutConnection(how: "reset" | "fin"): void;
}

/** A request, its way back, and the signal that the client has gone or the connection was cut. */
export interface Exchange {
  readonly request: ApiRequest;
  readonly reply: Reply;
  readonly signal: AbortSignal;
}

/** Answers with a JSON document, compact and with a newline at its end as client libraries get it. */
export async function replyJson(reply: Reply, status: number, document: unknown, headers = {}): Promise<void> {
  const body = Buffer.from(`${JSON.stringify(document)}\n`);
  await replyBody(reply, status, { "content-type": "application/json", ...headers }, body);
}

/** Answers with a whole body, a piece of which is sent when the client has room for it. */
export async function replyBody(
  reply: Reply,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<void> {
  await reply.head(status, { ...headers, "content-length": String(body.length) });
  for (let at = 0; at < body.length; at += pieceBytes) await reply.write(body.subarray(at, at + pieceBytes));
  await reply.end();
}

const pieceBytes = 64 * 1024;
