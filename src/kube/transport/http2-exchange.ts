import { type ClientHttp2Stream, constants } from "node:http2";
import { ArrivedChunks } from "./arrived-bytes.ts";
import { BodyStream } from "./body-stream.ts";
import { NotAnsweredError, plainHeaders, type WireRequest } from "./exchange.ts";
import type { ReadyQueue } from "./ready-queue.ts";

/** What the connection knows of an exchange over it. */
export interface ExchangeContext {
  /** Whether the request can be sent again when the connection breaks before an answer. */
  readonly isRepeatable: boolean;
  readonly ready: ReadyQueue;
  readonly highWaterBytes: () => number;
  /** What broke the whole connection; undefined when it was only this stream. */
  readonly cause: () => unknown;
}

/**
 * Waits for the answer to a request that has a stream of its own.
 *
 * @throws NotAnsweredError when the stream ended before an answer began; the signal's reason.
 */
export function exchangeOver(
  stream: ClientHttp2Stream,
  request: WireRequest,
  context: ExchangeContext,
): Promise<BodyStream> {
  const { promise, resolve, reject } = Promise.withResolvers<BodyStream>();
  const { signal } = request;
  const isComplete = trackEnd(stream);
  const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL);
  const abort = (): void => {
    cancel();
    reject(signal.reason);
  };
  const notAnswered = (cause?: unknown): void => {
    signal.removeEventListener("abort", abort);
    const wasRefused = stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
    reject(new NotAnsweredError(cause ?? context.cause(), wasRefused || context.isRepeatable));
  };
  signal.addEventListener("abort", abort, { once: true });
  stream.once("error", notAnswered);
  stream.once("close", notAnswered);
  stream.once("response", (fields) => {
    signal.removeEventListener("abort", abort);
    stream.removeListener("close", notAnswered);
    const arrived = new ArrivedChunks();
    const body = new BodyStream({
      status: Number(fields[":status"]),
      headers: plainHeaders(fields),
      signal,
      ready: context.ready,
      arrived,
      highWaterBytes: context.highWaterBytes(),
      pause: () => void stream.pause(),
      resume: () => void stream.resume(),
      cancel,
      failure: (cause) => request.failure(context.cause() ?? cause),
    });
    stream.on("data", (chunk: Buffer) => {
      if (!body.isOpen) return;
      arrived.put(chunk);
      body.noteArrival();
    });
    stream.on("end", () => {
      // An incomplete end is followed by `error` or `close`, which knows more of what happened.
      if (isComplete()) body.end();
    });
    stream.on("error", (cause) => body.fail(cause));
    stream.on("close", () => body.fail(new Error("the connection was closed before the end of the answer")));
    resolve(body);
  });
  request.onSent();
  if (request.body !== undefined) stream.end(request.body);
  return promise;
}

/**
 * Node ends the readable side of a stream that was reset just as that of one that ended, with `push(null)`;
 * and once more when a stream that ended closes. Only the state at the first time tells the two apart.
 */
function trackEnd(stream: ClientHttp2Stream): () => boolean {
  let end: "none" | "proper" | "cut" = "none";
  const push = stream.push.bind(stream);
  stream.push = (chunk: unknown, encoding?: BufferEncoding): boolean => {
    if (chunk === null && end === "none") end = stream.closed ? "cut" : "proper";
    return push(chunk, encoding);
  };
  return () => end === "proper";
}
