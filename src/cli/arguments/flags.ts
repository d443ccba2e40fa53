import { KtError } from "../../errors/kt-error.ts";
import { nearNames } from "../../text/near-names.ts";
import { type CommandOutline, optionsOf } from "../outlines/command-outline.ts";

/** The values of a command's options as they were written, read by what they are meant to be. */
export class Flags {
  readonly #known: ReadonlySet<string>;
  readonly #values: Readonly<Record<string, unknown>>;

  /** @param values By name: text, or texts where an option was given several times. */
  constructor(outline: CommandOutline, values: Readonly<Record<string, unknown>>) {
    this.#known = new Set(optionsOf(outline).map(({ name }) => name));
    this.#values = values;
  }

  /** The same values, read as those of another command that has these options, too. */
  as(outline: CommandOutline): Flags {
    return new Flags(outline, this.#values);
  }

  /** Whether the option was given. */
  has(name: string): boolean {
    return this.list(name).length > 0;
  }

  /** All values, in their order. */
  list(name: string): readonly string[] {
    if (!this.#known.has(name)) throw new KtError("KT_INTERNAL", `there is no option --${name}`);
    const value = this.#values[name];
    return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
  }

  /** All values, and of each the parts between commas; empty ones left out. */
  names(name: string): readonly string[] {
    return this.list(name)
      .flatMap((value) => value.split(","))
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }

  /** The last value. */
  text(name: string): string | undefined {
    return this.list(name).at(-1);
  }

  /** The last value, where an empty one says nothing. */
  filled(name: string): string | undefined {
    return this.text(name) || undefined;
  }

  /**
   * Whether a switch is on; undefined when it was not given.
   * @throws KtError KT_USAGE when the value is neither true nor false, in the words of Go's `strconv.ParseBool`.
   */
  isOn(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^(?:1|t|true)$/i.test(value)) return true;
    if (/^(?:0|f|false)$/i.test(value)) return false;
    throw new KtError("KT_USAGE", `--${name}=${value}: a switch is true or false`, {
      hint: `examples: --${name}, --${name}=false`,
    });
  }

  /**
   * A whole number; undefined when it was not given.
   * @throws KtError KT_USAGE when it is none, or is below `least`.
   */
  count(name: string, least: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^[+-]?\d{1,15}$/.test(value.trim()) ? Number(value) : Number.NaN;
    if (number >= least) return number;
    const problem = Number.isNaN(number) ? "is not a whole number" : `is below ${least}`;
    throw new KtError("KT_USAGE", `--${name} ${JSON.stringify(value)} ${problem}`, {
      hint: `example: --${name} ${Math.max(least, 100)}`,
    });
  }

  /**
   * One of a few words; undefined when it was not given.
   * @throws KtError KT_USAGE when it is none of them.
   */
  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return readChoice(`--${name}`, value, choices);
  }
}

/**
 * One of a few words.
 * @param flag How the option was written, for the error.
 * @param joint What stands between the option and its value.
 * @throws KtError KT_USAGE when it is none of them.
 */
export function readChoice<T extends string>(
  flag: string,
  value: string,
  choices: readonly T[],
  joint: " " | "=" = " ",
): T {
  const choice = choices.find((word) => word === value);
  if (choice !== undefined) return choice;
  const near = nearNames(value, choices)[0];
  throw new KtError("KT_USAGE", `${flag} ${JSON.stringify(value)} is none of ${choices.join(", ")}`, {
    hint: near === undefined ? `example: ${flag}${joint}${choices[0]}` : `did you mean ${flag}${joint}${near}?`,
  });
}
