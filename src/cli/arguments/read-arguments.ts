import { KtError } from "../../errors/kt-error.ts";
import { nearNames } from "../../text/near-names.ts";
import type { Option } from "../options/option.ts";
import { type CommandOutline, optionsOf } from "../outlines/command-outline.ts";
import { isOtherCommand, meantOptions } from "./habits.ts";

/** A command line taken apart: which command, and its words in a form that leaves no question open. */
export interface ReadArguments {
  /** Absent when no command was named. */
  readonly command: CommandOutline | undefined;
  /** The options, each as one word `--name=value`, in their order. */
  readonly options: readonly string[];
  /** The other words, those behind `--` included. */
  readonly operands: readonly string[];
  readonly wantsHelp: boolean;
  readonly wantsVersion: boolean;
  /** The level of `-v`, 0 when absent: needed even where the rest cannot be understood. */
  readonly verbosity: number;
}

/**
 * Reads a command line by the rules of kubectl's flags (spf13/pflag 1.0.10, `parseLongArg`, `parseShortArg`), which
 * yargs does not know: `-nshop`, `-fl app=web`, `--tail -1`, `-g -x`, and options before the command.
 * @throws KtError KT_USAGE for a command or an option that does not exist, with the names that are near.
 */
export function readArguments(words: readonly string[], commands: readonly CommandOutline[]): ReadArguments {
  const reader = new ArgumentReader(words, commands);
  reader.read();
  return reader;
}

class ArgumentReader implements ReadArguments {
  command: CommandOutline | undefined;
  readonly options: string[] = [];
  readonly operands: string[] = [];
  wantsHelp = false;
  wantsVersion = false;
  verbosity = 0;
  readonly #words: readonly string[];
  readonly #commands: readonly CommandOutline[];
  #at = 0;
  /** The last operand that reads like the value of the option before it. */
  #strayValue: { readonly option: string; readonly value: string } | undefined;

  constructor(words: readonly string[], commands: readonly CommandOutline[]) {
    this.#words = words;
    this.#commands = commands;
  }

  read(): void {
    this.#readWords();
    this.#refuseStrayValue();
  }

  #readWords(): void {
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at++] ?? "";
      if (word === "--") {
        for (const operand of this.#words.slice(this.#at)) this.#takeOperand(operand);
        return;
      }
      if (word.startsWith("--")) this.#readLong(word);
      else if (word.startsWith("-") && word.length > 1) this.#readShorts(word);
      else this.#takeOperand(word);
    }
  }

  /** A pod may have such a name, and is read where nothing else was asked for. */
  #refuseStrayValue(): void {
    if (this.#strayValue === undefined) return;
    const { option, value } = this.#strayValue;
    const selects = /^--(?:selector|all-namespaces|field-selector|file|stdin)=/;
    if (this.operands.length < 2 && !this.options.some((written) => selects.test(written))) return;
    throw new KtError("KT_USAGE", `${option} ${value}: the value of ${option} is written behind an equals sign`, {
      hint: `${option}=${value}; for a pod named ${value}: pod/${value}`,
    });
  }

  #takeOperand(word: string): void {
    if (this.command !== undefined) {
      if (!this.command.hasOperands) throw unexpectedWord(word, this.command);
      this.operands.push(word);
      return;
    }
    if (word === "help") {
      this.wantsHelp = true;
      return;
    }
    this.command = this.#commands.find(({ name }) => name === word);
    if (this.command === undefined) throw this.#unknownCommand(word);
  }

  #readLong(word: string): void {
    const equals = word.indexOf("=");
    const name = word.slice(2, equals < 0 ? undefined : equals);
    const value = equals < 0 ? undefined : word.slice(equals + 1);
    if (name === "version" && value === undefined && this.command === undefined) {
      this.wantsVersion = true;
      return;
    }
    const option = this.#known().find((known) => known.name === name);
    if (option === undefined) throw this.#unknownOption(`--${name}`);
    this.#take(option, value, `--${name}`);
  }

  #readShorts(word: string): void {
    for (let place = 1; place < word.length; place++) {
      const letter = word[place] ?? "";
      const option = this.#known().find((known) => known.short === letter);
      if (option === undefined) throw this.#unknownOption(`-${letter}`, word);
      const rest = word.slice(place + 1);
      if (rest.startsWith("=")) {
        this.#take(option, rest.slice(1), `-${letter}`);
        return;
      }
      const takesRest =
        option.kind === "text" || option.kind === "list" || (option.kind === "level" && /^\d+$/.test(rest));
      if (takesRest && rest !== "") {
        this.#take(option, rest, `-${letter}`);
        return;
      }
      this.#take(option, undefined, `-${letter}`);
    }
  }

  #take(option: Option, value: string | undefined, written: string): void {
    const taken = value ?? this.#valueBehind(option, written);
    if (option.name === "help") this.wantsHelp = taken !== "false";
    else if (option.name === "v") this.verbosity = readLevel(taken, written);
    this.#push(option, taken);
  }

  #push({ name, meaning }: Option, value: string): void {
    if (meaning === undefined) this.options.push(`--${name}=${value}`);
    else if (meaning.value === undefined) this.options.push(`--${meaning.option}=${value}`);
    else if (value === "true") this.options.push(`--${meaning.option}=${meaning.value}`);
  }

  /** The value of an option that was written without `=`. */
  #valueBehind(option: Option, written: string): string {
    const next = this.#words[this.#at];
    switch (option.kind) {
      case "switch":
        return "true";
      case "optional":
        if (next !== undefined && option.choices?.includes(next)) this.#strayValue = { option: written, value: next };
        return "";
      case "level":
        if (next === undefined || !/^\d+$/.test(next)) return "1";
        this.#at++;
        return next;
      case "text":
      case "list":
        if (next === undefined) {
          throw new KtError("KT_USAGE", `${written} needs a value`, {
            hint: `${written} ${option.choices?.join("|") ?? option.placeholder ?? "VALUE"}: ${option.summary}`,
          });
        }
        this.#at++;
        return next;
    }
  }

  /** Before the command is known, an option of any command. */
  #known(): readonly Option[] {
    return this.command === undefined ? this.#commands.flatMap(optionsOf) : optionsOf(this.command);
  }

  #unknownCommand(word: string): KtError {
    const near = nearNames(
      word,
      this.#commands.map(({ name }) => name),
    );
    // A single dash is nowhere near a command, and no source.
    if (isOtherCommand(word) || word === "-") {
      return new KtError("KT_USAGE", `unknown command ${JSON.stringify(word)}`, {
        hint: "kubectl kt --help shows the commands",
      });
    }
    const looksLikeSource = word.includes("/") || near.length === 0;
    return new KtError("KT_USAGE", `unknown command ${JSON.stringify(word)}`, {
      hint:
        looksLikeSource && !word.startsWith("-")
          ? `kubectl kt logs ${word}, or kubectl kt --help for the commands`
          : `did you mean ${near.map((name) => `kubectl kt ${name}`).join(" or ")}?`,
    });
  }

  #unknownOption(written: string, word: string = written): KtError {
    const command = this.command === undefined ? "kubectl kt" : `kubectl kt ${this.command.name}`;
    if (written === "--version") {
      return new KtError("KT_USAGE", `${command}: unknown option ${written}`, { hint: "kubectl kt version" });
    }
    const names = [...new Set(this.#known().map(({ name }) => name))];
    // `-tail 5` is a slip of the hand as well.
    const typed = word.replace(/^-+/, "").replace(/=.*$/s, "");
    // Any two letters are one slip apart.
    const slips = typed.length < 2 ? [] : nearNames(typed, names);
    const meant = meantOptions(written).filter((option) => names.includes(option));
    const near = meant.length > 0 && (word === written || slips.length === 0) ? meant : slips;
    return new KtError("KT_USAGE", `${command}: unknown option ${written}${word === written ? "" : ` in ${word}`}`, {
      hint:
        near.length === 0
          ? `${command} --help shows the options`
          : `did you mean ${near.map((name) => `--${name}`).join(" or ")}? ${command} --help shows all options`,
    });
  }
}

function unexpectedWord(word: string, { name }: CommandOutline): KtError {
  return new KtError("KT_USAGE", `kubectl kt ${name} takes no words: ${JSON.stringify(word)}`, {
    hint: `kubectl kt ${name} --help shows its options`,
  });
}

function readLevel(value: string, written: string): number {
  if (/^\d{1,3}$/.test(value)) return Number(value);
  throw new KtError("KT_USAGE", `${written} ${JSON.stringify(value)} is not a level`, {
    hint: `examples: ${written} 1 (why things are done), ${written} 6 (requests and their timings)`,
  });
}
