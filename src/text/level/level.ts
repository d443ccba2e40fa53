import { WordTable } from "../word-table.ts";

/** How grave an entry is, as a number that grows with it; `unknown` where the entry does not say. */
export const Level = {
  unknown: 0,
  trace: 1,
  debug: 2,
  info: 3,
  warn: 4,
  error: 5,
  fatal: 6,
} as const;

/** Names of the levels; the place of each is its number. */
export const levelNames = ["unknown", "trace", "debug", "info", "warn", "error", "fatal"] as const;

/** Words of the loggers of many languages and of syslog, in lower case. */
const words: readonly (readonly [level: number, words: string])[] = [
  [Level.trace, "trace trc trce verbose vrb finest finer silly"],
  [Level.debug, "debug dbg dbug debu debug1 debug2 debug3 debug4 debug5"],
  [Level.info, "info inf information informational notice"],
  [Level.warn, "warn wrn warning"],
  [Level.error, "error err eror erro severe"],
  [Level.fatal, "fatal ftl fata critical crit crt panic pani dpanic alert emerg emergency"],
];

/** Words that also mean other things: levels only where a level must stand. */
const weakWords: readonly (readonly [level: number, words: string])[] = [
  [Level.debug, "fine config"],
  [Level.info, "log http success note ok"],
  [Level.error, "fail failure"],
];

/** Marks weak words in the table. */
const weak = 8;

const table = new WordTable([
  ...words.flatMap(([level, list]) => list.split(" ").map((word) => [word, level] as const)),
  ...weakWords.flatMap(([level, list]) => list.split(" ").map((word) => [word, level | weak] as const)),
]);

/** The level that the word `bytes[start, end)` names, in any case; unknown when it names none. */
export function levelOfWord(bytes: Uint8Array, start: number, end: number): number {
  return table.find(bytes, start, end) & ~weak;
}

/** As {@link levelOfWord}, without words that mean other things as well where they stand amid a text (`LOG`, `OK`). */
export function levelOfClearWord(bytes: Uint8Array, start: number, end: number): number {
  const found = table.find(bytes, start, end);
  return found > weak ? Level.unknown : found;
}

/** The level that a number stands for: of bunyan and pino from 10 on (10 trace to 60 fatal), else of syslog (0 to 7). */
export function levelOfNumber(number: number): number {
  if (number >= 10) return number < 70 ? Math.floor(number / 10) : Level.unknown;
  return syslogLevels[number] ?? Level.unknown;
}

const syslogLevels: readonly number[] = [
  Level.fatal,
  Level.fatal,
  Level.fatal,
  Level.error,
  Level.warn,
  Level.info,
  Level.info,
  Level.debug,
];

/** The level that one capital letter stands for, as in klog (`I1121`), etcd and MongoDB; unknown for others. */
export function levelOfLetter(byte: number | undefined): number {
  switch (byte) {
    case 0x44: // D
      return Level.debug;
    case 0x49: // I
    case 0x4e: // N
      return Level.info;
    case 0x57: // W
      return Level.warn;
    case 0x45: // E
      return Level.error;
    case 0x46: // F
    case 0x43: // C
      return Level.fatal;
    default:
      return Level.unknown;
  }
}

/** The level that a status of HTTP comes to: 5xx an error, 4xx a warning, others are information. */
export function levelOfStatus(status: number): number {
  if (!(status >= 100 && status <= 599)) return Level.unknown;
  if (status >= 500) return Level.error;
  return status >= 400 ? Level.warn : Level.info;
}
