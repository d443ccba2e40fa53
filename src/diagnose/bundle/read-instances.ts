import { findContainerStatus } from "../../kube/container-status.ts";
import type { Pod } from "../../kube/objects.ts";
import { FileAccess } from "../../logfiles/file-access.ts";
import { Outages } from "../../podlogs/outage.ts";
import { createPodLogSource } from "../../podlogs/pod-log-source.ts";
import type { Notice } from "../../stream/notice.ts";
import type { SourceFacts } from "../../stream/source-info.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Target } from "../../targets/target.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import type { TimeWindow } from "../../time/time-window.ts";
import type { Budget } from "../budget.ts";
import type { Masker } from "../masking/masker.ts";
import { fairShares } from "./fair-shares.ts";
import { InstanceLog } from "./instance-log.ts";
import { pathPart } from "./report-file.ts";
import { takeEntries } from "./take-entries.ts";

/** One instance of a container, and what of its log could be read. */
export interface ReadInstance {
  readonly target: Target;
  readonly pod: Pod;
  readonly which: "current" | "previous";
  readonly log: InstanceLog;
  /** Why the log, or a part of it, is not there; empty for none. */
  readonly notices: readonly string[];
}

/** A container, and its pod as it is now. */
export interface FoundTarget {
  readonly target: Target;
  readonly pod: Pod;
  /** Whether something is wrong with the pod: of others less is read. */
  readonly isUnwell: boolean;
}

/** How the logs of containers are read. */
export interface InstanceReading {
  readonly masker: Masker;
  readonly range: TimeWindow;
  /** Of all logs together. */
  readonly limitBytes: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** What may be spent on it; undefined: it takes as long as it takes. */
  readonly budget: Budget | undefined;
}

/** Reads the ends of the logs of the current and the previous instances of containers, those first that come first. */
export async function readInstances(
  targets: readonly FoundTarget[],
  reading: InstanceReading,
): Promise<readonly ReadInstance[]> {
  const { signal, budget } = reading;
  const until = budget === undefined ? signal : AbortSignal.any([signal, budget.signal(Number.POSITIVE_INFINITY)]);
  const wanted = targets.flatMap((found) => instancesOf(found).map((which) => ({ ...found, which })));
  const read: (ReadInstance | undefined)[] = wanted.map(() => undefined);
  let next = 0;
  const readSome = async (): Promise<void> => {
    for (let place = next++; place < wanted.length; place = next++) {
      const one = wanted[place];
      if (one === undefined) return;
      read[place] = await readInstance(one, reading, until);
      shareOut(
        read.flatMap((instance) => instance?.log ?? []),
        reading.limitBytes,
      );
    }
  };
  await Promise.all(Array.from({ length: mostAtOnce }, readSome));
  return read.flatMap((instance) => instance ?? []);
}

/** Leaves of each log what its fair share of all bytes holds. */
export function shareOut(logs: readonly InstanceLog[], limitBytes: number): void {
  const shares = fairShares(
    logs.map(({ bytes }) => bytes),
    limitBytes,
  );
  for (const [place, log] of logs.entries()) log.keepLast(shares[place] ?? 0);
}

const mostAtOnce = 6;
/** More lines than that of one instance are not asked for: kubelets read what they send line by line. */
const mostLines = 20_000;
const mostLinesOfWell = 4000;

/** While a container does not run, its last run is both its current and its previous instance: it is read once. */
function instancesOf({ pod, target: { container } }: FoundTarget): readonly ReadInstance["which"][] {
  const status = findContainerStatus(pod, container);
  const { state, lastState } = status ?? {};
  if (state?.running !== undefined) return lastState?.terminated === undefined ? ["current"] : ["previous", "current"];
  if (state?.terminated !== undefined) return ["current"];
  return lastState?.terminated === undefined ? [] : ["previous"];
}

async function readInstance(
  { target, pod, isUnwell, which }: FoundTarget & Pick<ReadInstance, "which">,
  reading: InstanceReading,
  until: AbortSignal,
): Promise<ReadInstance> {
  const { clock, random, signal, range, masker, limitBytes } = reading;
  const { namespace, name, uid } = target.pod;
  const facts: SourceFacts = { namespace, pod: name, podUid: uid, container: target.container };
  const folder = `logs/${pathPart(namespace)}/${pathPart(name)}`;
  let log = new InstanceLog(`${folder}/${pathPart(target.container)}.${which}.log`, facts, masker);
  const notices: string[] = [];
  const sourceOf = (
    _target: Target,
    _pod: Pod | undefined,
    instance: number | undefined,
  ): { id: number; facts: SourceFacts } => {
    if (log.lines.length === 0 && instance !== undefined)
      log = new InstanceLog(log.path, { ...facts, instance }, masker);
    return { id: 0, facts };
  };
  const files = new FileAccess();
  const source: LogSource = createPodLogSource(
    target,
    {
      follow: false,
      range,
      tailLines: isUnwell ? mostLines : mostLinesOfWell,
      isTailTrimmed: true,
      instances: which,
      fileUse: "never",
    },
    {
      notices: {
        notice: (notice: Notice) => void (notice.level === "debug" || notices.push(masker.text(notice.message))),
      },
      outages: new Outages(),
      files: () => Promise.resolve(files),
      nowMs: () => clock.nowMs(),
      sleep: async (ms, within) => {
        await pause(clock, ms, within);
        within.throwIfAborted();
      },
      random,
      sourceOf,
    },
  );
  try {
    const failure = await takeEntries(source, (line, time) => log.addWithin(limitBytes, line, time), until);
    if (failure !== undefined) notices.push(masker.text(failure.message));
  } catch (error) {
    if (!until.aborted || signal.aborted) throw error;
    notices.push("not read to its end: there was no time");
  }
  return { target, pod, which, log, notices };
}
