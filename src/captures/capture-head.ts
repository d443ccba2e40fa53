import type { Clock } from "../time/clock.ts";
import { pause } from "../time/pause.ts";
import type { CaptureItem } from "./capture-input.ts";

/** The beginning of a capture, and how it goes on. */
export interface CaptureHead {
  readonly bytes: Buffer;
  /** What comes behind it: asked for already. */
  readonly next: Promise<IteratorResult<CaptureItem, void>>;
}

/** How long is waited for a beginning. */
export interface CaptureHeadOptions {
  /** Whether somebody waits for the lines: then the beginning is what comes within a moment after the first bytes. */
  readonly isLive: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Reads enough of a capture to know its format, and nearly always all sources that it has, so that columns need not change amid
 * the output.
 */
export async function readHead(
  items: AsyncIterator<CaptureItem, void>,
  { isLive, clock, signal }: CaptureHeadOptions,
): Promise<CaptureHead> {
  const chunks: Buffer[] = [];
  let size = 0;
  let next = items.next();
  let result = await next;
  const moment = new AbortController();
  const over = isLive ? pause(clock, liveMs, AbortSignal.any([signal, moment.signal])) : undefined;
  try {
    while (result.done !== true && Buffer.isBuffer(result.value) && size < enoughBytes) {
      chunks.push(result.value);
      size += result.value.length;
      next = items.next();
      // It may fail while the beginning is still being looked at; whoever awaits it hears of it then.
      next.catch(() => undefined);
      const first = await (over === undefined ? next : Promise.race([next, over.then(() => undefined)]));
      if (first === undefined) break;
      result = first;
    }
  } catch (error) {
    if (chunks.length === 0) throw error;
  } finally {
    moment.abort();
  }
  return { bytes: Buffer.concat(chunks), next };
}

const enoughBytes = 4 * 1024 * 1024;
const liveMs = 300;
