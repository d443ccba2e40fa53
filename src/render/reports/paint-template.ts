import { Chalk } from "chalk";
import type { ColorLevel } from "../color-level.ts";

/** The template with what varies in another colour. */
export function paintTemplate(colors: ColorLevel, template: string): string {
  if (colors === 0) return template;
  const chalk = new Chalk({ level: colors });
  return template.replaceAll(/<(?:\*|\.\.\.|[a-z]+)>/gu, (variable) => chalk.cyan(variable));
}
