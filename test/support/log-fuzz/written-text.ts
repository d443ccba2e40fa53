import type { Dice } from "./dice.ts";

/** The levels that texts of {@link writeText} have. */
export type WrittenLevel = "unknown" | "debug" | "info" | "warn" | "error" | "fatal";

/** A message, and what `docs/choosing-lines.md` says that it is. */
export interface WrittenText {
  readonly bytes: Buffer;
  readonly level: WrittenLevel;
  /** Its fields by their names, an object's by `a.b`; empty for what has none. */
  readonly fields: Readonly<Record<string, string | number>>;
  /** Whether it goes on with the record of the line before it, if there is one. */
  readonly isContinuation: boolean;
}

/** What the texts are about, so that patterns find some of them. */
const subjects = ["alpha", "Beta", "a.b", "axb", "50%", "straße", "日本", "[x]"] as const;

const levels = ["debug", "info", "warn", "error", "fatal"] as const;

/** The messages of one to a few lines: a record, as a program would write it at once. */
export function writeRecord(dice: Dice): readonly WrittenText[] {
  const first = writeText(dice);
  return dice.chance(0.15) ? [first, ...Array.from({ length: dice.int(1, 5) }, () => writeFrame(dice))] : [first];
}

function writeText(dice: Dice): WrittenText {
  const subject = dice.pick(subjects);
  const level = dice.pick(levels);
  const status = dice.int(199, 502);
  const number = dice.int(0, 99);
  switch (dice.int(0, 13)) {
    case 0:
      return text("", "unknown");
    case 1: {
      const fields = { level, msg: `${subject} done`, status, user: { id: number } };
      return text(JSON.stringify(fields), level, { status, "user.id": number });
    }
    case 2:
      return text(`level=${level} msg="${subject} done" status=${status} user.id=${number}`, level, {
        ...{ status, "user.id": number },
      });
    case 3: {
      const letter = level === "debug" ? "info" : level;
      const head = `${letter[0]?.toUpperCase()}1121 08:11:56.494799       1 main.go:12]`;
      return text(`${head} "${subject} done" status=${status}`, letter, { status });
    }
    case 4:
      return text(
        `\u001b[3${number % 8}m${level.toUpperCase()}\u001b[0m ${subject} \u001b[1m${number}\u001b[0m`,
        level,
      );
    case 5:
      return text(`2026-11-21 08:11:56,123 ${level.toUpperCase()} ${subject} ${number}`, level);
    case 6:
      return { ...text("", "unknown"), bytes: writeNoise(dice) };
    case 7:
      return text(`${subject} over the end\r`, "unknown");
    case 8:
      return text(`${number}\tzero\0byte, "quoted", back\\slash ${subject}`, "unknown");
    case 9:
      return dice.chance(0.3) ? text(`~${subject} `.repeat(dice.int(100, 4000)), "unknown") : text(subject, "unknown");
    default:
      return text(`request ${number} about ${subject} served`, "unknown");
  }
}

/** Lines that go on with a record of any kind. */
function writeFrame(dice: Dice): WrittenText {
  const frames: readonly WrittenText[] = [
    text("\tat com.shop.Pay.run(Pay.java:12)", "unknown"),
    text(`    at pay (/app/${dice.pick(subjects)}.js:7:9)`, "unknown"),
    text("  more of it", "unknown"),
    text("Caused by: java.io.IOException: no disk", "error"),
  ];
  return { ...dice.pick(frames), isContinuation: true };
}

/** Bytes that are mostly no UTF-8, and hold neither a newline nor an escape sequence. */
function writeNoise(dice: Dice): Buffer {
  const bytes = Buffer.from(Array.from({ length: dice.int(1, 40) }, () => dice.int(0, 255)));
  for (const [place, byte] of bytes.entries()) if (byte === 10 || byte === 0x1b || byte === 0x9b) bytes[place] = 0xff;
  return Buffer.concat([Buffer.from("~~ "), bytes]);
}

function text(written: string, level: WrittenLevel, fields: WrittenText["fields"] = {}): WrittenText {
  return { bytes: Buffer.from(written), level, fields, isContinuation: false };
}
