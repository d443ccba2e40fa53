import type { Notices } from "./notice.ts";
import type { LogSource } from "./source.ts";
import { closeSource } from "./source-failure.ts";

/** What reading of joining sources needs. */
export interface ReadJoiningOptions {
  readonly notices: Notices;
  readonly signal: AbortSignal;
}

/**
 * Hands on sources as they come, until there are no more or the signal aborts. Does not wait for what the iteration has
 * under way then; a source that still comes of it is closed.
 */
export async function readJoining(
  joining: AsyncIterable<LogSource>,
  add: (source: LogSource) => void,
  { notices, signal }: ReadJoiningOptions,
): Promise<void> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<undefined>();
  const abort = (): void => stop(undefined);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  try {
    const iterator = joining[Symbol.asyncIterator]();
    for (;;) {
      const next = iterator.next();
      const result = await Promise.race([next, stopped]);
      if (signal.aborted) {
        void closeLate(next, notices);
        void iterator.return?.().catch(() => undefined);
        return;
      }
      if (result === undefined || result.done === true) return;
      add(result.value);
    }
  } catch (error) {
    notices.notice({
      level: "error",
      message: `new sources are no longer noticed: ${error instanceof Error ? error.message : String(error)}`,
    });
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

async function closeLate(next: Promise<IteratorResult<LogSource>>, notices: Notices): Promise<void> {
  try {
    const result = await next;
    if (result.done !== true) await closeSource(notices, result.value);
  } catch {
    // What the iteration throws after an abort concerns nobody.
  }
}
