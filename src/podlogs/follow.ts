import type { ContainerReading } from "./container-reading.ts";
import { readBacklog } from "./follow-backlog.ts";
import { type Activity, FollowContext } from "./follow-context.ts";
import { lookAtContainer } from "./follow-look.ts";
import { type FollowState, nextFollowState } from "./follow-machine.ts";
import { streamInstance } from "./follow-stream.ts";
import { verifyInstance } from "./follow-verify.ts";
import { pauseFollow, waitForChange } from "./follow-wait.ts";
import type { Outlet } from "./outlet.ts";

/** Follows one container through all that happens to it, until it can write no more or the signal is aborted. */
export async function followContainer(reading: ContainerReading, outlet: Outlet, signal: AbortSignal): Promise<void> {
  const follow = new FollowContext(reading, outlet);
  let state: FollowState = "looking";
  try {
    while (state !== "over") {
      const event = await activities[state](follow, signal);
      await follow.putRemarks();
      signal.throwIfAborted();
      state = nextFollowState(state, event);
    }
  } finally {
    follow.leaveOutage();
  }
  await follow.markCaughtUp();
}

const activities: Readonly<Record<Exclude<FollowState, "over">, Activity>> = {
  looking: lookAtContainer,
  backlog: readBacklog,
  streaming: streamInstance,
  verifying: verifyInstance,
  waiting: waitForChange,
  pausing: pauseFollow,
};
