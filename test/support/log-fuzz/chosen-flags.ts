import type { Dice } from "./dice.ts";
import type { Wanted, WantedFields } from "./wanted-lines.ts";
import { timeText, type WrittenContainer } from "./written-world.ts";
import type { WrittenLevel } from "./written-text.ts";

/** What a run is asked for, and how that is said. */
export interface ChosenFlags {
  readonly wanted: Wanted;
  /** The flags that choose lines; those of formats and backends are added. */
  readonly words: readonly string[];
}

/** Chooses some flags; most runs have few of each kind. */
export function chooseFlags(dice: Dice, containers: readonly WrittenContainer[]): ChosenFlags {
  const words: string[] = [];
  const add = (...more: readonly string[]): void => void words.push(...more);
  const names = ["main", "side", "setup", "proxy"];
  const only = dice.chance(0.1) ? dice.some(names, 0.6) : [];
  for (const name of only) add("-c", name);
  const excluded = dice.chance(0.1) ? [dice.pick(names)] : [];
  for (const name of excluded) add("--exclude-container", name);
  const hasInitContainers = dice.chance(0.9);
  if (!hasInitContainers) add("--init-containers=false");
  const isHistory = dice.chance(0.25);
  let instances = dice.pick(["current", "current", "current", "all", "previous"] as const);
  if (isHistory) add("--history");
  if (isHistory && dice.chance(0.7)) instances = "all";
  if (instances === "previous" && dice.chance(0.5)) add("-p");
  else if (instances !== "current" || isHistory) add("--instances", instances);
  return {
    wanted: {
      ...(only.length > 0 ? { containers: only } : {}),
      excludedContainers: excluded,
      ...{ hasInitContainers, isHistory, instances },
      ...chooseTimes(dice, containers, add),
      ...(dice.chance(0.15) ? chooseStream(dice, add) : {}),
      ...chooseLines(dice, add),
      ...chooseAmount(dice, add),
    },
    words,
  };
}

/** Chooses flags for what is saved: all containers that there are, with all that was saved of them. */
export function chooseWholeFlags(dice: Dice, containers: readonly WrittenContainer[], isHistory: boolean): ChosenFlags {
  const words: string[] = [];
  const add = (...more: readonly string[]): void => void words.push(...more);
  const instances = isHistory ? "all" : "current";
  return {
    wanted: {
      ...{ hasInitContainers: true, isHistory, instances },
      ...chooseTimes(dice, containers, add),
      ...chooseLines(dice, add),
      ...chooseAmount(dice, add),
    },
    words,
  };
}

type Add = (...words: readonly string[]) => void;

function chooseStream(dice: Dice, add: Add): Pick<Wanted, "stream"> {
  const stream = dice.pick(["stdout", "stderr"] as const);
  add("--stream", stream);
  return { stream };
}

/** On times that lines have, a nanosecond beside them, and anywhere. */
function chooseTimes(
  dice: Dice,
  containers: readonly WrittenContainer[],
  add: Add,
): Pick<Wanted, "since" | "after" | "until" | "before"> {
  const times = containers.flatMap(({ instances }) => instances.flatMap(({ lines }) => lines.map(({ at }) => at)));
  if (times.length === 0 || dice.chance(0.5)) return {};
  const choose = (): bigint => dice.pick(times) + dice.pick([0n, 0n, 0n, -1n, 1n, 123_456_789n, -500_000_000n]);
  const said = (at: bigint): string => timeText(at, dice.pick([0, 0, 120, -210]));
  const [low, high] = [choose(), choose()].toSorted((one, other) => (one < other ? -1 : 1));
  if (low === undefined || high === undefined) return {};
  const hasEnd = dice.chance(0.6);
  // Both ends: with the same time twice nothing may be left between.
  const first = !hasEnd || dice.chance(0.6) ? dice.pick(["since", "since-time", "after"] as const) : undefined;
  if (first !== undefined) add(`--${first}`, said(low));
  const begin = first === undefined ? {} : first === "after" ? { after: low } : { since: low };
  if (!hasEnd) return begin;
  const end = high - low > 1n && dice.chance(0.5) ? "before" : "until";
  const last = high === low && first === "after" ? high + 1n : high;
  add(`--${end}`, said(last));
  return { ...begin, [end]: last };
}

const patterns = [
  "alpha|Beta",
  "beta",
  "a.b",
  "^request \\d+",
  "\\d$",
  "served$",
  "ERROR",
  "java",
  "50%",
  "^$",
  "~~ ",
  "日本|straße",
  "[x]",
  "\ufffd",
  "e",
];
const fixed = ["a.b", "[x]", "50%", "ERROR", "level=", "日本", "e", "Pay.java:12"];

function chooseLines(
  dice: Dice,
  add: Add,
): Pick<
  Wanted,
  | "grep"
  | "exclude"
  | "isCaseIgnored"
  | "isFixed"
  | "levels"
  | "where"
  | "isMultiline"
  | "contextBefore"
  | "contextAfter"
> {
  const isFixed = dice.chance(0.2);
  const isCaseIgnored = dice.chance(0.2);
  const pattern = (): string => dice.pick(isFixed ? fixed : patterns);
  const grep = dice.chance(0.35) ? Array.from({ length: dice.int(1, 2) }, pattern) : [];
  const exclude = dice.chance(0.2) ? Array.from({ length: dice.int(1, 2) }, pattern) : [];
  for (const one of grep) add(dice.pick(["-g", "--grep"]), one);
  for (const one of exclude) add(dice.pick(["-e", "--exclude"]), one);
  if (isFixed) add("--fixed-strings");
  if (isCaseIgnored) add("--ignore-case");
  const levels = dice.chance(0.15) ? chooseLevels(dice, add) : undefined;
  const where = dice.chance(0.12) ? dice.pick(conditions) : undefined;
  if (where !== undefined) add("--where", where.words);
  const isChosen = grep.length + exclude.length > 0 || levels !== undefined || where !== undefined;
  let isMultiline = isChosen;
  if (dice.chance(0.3)) {
    isMultiline = dice.chance(0.5);
    add("--multiline", isMultiline ? "auto" : "off");
  }
  const context = isChosen && dice.chance(0.4) ? chooseContext(dice, add) : { contextBefore: 0, contextAfter: 0 };
  const chosen = { ...(levels === undefined ? {} : { levels }), ...(where === undefined ? {} : { where }) };
  return { grep, exclude, isCaseIgnored, isFixed, ...chosen, isMultiline, ...context };
}

function chooseContext(dice: Dice, add: Add): Pick<Wanted, "contextBefore" | "contextAfter"> {
  const around = dice.int(0, 4);
  const other = dice.int(0, 4);
  switch (dice.int(0, 3)) {
    case 0:
      add("-C", String(around));
      return { contextBefore: around, contextAfter: around };
    case 1:
      add("--grep-before", String(around));
      return { contextBefore: around, contextAfter: 0 };
    case 2:
      add("--grep-after", String(around));
      return { contextBefore: 0, contextAfter: around };
    default:
      add("--grep-context", String(around), "--grep-after", String(other));
      return { contextBefore: around, contextAfter: other };
  }
}

const levelNames = ["debug", "info", "warn", "error", "fatal"] as const;

function chooseLevels(dice: Dice, add: Add): readonly WrittenLevel[] {
  if (dice.chance(0.5)) {
    const least = dice.int(0, 4);
    add("--level", levelNames[least] ?? "");
    return levelNames.slice(least);
  }
  const levels = [...dice.some(levelNames, 0.4), "unknown", "info"] as const;
  add("--level", levels.join(","));
  return levels;
}

const conditions: readonly WantedFields[] = [
  { words: "status>=400", holds: ({ status }) => Number(status) >= 400 },
  { words: "not exists(status)", holds: ({ status }) => status === undefined },
  {
    words: 'status=~"^[23]" or user.id=7',
    holds: (fields) => /^[23]/u.test(String(fields["status"] ?? "")) || fields["user.id"] === 7,
  },
  { words: "exists(user.id) and user.id<50", holds: (fields) => Number(fields["user.id"] ?? Number.NaN) < 50 },
  { words: "level=warn or status!=200", holds: ({ status }, level) => level === "warn" || status !== 200 },
];

function chooseAmount(dice: Dice, add: Add): Pick<Wanted, "tail" | "head" | "tailEach" | "limitBytes"> {
  const count = (): number => dice.pick([0, 1, 2, 5, 10, 30, 100]);
  const amount: { tail?: number; head?: number; tailEach?: number; limitBytes?: number } = {};
  if (dice.chance(0.2)) amount.tailEach = count();
  const chance = dice.random();
  if (chance < 0.25) amount.tail = count();
  else if (chance < 0.4) amount.head = count();
  else if (chance < 0.5) add("--all");
  if (dice.chance(0.1)) amount.limitBytes = dice.pick([1, 5, 40, 300, 3000]);
  const { tail, head, tailEach, limitBytes } = amount;
  if (tailEach !== undefined) add("--tail-each", String(tailEach));
  if (tail !== undefined) add("--tail", String(tail));
  if (head !== undefined) add("--head", String(head));
  if (limitBytes !== undefined) add("--limit-bytes", String(limitBytes));
  return amount;
}
