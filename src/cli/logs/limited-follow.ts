import type { Notices } from "../../stream/notice.ts";
import type { FollowedSources } from "../../stream/merge-follow.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import { StreamSlots } from "./stream-slots.ts";

/** Opens the log of a target; `isInitial`: it was there at the start. `onEnd` is called when it is closed. */
export type OpenTarget = (target: Target, isInitial: boolean, onEnd: () => void) => LogSource;

/** What following with a limit needs. */
export interface LimitedFollowOptions {
  /** The most sources followed at the same time; infinite without `--max-streams`. */
  readonly maxStreams: number;
  readonly notices: Notices;
  readonly signal: AbortSignal;
}

/**
 * The sources of a follow. With `--max-streams` those beyond it wait until others have ended, and are named: a follow
 * cannot read one log after the other.
 */
export function followTargets(set: TargetSet, open: OpenTarget, options: LimitedFollowOptions): FollowedSources {
  const slots = new StreamSlots(options.maxStreams);
  const now = set.initial.slice(0, options.maxStreams);
  const later = set.initial.slice(now.length);
  sayWaiting(later, options);
  return {
    initial: now.map((target) => {
      const giveBack = slots.take(options.signal);
      return open(target, true, () => void giveBack.then((give) => give()));
    }),
    joining: joinInTurn(set, later, { ...options, slots, open }),
  };
}

async function* joinInTurn(
  set: TargetSet,
  later: readonly Target[],
  turn: LimitedFollowOptions & { readonly slots: StreamSlots; readonly open: OpenTarget },
): AsyncGenerator<LogSource, void, void> {
  const { slots, open, signal } = turn;
  for (const target of later) {
    const giveBack = await slots.take(signal);
    if (signal.aborted) return;
    yield open(target, true, giveBack);
  }
  for await (const target of set.joining) {
    if (slots.free === 0) sayWaiting([target], turn);
    const giveBack = await slots.take(signal);
    if (signal.aborted) return;
    yield open(target, false, giveBack);
  }
}

function sayWaiting(targets: readonly Target[], { maxStreams, notices }: LimitedFollowOptions): void {
  if (targets.length === 0) return;
  const names = targets.slice(0, mostNamed).map(({ pod, container }) => `${pod.namespace}/${pod.name}/${container}`);
  const more = targets.length > mostNamed ? ` and ${targets.length - mostNamed} more` : "";
  notices.notice({
    level: "warning",
    message: `not followed until one of the other ${maxStreams} has ended: ${names.join(", ")}${more}`,
    hint: "leave --max-streams out to follow all of them",
  });
}

const mostNamed = 10;
