import type { ByteStream } from "./client.ts";
import type { KubeObject } from "./objects.ts";

/** One frame of a watch as the API server sends it. */
export interface WatchFrame<T extends KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  /** With ERROR it is a Status. */
  readonly object: T & { readonly code?: number; readonly message?: string };
}

const newline = 0x0a;

/**
 * The frames of a watch, one JSON document a line, all that came at once together. A frame that was cut
 * off by the end is dropped: the resumed watch sends it again.
 *
 * @throws what the body's `next` throws; SyntaxError for a line that is not JSON.
 */
export async function* readWatchFrames<T extends KubeObject>(
  body: ByteStream,
): AsyncGenerator<readonly WatchFrame<T>[], void> {
  let rest: Buffer[] = [];
  for (let chunks = await body.next(); chunks !== undefined; chunks = await body.next()) {
    const frames: WatchFrame<T>[] = [];
    for (const chunk of chunks) {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        rest.push(chunk.subarray(start, end));
        start = end + 1;
        const line = rest.length === 1 ? rest[0] : Buffer.concat(rest);
        rest = [];
        if (line !== undefined && line.length > 0) frames.push(JSON.parse(line.toString("utf8")) as WatchFrame<T>);
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    }
    if (frames.length > 0) yield frames;
  }
}
