import type { ByteStream, RequestOptions, WatchEvent } from "./client.ts";
import { Backoff } from "./backoff.ts";
import { StatusError } from "./failures/status-error.ts";
import type { KubeList, KubeObject } from "./objects.ts";
import { readWatchFrames } from "./watch-frames.ts";

/** Waits between attempts that fail. */
const retryLimits = { firstMs: 200, lastMs: 10_000 };
/** The server ends each watch after this long, by its own clock, or up to twice as long (as client-go's reflector). */
const watchSeconds = 300;
/** Between two lists where watch is forbidden. */
const pollMs = 2000;
/** A watch that ended sooner without a frame is a failure: asking again at once would be a busy loop. */
const usefulMs = 10_000;

/** What {@link watchObjects} needs of the client. */
export interface WatchSource<T extends KubeObject> {
  readonly list: (options: RequestOptions) => Promise<KubeList<T>>;
  readonly open: (options: RequestOptions) => Promise<ByteStream>;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Waits; throws the signal's reason. */
  readonly pause: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** What goes wrong and is mended, for `-v`. */
  readonly onNote: (message: string) => void;
}

/** Where a watch stands. `poll` where `watch` is forbidden. */
interface WatchState {
  mode: "list" | "watch" | "poll";
  /** The last version seen; bookmarks move it, too. */
  resourceVersion: string;
  /** The server has something to say: from now on waits are short again. */
  readonly onProgress: () => void;
}

/**
 * Lists, then watches for ever. A watch that is cut resumes at the last version seen; where the server has
 * forgotten that version (410) it lists anew; where `watch` is forbidden it lists on a timer. Returns when
 * the signal is aborted.
 *
 * @throws what the first list throws.
 */
export async function* watchObjects<T extends KubeObject>(
  source: WatchSource<T>,
  options: RequestOptions,
): AsyncGenerator<WatchEvent<T>, void> {
  const retries = new Backoff(retryLimits, source.random);
  // Of their own, so that the relist after a long outage does not wait as long as the last attempt did.
  const relists = new Backoff(retryLimits, source.random);
  const onProgress = (): void => {
    retries.reset();
    relists.reset();
  };
  const state: WatchState = { mode: "list", resourceVersion: "", onProgress };
  let delayMs = 0;
  for (let isFirst = true; !options.signal.aborted; isFirst = false) {
    try {
      if (delayMs > 0) await source.pause(delayMs, options.signal);
      if (state.mode === "watch") {
        const wasUseful: boolean = yield* watchOnce(source, options, state);
        delayMs = wasUseful ? 0 : retries.nextDelayMs();
        continue;
      }
      const list = await source.list(options);
      yield { type: "LISTED", items: list.items };
      state.resourceVersion = list.metadata.resourceVersion ?? "";
      if (state.mode === "poll") onProgress();
      delayMs = state.mode === "poll" ? pollMs * (0.75 + 0.5 * source.random()) : 0;
      if (state.mode === "list") state.mode = "watch";
    } catch (error) {
      if (options.signal.aborted) return;
      if (isFirst) throw error;
      const failed = state.mode;
      state.mode = modeAfter(error, failed);
      if (failed !== state.mode) delayMs = state.mode === "list" ? relists.nextDelayMs() : 0;
      else delayMs = retries.nextDelayMs();
      const why = error instanceof Error ? error.message : String(error);
      source.onNote(`${failed} failed, ${state.mode} follows: ${why}`);
    }
  }
}

/** One watch, until the server ends it. Returns whether it was good for something. */
async function* watchOnce<T extends KubeObject>(
  source: WatchSource<T>,
  options: RequestOptions,
  state: WatchState,
): AsyncGenerator<WatchEvent<T>, boolean> {
  const openedAtMs = performance.now();
  let hasFrames = false;
  const body = await source.open({
    ...options,
    query: {
      ...options.query,
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion: state.resourceVersion,
      timeoutSeconds: Math.round(watchSeconds * (1 + source.random())),
    },
  });
  try {
    for await (const frames of readWatchFrames<T>(body)) {
      for (const { type, object } of frames) {
        if (type === "ERROR")
          throw new WatchRefusedError(object.code ?? 0, object.message ?? "the server gave no reason");
        hasFrames = true;
        state.onProgress();
        state.resourceVersion = object.metadata.resourceVersion ?? state.resourceVersion;
        if (type !== "BOOKMARK") yield { type, object };
      }
    }
  } finally {
    await body[Symbol.asyncDispose]();
  }
  const wasLong = performance.now() - openedAtMs > usefulMs;
  if (wasLong) state.onProgress();
  return hasFrames || wasLong;
}

/** An ERROR frame. */
class WatchRefusedError extends Error {
  override readonly name = "WatchRefusedError";

  constructor(code: number, message: string) {
    super(`${message} (${code})`);
  }
}

function modeAfter(error: unknown, mode: WatchState["mode"]): WatchState["mode"] {
  if (mode !== "watch") return mode;
  // The server cannot go on from there: it has forgotten the version, or does not say what is wrong.
  if (error instanceof WatchRefusedError) return "list";
  if (!(error instanceof StatusError)) return "watch";
  if (error.status === 403 || error.status === 405) return "poll";
  return error.status === 410 || error.status === 400 ? "list" : "watch";
}
