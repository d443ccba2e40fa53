import { backoffMs } from "./backoff.ts";
import type { FollowContext } from "./follow-context.ts";
import type { FollowEvent } from "./follow-machine.ts";

/** Nothing can be read before the pod's state is another one. */
export async function waitForChange(follow: FollowContext, signal: AbortSignal): Promise<FollowEvent> {
  const { target } = follow.reading;
  const { view } = follow;
  follow.hasBacklog = true;
  await follow.markCaughtUp();
  const stop = new AbortController();
  const told = tellIfLong(follow, signal, stop.signal);
  follow.known = await target.pods.changed(target.pod, view?.pod, signal);
  stop.abort();
  await told;
  return "changed";
}

/** What starts as it should passes through these states in a moment; only what stays in one is worth a word. */
async function tellIfLong(follow: FollowContext, run: AbortSignal, over: AbortSignal): Promise<void> {
  const reason = follow.view?.waitingReason;
  if (reason === undefined) return;
  const either = AbortSignal.any([run, over]);
  await follow.reading.environment.sleep(usualStartMs, either).catch(() => undefined);
  if (either.aborted) return;
  follow.tellWaiting(reason);
  await follow.putRemarks();
}

/** Waits before the next try, longer each time; not longer than until the pod's state changes. */
export async function pauseFollow(follow: FollowContext, signal: AbortSignal): Promise<FollowEvent> {
  const { target, environment } = follow.reading;
  const delayMs = backoffMs(follow.attempts++, environment.random());
  follow.tellOutage();
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  // At least the shortest wait, so that a pod which changes all the time is not asked for all the time.
  await environment.sleep(Math.min(delayMs, shortestMs), signal);
  signal.throwIfAborted();
  const rest = environment.sleep(Math.max(0, delayMs - shortestMs), either).catch(() => undefined);
  const changed = target.pods.changed(target.pod, target.pods.current(target.pod), either).catch(() => undefined);
  await Promise.race([rest, changed]);
  stop.abort();
  await Promise.all([rest, changed]);
  return "due";
}

const shortestMs = 100;
const usualStartMs = 2000;
