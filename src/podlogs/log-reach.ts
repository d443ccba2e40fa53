import type { Block } from "../stream/block.ts";
import { compareInstants, formatTimestamp, type Instant, sentenceTimestamp } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";
import { firstReadable } from "./first-readable.ts";
import type { FinishedEnd } from "./through-read.ts";

/**
 * Passes on a finished read and says so when it could not reach back to the start of the wanted range: the API gives the
 * current file only, so what was rotated away reads as if nothing had happened. With the rotated files, what is still missing
 * has been deleted.
 */
export async function* readReaching(
  reading: ContainerReading,
  blocks: AsyncGenerator<Block, FinishedEnd, void>,
  signal: AbortSignal,
): AsyncGenerator<Block, FinishedEnd, void> {
  const { range, fileUse } = reading.request;
  const hasHistory = fileUse === "history";
  const since = range.first;
  const density = new Density();
  let next = await blocks.next();
  for (; next.done !== true; next = await blocks.next()) {
    if (since !== undefined || hasHistory) density.observe(next.value);
    yield next.value;
  }
  if (next.value.kind !== "read") return next.value;
  if (hasHistory && reading.files.wasRotated) checkDeleted(reading, density);
  else if (since !== undefined) await checkReach(reading, since, density, signal);
  return next.value;
}

/** Whether the oldest file that is left begins so late that older ones must have been deleted. */
function checkDeleted(reading: ContainerReading, density: Density): void {
  const { first, instance, request, environment, name } = reading;
  const wantedFrom = laterOf(instance?.startedAt, request.range.first);
  if (first === undefined || wantedFrom === undefined || !density.isMissed(secondsBetween(wantedFrom, first))) return;
  environment.notices.notice({
    level: "gap",
    about: name,
    message: "lost: the kubelet has deleted the oldest of its log files",
    gap: { after: formatTimestamp(wantedFrom), before: formatTimestamp(first) },
  });
}

function laterOf(one: Instant | undefined, other: Instant | undefined): Instant | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return compareInstants(one, other) > 0 ? one : other;
}

async function checkReach(
  reading: ContainerReading,
  since: Instant,
  density: Density,
  signal: AbortSignal,
): Promise<void> {
  const { first, instance, environment, name } = reading;
  const wantedFrom = laterOf(instance?.startedAt, since) ?? since;
  if (first === undefined) {
    if ((await firstReadable(reading, signal)) !== undefined) return;
    const message = `its log is empty: either nothing was written since ${sentenceTimestamp(wantedFrom)}, or all of it was rotated away`;
    environment.notices.notice({ level: "info", about: name, message });
    return;
  }
  if (!density.isMissed(secondsBetween(wantedFrom, first))) return;
  const beginning = await firstReadable(reading, signal);
  // Older lines are there: nothing was written in between.
  if (beginning === undefined || compareInstants(beginning, first) < 0) return;
  environment.notices.notice({
    level: "warning",
    about: name,
    message:
      `its log can be read from ${sentenceTimestamp(beginning)} on only: ` +
      `what it wrote from ${sentenceTimestamp(wantedFrom)} until then was rotated away`,
    hint: "the rotated files lie on the node: --history reads them",
  });
}

/** How much the log says in a time. */
class Density {
  #from: Instant | undefined;
  #bytes = 0;
  #seconds = 0;
  #firstSecondBytes = 0;

  observe(block: Block): void {
    if (block.count === 0) return;
    this.#from ??= { seconds: block.seconds[0] as number, nanos: block.nanos[0] as number };
    const last = block.count - 1;
    this.#bytes += block.bytes.length;
    this.#seconds = secondsBetween(this.#from, {
      seconds: block.seconds[last] as number,
      nanos: block.nanos[last] as number,
    });
    if (this.#seconds <= 1) this.#firstSecondBytes = this.#bytes;
  }

  /**
   * Whether a stretch without lines at the beginning is a sign that the log was rotated. A file is rotated only
   * after megabytes, so a container that takes some seconds to its first words is not one, unless it goes
   * on at a rate that would have filled a file.
   */
  isMissed(seconds: number): boolean {
    if (seconds > longSeconds) return true;
    const perSecond = Math.max(this.#firstSecondBytes, this.#bytes / Math.max(1, this.#seconds));
    return seconds > shortSeconds && perSecond * seconds >= rotatedBytes;
  }
}

const longSeconds = 60;
/** The start of a container is known to the second only. */
const shortSeconds = 1.5;
/** Well below the smallest file that a kubelet is set to rotate at. */
const rotatedBytes = 256 * 1024;

function secondsBetween(from: Instant, to: Instant): number {
  return to.seconds - from.seconds + (to.nanos - from.nanos) / 1e9;
}
