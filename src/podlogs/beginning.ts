import type { Block } from "../stream/block.ts";
import type { ContainerReading } from "./container-reading.ts";
import { shortestRotationSeconds } from "./skip-watch.ts";

/**
 * Whether the beginning of an instance may have been rotated away before its log could be asked for, and files could tell: it
 * began during the run, and the first entry that came is as much later as lies between two rotations. True at most once for each
 * instance. To be asked before anything of it was read, and not of every block: it is a promise.
 * @param first the first entries of its log.
 */
export async function mayLackBeginning(reading: ContainerReading, first: Block, signal: AbortSignal): Promise<boolean> {
  const { instance, isBeginningKnown, request } = reading;
  if (isBeginningKnown || first.count === 0) return false;
  reading.isBeginningKnown = true;
  if (!(reading.isLater || request.isFromStart === true) || instance?.startedAt === undefined) return false;
  if ((first.seconds[0] as number) - instance.startedAt.seconds < shortestRotationSeconds) return false;
  return await reading.files.mayOpenAll(signal);
}
