import { Chalk, type ChalkInstance } from "chalk";
import type { SourceInfo } from "../stream/source-info.ts";
import type { ColorLevel } from "./color-level.ts";
import type { ChosenColors } from "./color-list.ts";
import type { Painter } from "./text-layout.ts";

/**
 * Gives each pod, and each container name, a colour that stays its own while it is read. The same name prefers the
 * same colour in every run; two names that are read at the same time share one only when all are taken, and then
 * differ in a mark (underline, bold) that needs no eye for colours.
 */
export class SourceColors {
  readonly #chalk: ChalkInstance;
  readonly #pods: LookTable;
  readonly #containers: LookTable;

  /** @param chosen Colours in place of the usual ones; those that share one then differ in no mark. */
  constructor(level: ColorLevel, chosen?: ChosenColors) {
    this.#chalk = new Chalk({ level });
    const hues =
      level === 1 ? sixteenColorHues.map((hue) => this.#chalk[hue]) : palette.map((hex) => this.#chalk.hex(hex));
    const usual = [...hues, ...hues.map((hue) => hue.underline), ...hues.map((hue) => hue.bold.underline)];
    const tableOf = (colors: readonly string[] | undefined): LookTable =>
      colors === undefined
        ? new LookTable(usual, hues.length)
        : new LookTable(
            colors.map((color) => paintedBy(level, color)),
            colors.length,
          );
    this.#pods = tableOf(chosen?.pods);
    this.#containers = tableOf(chosen?.containers ?? chosen?.pods);
  }

  /** Says which sources are read now: colours of others become free. */
  keep(live: readonly SourceInfo[]): void {
    this.#pods.keep(live.map(podKey));
    this.#containers.keep(live.map(containerKey));
  }

  /** Paints a column in the colour of the source; a {@link Painter}. */
  readonly paint: Painter = (column, text, source) => {
    if (column === "separator") return this.#chalk.dim(text);
    if (column === "container" || column === "service") return this.#containers.look(containerKey(source))(text);
    if (column === "pod" || column === "node") {
      // The node of a pod is an extra; only where it stands for the source it has the source's colour.
      if (column === "node" && source.facts.pod !== undefined) return this.#chalk.dim(text);
      return this.#pods.look(podKey(source))(text);
    }
    return this.#chalk.dim(text);
  };
}

/** Puts a text into its look. */
type Look = (text: string) => string;

function paintedBy(level: ColorLevel, color: string): Look {
  return level === 0 ? (text) => text : (text) => `\x1b[${color}m${text}\x1b[0m`;
}

/**
 * Found by a search for eight colours that lie far apart for all common kinds of colour blindness (Machado, Oliveira and Fernandes' model of
 * 2009) and can be read on white (contrast 3:1 at least) as on black (4:1). None is near red, which means failure.
 */
const palette = ["#23778c", "#bf8c13", "#42a656", "#a319ff", "#5e7350", "#9b61f2", "#8c660e", "#6969bf"];

const sixteenColorHues = [
  "cyan",
  "yellow",
  "green",
  "magenta",
  "blueBright",
  "cyanBright",
  "greenBright",
  "magentaBright",
] as const;

/** Which look each name has. */
class LookTable {
  readonly #looks: readonly Look[];
  readonly #hueCount: number;
  readonly #placeOf = new Map<string, number>();

  /** @param looks First one of each hue without a mark, then all of them with a mark. */
  constructor(looks: readonly Look[], hueCount: number) {
    this.#looks = looks;
    this.#hueCount = hueCount;
  }

  keep(keys: readonly string[]): void {
    const live = new Set(keys);
    for (const key of this.#placeOf.keys()) {
      if (!live.has(key)) this.#placeOf.delete(key);
    }
    for (const key of live) this.#placeOf.set(key, this.#place(key));
  }

  look(key: string): Look {
    return this.#looks[this.#place(key)] ?? ((text) => text);
  }

  #place(key: string): number {
    const known = this.#placeOf.get(key);
    if (known !== undefined) return known;
    const taken = new Set(this.#placeOf.values());
    const preferred = hashOf(key) % this.#hueCount;
    for (let mark = 0; mark < this.#looks.length; mark += this.#hueCount) {
      for (let step = 0; step < this.#hueCount; step++) {
        const look = mark + ((preferred + step) % this.#hueCount);
        if (!taken.has(look)) return look;
      }
    }
    return hashOf(key) % this.#looks.length;
  }
}

function podKey({ facts }: SourceInfo): string {
  return [facts.context, facts.namespace, facts.pod ?? facts.node].join("/");
}

function containerKey({ facts }: SourceInfo): string {
  return facts.container ?? facts.service ?? "";
}

/** FNV-1a with a last mix, so that names that differ only in their end spread over all colours. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
