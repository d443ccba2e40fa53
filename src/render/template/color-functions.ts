import { Chalk } from "chalk";
import type { ColorLevel } from "../color-level.ts";
import { TemplateFault } from "./template-error.ts";
import type { TemplateFunction } from "./template-function.ts";
import { argumentText, TemplateColor } from "./template-values.ts";

/** The functions for colours that stern has (README of v1.33); without colours they give the text back. */
export function colorFunctions(level: ColorLevel): Readonly<Record<string, TemplateFunction>> {
  const chalk = new Chalk({ level });
  const plain = (paint: (text: string) => string): TemplateFunction => ({
    least: 1,
    run: (text) => paint(argumentText(text)),
  });
  const levels: Readonly<Record<string, (text: string) => string>> = {
    trace: chalk.dim,
    debug: chalk.dim,
    info: chalk.green,
    notice: chalk.cyan,
    warn: chalk.yellow,
    warning: chalk.yellow,
    error: chalk.red,
    dpanic: chalk.bold.red,
    panic: chalk.bold.red,
    fatal: chalk.bold.red,
    critical: chalk.bold.red,
  };
  const painted = (name: string, text: string): string => levels[name.toLowerCase()]?.(text) ?? text;
  return {
    color: {
      least: 2,
      run: (color, text) => {
        if (!(color instanceof TemplateColor))
          throw new TemplateFault("the first argument is .PodColor or .ContainerColor");
        return color.paint(argumentText(text));
      },
    },
    colorCustom: {
      least: 1,
      most: Number.POSITIVE_INFINITY,
      run: (text, ...codes) => {
        const shown = argumentText(text);
        return level === 0 || codes.length === 0 ? shown : `\x1b[${codes.map(attributeOf).join(";")}m${shown}\x1b[0m`;
      },
    },
    colorBlack: plain(chalk.black),
    colorRed: plain(chalk.red),
    colorGreen: plain(chalk.green),
    colorYellow: plain(chalk.yellow),
    colorBlue: plain(chalk.blue),
    colorMagenta: plain(chalk.magenta),
    colorCyan: plain(chalk.cyan),
    colorWhite: plain(chalk.white),
    levelColor: { least: 1, run: (name) => painted(argumentText(name), argumentText(name)) },
    bunyanLevelColor: { least: 1, run: (number) => painted(bunyanLevel(Number(number)), argumentText(number)) },
  };
}

function attributeOf(code: unknown): string {
  if (!Number.isInteger(code)) throw new TemplateFault("codes of colours are whole numbers");
  return argumentText(code);
}

/** Bunyan's and pino's numbers: 30 is info, and what lies between two belongs to the lower one. */
function bunyanLevel(number: number): string {
  if (number < 20) return "trace";
  if (number < 30) return "debug";
  if (number < 40) return "info";
  if (number < 50) return "warn";
  if (number < 60) return "error";
  return number < 100 ? "fatal" : "";
}
