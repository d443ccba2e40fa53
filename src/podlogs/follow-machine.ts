/**
 * What a follow of one container is doing:
 * - `looking`: asks for the container's state, and chooses what to read.
 * - `backlog`: reads what is there at the start of the follow.
 * - `streaming`: has a stream open, or opens it from where the reading stands.
 * - `verifying`: reads the rest (or all) of an instance that writes no more, as a finished read.
 * - `waiting`: nothing can be read; the pod's state must change first.
 * - `pausing`: waits for some time before the next try.
 * - `over`: nothing more can come.
 */
export type FollowState = "looking" | "backlog" | "streaming" | "verifying" | "waiting" | "pausing" | "over";

/** What can happen in a state. */
export type FollowEvent =
  /** The first instance was chosen, or its backlog is not complete yet. */
  | "found-first"
  /** An instance that runs, or the one being read, is there to be streamed. */
  | "found-running"
  /** An instance whose end has not been read writes no more. */
  | "found-terminated"
  /** No instance is there to be read, but one may come. */
  | "found-none"
  /** The API server, the kubelet or the state of the container does not let us read now. */
  | "unavailable"
  /** It was read to the end that it has. */
  | "read"
  /** The answer ended properly. Proves nothing. */
  | "ended"
  /** The connection broke. */
  | "cut"
  /** The stream stands still although the container writes, or what was asked for did not reach back far enough. */
  | "reopen"
  /** The state of the container is not what it was when the stream was opened. */
  | "doubtful"
  /** The pod's state has changed. */
  | "changed"
  /** The time of a pause is up. */
  | "due"
  /** The pod is gone, it can write no more, the range is past, or reading is refused for good. */
  | "finished";

/** The whole of the machine: what a state does next when something has happened. What is not listed cannot happen. */
export const followTransitions: Readonly<Record<FollowState, Readonly<Partial<Record<FollowEvent, FollowState>>>>> = {
  looking: {
    "found-first": "backlog",
    "found-running": "streaming",
    "found-terminated": "verifying",
    "found-none": "waiting",
    unavailable: "pausing",
    finished: "over",
  },
  backlog: {
    read: "looking",
    "found-none": "waiting",
    "found-running": "streaming",
    unavailable: "pausing",
    finished: "over",
  },
  streaming: {
    // Never trust an end: the state of the container tells whether it is one.
    ended: "pausing",
    cut: "pausing",
    unavailable: "pausing",
    reopen: "streaming",
    doubtful: "looking",
    finished: "over",
  },
  verifying: {
    read: "looking",
    unavailable: "pausing",
    finished: "over",
  },
  waiting: { changed: "looking" },
  pausing: { due: "looking" },
  over: {},
};

/**
 * The state that follows.
 * @throws Error when the event cannot happen in this state: a defect.
 */
export function nextFollowState(state: FollowState, event: FollowEvent): FollowState {
  const next = followTransitions[state][event];
  if (next === undefined) throw new Error(`a follow that is ${state} cannot meet the event ${event}`);
  return next;
}
