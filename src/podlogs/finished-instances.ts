import type { Block } from "../stream/block.ts";
import type { ContainerReading } from "./container-reading.ts";
import { type Instance, viewContainer } from "./container-view.ts";
import { readFinished } from "./finished-read.ts";
import { locateInstance } from "./locate-instance.ts";
import { type LogFailure, reportLogFailure } from "./log-failure.ts";
import { isStreamedTail, streamTail } from "./long-tail.ts";
import { reportGap } from "./gap-notice.ts";
import { readReaching } from "./log-reach.ts";
import { lastEntries, readTail } from "./tail-read.ts";
import type { FinishedEnd } from "./through-read.ts";

/** Reads the wanted instances of a container to the end that they have now, oldest first. */
export async function* readInstances(
  reading: ContainerReading,
  signal: AbortSignal,
): AsyncGenerator<Block, void, void> {
  const { tailLines } = reading.request;
  if (tailLines === 0) return;
  const wanted = [...(await wantedInstances(reading, signal))];
  const kept: Block[] = [];
  for (const [place, instance] of wanted.entries()) {
    const isLast = place === wanted.length - 1;
    if (instance?.startFailure !== undefined) {
      if (isLast) tellNotStarted(reading, `has not started: ${instance.startFailure}`);
      continue;
    }
    beginInstance(reading, instance);
    let end: FinishedEnd;
    if (tailLines === undefined) {
      end = yield* readReaching(reading, readFinished(reading, { isEndChecked: true }, signal), signal);
    } else if (isStreamedTail(reading)) {
      end = yield* streamTail(reading, tailLines, signal);
    } else {
      const last = readLast(reading, tailLines, signal);
      let next = await last.next();
      for (; next.done !== true; next = await last.next()) kept.push(next.value);
      end = next.value;
    }
    const later = isLast ? await laterInstances(reading, end, signal) : [];
    wanted.push(...later);
    if (later.length > 0 && end.kind === "failed") {
      const why = `the container was restarted more than once before instance ${instance?.number} was read`;
      reportGap(reading, why, later[0]?.startedAt);
    } else {
      reportEnd(reading, end, !isLast);
    }
    if (reading.isPastRange) break;
  }
  if (tailLines !== undefined) yield* lastEntries(kept, tailLines);
}

/**
 * The instances that have begun since, where all are wanted and the last of them was replaced before its log was read: the reading goes on with
 * what is there.
 */
async function laterInstances(
  reading: ContainerReading,
  end: FinishedEnd,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  const isLost = end.kind === "gone" || (end.kind === "failed" && isGoneLog(end.failure));
  const { instance, request } = reading;
  if (!isLost || instance === undefined || request.instances !== "all") return [];
  const where = await locateInstance(reading, signal);
  return where.kind === "replaced" ? where.view.instances.filter(({ number }) => number > instance.number) : [];
}

/** Whether the kubelet has no log of the instance any more. */
function isGoneLog({ kind }: LogFailure): boolean {
  return kind === "no-log" || kind === "no-previous";
}

/** Whether the API server does not answer such a question: without its feature gate it cannot tell streams apart. */
function isRefused({ kind }: LogFailure): boolean {
  return kind === "refused";
}

/** The last entries of one instance within the range: from the end where that can be, else of all that is read. */
export async function* readLast(
  reading: ContainerReading,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Block, FinishedEnd, void> {
  const { range, stream } = reading.request;
  const { files } = reading;
  const isFromFiles = files.isAsked;
  if (!isFromFiles && range.last === undefined && stream === undefined) return yield* readTail(reading, limit, signal);
  files.lastEntries = isFromFiles ? limit : undefined;
  const whole = readFinished(reading, { isEndChecked: true }, signal);
  let kept: Block[] = [];
  let keptCount = 0;
  let next = await whole.next();
  for (; next.done !== true; next = await whole.next()) {
    kept.push(next.value);
    keptCount += next.value.count;
    // Now and then, so that the cost for each block stays small.
    if (keptCount > limit * 2 + 10_000) {
      kept = [...lastEntries(kept, limit)];
      keptCount = limit;
    }
  }
  files.lastEntries = undefined;
  yield* lastEntries(kept, limit);
  return next.value;
}

/** Turns the reading to an instance; undefined when the pod's status names none. */
export function beginInstance(reading: ContainerReading, instance: Instance | undefined): void {
  const { target, environment } = reading;
  const pod = target.pods.current(target.pod);
  reading.begin(instance, environment.sourceOf(target, pod, instance?.number, idOf(instance)));
}

function idOf(instance: Instance | undefined): string | undefined {
  return instance?.isOnlyInFiles === true ? undefined : instance?.id;
}

/**
 * Which instances a request is about; undefined stands for the one that the kubelet chooses. While a container is
 * terminated, that run is the previous one, and `previous=true` would ask for the run before, which is deleted by
 * then (facts: NODE-LOGS.md).
 */
async function wantedInstances(
  reading: ContainerReading,
  signal: AbortSignal,
): Promise<readonly (Instance | undefined)[]> {
  const { target, request } = reading;
  const pod = target.pods.current(target.pod);
  const known = pod === undefined ? [] : viewContainer(pod, target.container, target.kind).instances;
  const instances = [...(await instancesBefore(known, reading, signal)), ...known];
  switch (request.instances) {
    case "current":
      return [instances.at(-1)];
    case "previous":
      return [instances.findLast(({ isRunning }) => !isRunning)];
    case "all":
      return instances.length === 0 ? [undefined] : instances;
  }
}

/** The instances that have files on the node and are older than those that the pod's status names. */
export async function instancesBefore(
  known: readonly Instance[],
  { request, files }: ContainerReading,
  signal: AbortSignal,
): Promise<readonly Instance[]> {
  if (request.fileUse !== "history" || request.instances !== "all") return [];
  const first = known[0]?.number ?? Number.POSITIVE_INFINITY;
  const numbers = (await files.instances(signal)).filter((number) => number < first);
  return numbers.map((number) => ({
    id: `file:${number}`,
    number,
    isPrevious: true,
    isRunning: false,
    isOnlyInFiles: true,
  }));
}

/** @param isEarlier whether a later instance is still to be read: then what the kubelet has deleted is no failure. */
function reportEnd(reading: ContainerReading, end: FinishedEnd, isEarlier: boolean): void {
  const { notices } = reading.environment;
  switch (end.kind) {
    case "failed":
      if (isEarlier && (isGoneLog(end.failure) || (isRefused(end.failure) && reading.files.isInstanceGone))) {
        const number = reading.instance?.number;
        const why = reading.files.isInstanceGone
          ? "its files on the node are gone"
          : "the kubelet keeps one terminated instance of a container";
        const message = `instance ${number} cannot be read any more: ${why}`;
        notices.notice({ level: "info", about: reading.name, message });
      } else {
        reportLogFailure(reading, end.failure);
      }
      return;
    case "unscheduled":
      tellNotStarted(reading, "has no node yet, so there is nothing to read");
      return;
    case "read":
    case "gone":
      return;
  }
}

function tellNotStarted({ name: about, target, environment }: ContainerReading, message: string): void {
  const { namespace, name } = target.pod;
  const hint = `kubectl kt diagnose ${name} -n ${namespace}`;
  environment.notices.notice({ level: "warning", code: "KT_NOT_STARTED", about, message, hint });
}
