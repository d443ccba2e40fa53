import type { SourceItem } from "../stream/source.ts";
import type { ContainerReading } from "./container-reading.ts";
import { readBacklog } from "./follow-backlog.ts";
import { type Activity, FollowContext } from "./follow-context.ts";
import { lookAtContainer } from "./follow-look.ts";
import { type FollowState, nextFollowState } from "./follow-machine.ts";
import { streamInstance } from "./follow-stream.ts";
import { verifyInstance } from "./follow-verify.ts";
import { pauseFollow, waitForChange } from "./follow-wait.ts";

/** Follows one container through all that happens to it, until it can write no more or the signal is aborted. */
export async function* followContainer(
  reading: ContainerReading,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, void, void> {
  const follow = new FollowContext(reading);
  let state: FollowState = "looking";
  while (state !== "over") {
    const event = yield* activities[state](follow, signal);
    signal.throwIfAborted();
    state = nextFollowState(state, event);
  }
  yield* follow.markCaughtUp();
}

const activities: Readonly<Record<Exclude<FollowState, "over">, Activity>> = {
  looking: lookAtContainer,
  backlog: readBacklog,
  streaming: streamInstance,
  verifying: verifyInstance,
  waiting: waitForChange,
  pausing: pauseFollow,
};
