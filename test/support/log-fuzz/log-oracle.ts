import type { Wanted } from "./wanted-lines.ts";
import type { WrittenLevel } from "./written-text.ts";
import type { WrittenContainer, WrittenInstance, WrittenLine } from "./written-world.ts";

/** A line that must come out. */
export interface ExpectedLine extends WrittenLine {
  readonly container: WrittenContainer;
  readonly restartCount: number;
  /** What it is sorted by: the running maximum of its container's times, of a record that of its first line. */
  readonly key: bigint;
  /** The running maximum in any case. */
  readonly ownKey: bigint;
  /** It only stands around a line that matches. */
  readonly isBeside: boolean;
  /** It goes on with the record of the line before it, as records are put together. */
  readonly goesOn: boolean;
}

/**
 * The lines that must come out, in their order, straight from docs/guarantees.md, docs/choosing-lines.md and docs/history.md: whole lists,
 * and nothing clever.
 * @param containers in the order in which ties are broken.
 */
export function expectedLines(containers: readonly WrittenContainer[], wanted: Wanted): readonly ExpectedLine[] {
  const ofEach = containers
    .filter((container) => isChosen(container, wanted))
    .map((container) => {
      const chosen = readInstances(container, wanted).flatMap((lines) => chooseLines(lines, wanted));
      return wanted.tailEach === undefined ? chosen : lastOf(chosen, wanted.tailEach);
    });
  // Stable, so that ties stay in the order of the containers and each container in its own.
  let merged: readonly ExpectedLine[] = ofEach
    .flat()
    .toSorted((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  if (wanted.tail !== undefined) merged = lastOf(merged, wanted.tail);
  if (wanted.head !== undefined) merged = unitsOf(merged).slice(0, wanted.head).flat();
  return wanted.limitBytes === undefined ? merged : firstBytes(merged, wanted.limitBytes);
}

function isChosen({ name, role }: WrittenContainer, wanted: Wanted): boolean {
  if (!wanted.hasInitContainers && (role === "init" || role === "sidecar")) return false;
  if (wanted.containers !== undefined && !wanted.containers.includes(name)) return false;
  return wanted.excludedContainers?.includes(name) !== true;
}

/** Without history only what the kubelet gives: the current run and, where that has not ended, the one before. */
function instancesOf({ instances }: WrittenContainer, wanted: Wanted): readonly WrittenInstance[] {
  const current = instances.slice(-1);
  if (wanted.instances === "current") return current;
  const before = instances.slice(-2, -1);
  if (wanted.instances === "previous") return current[0]?.hasEnded === true ? current : before;
  if (wanted.isHistory) return instances;
  return [...before, ...current];
}

/** The lines of each instance, the key of each being the running maximum of all times of the container that are read. */
function readInstances(container: WrittenContainer, wanted: Wanted): readonly (readonly ExpectedLine[])[] {
  let key = 0n;
  return instancesOf(container, wanted).map(({ lines, currentLines, restartCount }) =>
    (wanted.isHistory ? lines : currentLines)
      .filter(({ stream }) => stream === (wanted.stream ?? stream))
      .map((line): ExpectedLine => {
        key = line.at > key ? line.at : key;
        return { ...line, container, restartCount, key, ownKey: key, isBeside: false, goesOn: false };
      }),
  );
}

function chooseLines(lines: readonly ExpectedLine[], wanted: Wanted): readonly ExpectedLine[] {
  return withContext(
    recordsOf(
      lines.filter(({ at }) => isWithin(at, wanted)),
      wanted,
    ),
    wanted,
  );
}

function isWithin(at: bigint, { since, after, until, before }: Wanted): boolean {
  return (
    (since === undefined || at >= since) &&
    (after === undefined || at > after) &&
    (until === undefined || at <= until) &&
    (before === undefined || at < before)
  );
}

function recordsOf(lines: readonly ExpectedLine[], { isMultiline }: Wanted): readonly (readonly ExpectedLine[])[] {
  const records: ExpectedLine[][] = [];
  for (const line of lines) {
    const record = records.at(-1);
    const first = record?.[0];
    if (!isMultiline || !line.isContinuation || first === undefined) records.push([line]);
    else record?.push({ ...line, key: first.key, goesOn: true });
  }
  return records;
}

/** The wanted records, and so many lines of the others around each of them. */
function withContext(records: readonly (readonly ExpectedLine[])[], wanted: Wanted): readonly ExpectedLine[] {
  const lines = records.flatMap((record) => {
    const isWanted = isWantedRecord(record, wanted);
    return record.map((line) => ({ line, isWanted }));
  });
  return lines.flatMap(({ line, isWanted }, place) => {
    if (isWanted) return [line];
    const isBehind = lines.slice(Math.max(0, place - wanted.contextAfter), place).some((one) => one.isWanted);
    if (isBehind) return [{ ...line, isBeside: true, goesOn: false, key: line.ownKey }];
    const next = lines.slice(place + 1, place + 1 + wanted.contextBefore).find((one) => one.isWanted);
    // It comes out together with what matches.
    return next === undefined ? [] : [{ ...line, isBeside: true, goesOn: false, key: next.line.key }];
  });
}

function isWantedRecord(record: readonly ExpectedLine[], wanted: Wanted): boolean {
  const texts = record.map(({ bytes }) => plainText(bytes));
  const matches = (pattern: string): boolean => texts.some((text) => finder(pattern, wanted).test(text));
  if (wanted.grep.length > 0 && !wanted.grep.some(matches)) return false;
  if (wanted.exclude.some(matches)) return false;
  const level: WrittenLevel = record.find((line) => line.level !== "unknown")?.level ?? "unknown";
  if (wanted.levels !== undefined && !wanted.levels.includes(level)) return false;
  // What its fields are, its first line tells.
  return wanted.where === undefined || wanted.where.holds(record[0]?.fields ?? {}, level);
}

/** Without its colours; bytes that are no UTF-8 are U+FFFD. */
function plainText(bytes: Buffer): string {
  return bytes.toString().replaceAll(/\u001b\[[\d;]*m/gu, "");
}

function finder(pattern: string, { isFixed, isCaseIgnored }: Wanted): RegExp {
  const source = isFixed ? pattern.replaceAll(/[\\^$.*+?()[\]{}|]/gu, "\\$&") : pattern;
  return new RegExp(source, isCaseIgnored ? "sui" : "su");
}

/** Each record, or line that is none of one, by itself: what amounts count. */
function unitsOf(lines: readonly ExpectedLine[]): readonly (readonly ExpectedLine[])[] {
  const units: ExpectedLine[][] = [];
  for (const line of lines) {
    if (line.goesOn) units.at(-1)?.push(line);
    else units.push([line]);
  }
  return units;
}

function lastOf(lines: readonly ExpectedLine[], count: number): readonly ExpectedLine[] {
  const units = unitsOf(lines);
  return units.slice(Math.max(0, units.length - count)).flat();
}

/** Ends after so many bytes of messages; the last one may be cut. */
function firstBytes(lines: readonly ExpectedLine[], limit: number): readonly ExpectedLine[] {
  const taken: ExpectedLine[] = [];
  let left = limit;
  for (const line of lines) {
    if (left <= 0) break;
    taken.push({ ...line, bytes: line.bytes.subarray(0, left) });
    left -= line.bytes.length;
  }
  return taken;
}
