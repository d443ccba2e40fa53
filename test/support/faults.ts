import { setTimeout as sleep } from "node:timers/promises";
import { replyStatus } from "../../src/demo/server/api/router.ts";
import { expired, StatusError, tooManyRequests } from "../../src/demo/server/api/status.ts";
import type { CutKind } from "../../src/demo/server/http/connections.ts";
import { type ApiRequest, type Exchange, replyBody, type Reply } from "../../src/demo/server/http/exchange.ts";
import type { Fault } from "../../src/demo/server/http/faults.ts";

/** Which requests a fault hits; what is absent does not matter. */
export interface Hits {
  /** Of the path without the query. */
  readonly path?: RegExp;
  /** Of the query as it was sent. */
  readonly query?: RegExp;
  /** How many requests; absent: all. */
  readonly times?: number;
}

/** Requests for logs. */
export const logs: Hits = { path: /\/pods\/[^/]+\/log$/ };
/** Follows of logs. */
export const follows: Hits = { path: /\/pods\/[^/]+\/log$/, query: /(^|&)follow=true/ };
/** Watches. */
export const watches: Hits = { query: /(^|&)watch=(true|1)/ };

/** What ends an answer: its stream is reset, its body ends properly, or the whole connection is cut. */
export type Ending = "reset" | "end" | "cut-reset" | "cut-fin";

/**
 * Sends so many bytes of the body and then ends the answer. The bytes are handed to the operating
 * system first; a reset may still overtake them, as in real life.
 */
export function endAfter(bytes: number, ending: Ending, hits: Hits = logs): Fault {
  return { ...matching(hits), wrap: ({ reply }) => new EndingReply(reply, bytes, ending) };
}

/** As {@link endAfter}, each answer after another number of bytes below `maxBytes`. */
export function endAtRandom(random: () => number, maxBytes: number, ending: Ending, hits: Hits = logs): Fault {
  const wrap = ({ reply }: Exchange): Reply => new EndingReply(reply, Math.floor(random() * maxBytes), ending);
  return { ...matching(hits), wrap };
}

/** Sends the body one byte at a time, each flushed. */
export function inSingleBytes(hits: Hits = logs): Fault {
  const wrap = ({ reply }: Exchange): Reply =>
    filtered(reply, async (chunk) => {
      for (const byte of chunk) {
        await reply.write(Buffer.of(byte));
        await reply.flush();
      }
    });
  return { ...matching(hits), wrap };
}

/** Sends the body in pieces of these sizes, in bytes, each flushed. */
export function inPieces(sizeOfNext: () => number, hits: Hits = logs): Fault {
  const wrap = ({ reply }: Exchange): Reply =>
    filtered(reply, async (chunk) => {
      for (let at = 0; at < chunk.length; ) {
        const size = sizeOfNext();
        await reply.write(chunk.subarray(at, at + size));
        await reply.flush();
        at += size;
      }
    });
  return { ...matching(hits), wrap };
}

/** Sends so many bytes of the body and then nothing more, for ever; the connection lives on. */
export function stallAfter(bytes: number, hits: Hits = logs): Fault {
  return { ...matching(hits), wrap: ({ reply, signal }) => new StallingReply(reply, bytes, signal) };
}

/** Cuts the connection when the answer has said nothing for `idleMs`, as load balancers do. */
export function idleTimeout(idleMs: number, how: CutKind, hits: Hits = follows): Fault {
  const wrap = ({ reply, signal }: Exchange): Reply => {
    const timer = setTimeout(() => reply.cutConnection(how), idleMs);
    signal.addEventListener("abort", () => clearTimeout(timer));
    return filtered(reply, (chunk) => {
      timer.refresh();
      return reply.write(chunk);
    });
  };
  return { ...matching(hits), wrap };
}

/** Changes nothing, and counts the bytes of bodies that were taken for sending. */
export function countBytes(hits: Hits = logs): { readonly fault: Fault; readonly bytes: () => number } {
  let bytes = 0;
  const wrap = ({ reply }: Exchange): Reply =>
    filtered(reply, (chunk) => {
      bytes += chunk.length;
      return reply.write(chunk);
    });
  return { fault: { ...matching(hits), wrap }, bytes: () => bytes };
}

/** As the fault, of which whoever asks for a part of a file gets all of it, as from some proxies. */
export function ignoringRanges(fault: Fault): Fault {
  const answer = async ({ request }: Exchange): Promise<boolean> => {
    delete (request.headers as Record<string, string>)["range"];
    return false;
  };
  return { ...fault, answer };
}

/** Of the answer with this number, counted from 1, leaves out the first line, as of a log that was rotated just before. */
export function withoutFirstLine(number: number, hits: Hits = logs): Fault {
  let answers = 0;
  const wrap = ({ reply }: Exchange): Reply => {
    if (++answers !== number) return reply;
    let isInside = true;
    return filtered(reply, (chunk) => {
      const end = isInside ? chunk.indexOf("\n") + 1 : 0;
      isInside &&= end === 0;
      return reply.write(isInside ? Buffer.alloc(0) : chunk.subarray(end));
    });
  };
  return { ...matching(hits), wrap };
}

/** Answers after `delayMs`. */
export function slowHeaders(delayMs: number, hits: Hits = logs): Fault {
  return {
    ...matching(hits),
    answer: async ({ signal }) => {
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      return signal.aborted;
    },
  };
}

/** Answers 429 with Retry-After. */
export function tooMany(retryAfterSeconds: number, hits: Hits = logs): Fault {
  return answering(hits, tooManyRequests(retryAfterSeconds));
}

/** Answers with a Status of this code. */
export function failWith(code: number, reason: string, message: string, hits: Hits = logs): Fault {
  return answering(hits, new StatusError(code, reason, message));
}

/** Answers 503 in plain text, as a load balancer without a server behind it. */
export function badGateway(hits: Hits = logs): Fault {
  return {
    ...matching(hits),
    answer: async ({ reply }) => {
      const body = Buffer.from("upstream connect error or disconnect/reset before headers\n");
      await replyBody(reply, 503, { "content-type": "text/plain" }, body);
      return true;
    },
  };
}

/** Answers a watch or a list with 410 as its HTTP status (a real server mostly says so in a frame). */
export function gone(hits: Hits = watches): Fault {
  return answering(hits, expired("too old resource version: 1 (2)"));
}

function matching({ path = /^/, query = /^/, times }: Hits): Pick<Fault, "matches" | "times"> {
  const matches = (request: ApiRequest): boolean => path.test(request.path) && query.test(request.query.toString());
  return { matches, ...(times === undefined ? {} : { times }) };
}

function answering(hits: Hits, error: StatusError): Fault {
  const answer = async (exchange: Exchange): Promise<boolean> => {
    await replyStatus(exchange, error);
    return true;
  };
  return { ...matching(hits), answer };
}

function filtered(reply: Reply, write: (chunk: Buffer) => Promise<void>): Reply {
  return {
    head: (status, headers) => reply.head(status, headers),
    write,
    flush: () => reply.flush(),
    end: () => reply.end(),
    reset: () => reply.reset(),
    goAway: () => reply.goAway(),
    cutConnection: (how) => reply.cutConnection(how),
  };
}

/** Lets a number of bytes through and then does something, once. */
abstract class CountingReply implements Reply {
  protected readonly reply: Reply;
  #bytesLeft: number;

  constructor(reply: Reply, bytes: number) {
    this.reply = reply;
    this.#bytesLeft = bytes;
  }

  async head(status: number, headers: Readonly<Record<string, string>>): Promise<void> {
    // A length that is known would tell the client that the body was cut.
    const { "content-length": _length, ...rest } = headers;
    await this.reply.head(status, rest);
    if (this.#bytesLeft <= 0) await this.atLimit();
  }

  async write(chunk: Buffer): Promise<void> {
    if (this.#bytesLeft <= 0) return this.atLimit();
    const sent = chunk.subarray(0, this.#bytesLeft);
    this.#bytesLeft -= sent.length;
    await this.reply.write(sent);
    if (this.#bytesLeft <= 0) await this.atLimit();
  }

  flush(): Promise<void> {
    return this.reply.flush();
  }

  end(): Promise<void> {
    return this.reply.end();
  }

  reset(): void {
    this.reply.reset();
  }

  goAway(): void {
    this.reply.goAway();
  }

  cutConnection(how: CutKind): void {
    this.reply.cutConnection(how);
  }

  /** All bytes that may pass have passed. */
  protected abstract atLimit(): Promise<void>;
}

class EndingReply extends CountingReply {
  readonly #ending: Ending;
  #isOver = false;

  constructor(reply: Reply, bytes: number, ending: Ending) {
    super(reply, bytes);
    this.#ending = ending;
  }

  protected async atLimit(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.reply.flush();
    switch (this.#ending) {
      case "end":
        return this.reply.end();
      case "reset":
        return this.reply.reset();
      case "cut-reset":
        return this.reply.cutConnection("reset");
      case "cut-fin":
        return this.reply.cutConnection("fin");
    }
  }
}

class StallingReply extends CountingReply {
  readonly #signal: AbortSignal;

  constructor(reply: Reply, bytes: number, signal: AbortSignal) {
    super(reply, bytes);
    this.#signal = signal;
  }

  protected async atLimit(): Promise<void> {
    if (this.#signal.aborted) return;
    await new Promise((resolve) => this.#signal.addEventListener("abort", resolve));
  }
}
