import { Chalk } from "chalk";
import { Level } from "../text/level/level.ts";
import type { ColorLevel } from "./color-level.ts";

/** Puts a text into the colour of a {@link Level}; the only place where red is used, since here it means what it says. */
export function paintLevel(colors: ColorLevel, level: number, text: string): string {
  const chalk = new Chalk({ level: colors });
  switch (level) {
    case Level.fatal:
      return chalk.bold.red(text);
    case Level.error:
      return chalk.red(text);
    case Level.warn:
      return chalk.yellow(text);
    case Level.info:
      return chalk.green(text);
    case Level.unknown:
      return text;
    default:
      return chalk.dim(text);
  }
}
