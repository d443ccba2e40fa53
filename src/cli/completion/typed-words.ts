import type { Option } from "../options/option.ts";
import { type CommandOutline, optionsOf } from "../outlines/command-outline.ts";

/** A command line that is still being typed, as far as it can be understood. */
export interface TypedWords {
  /** Absent while none is named. */
  readonly command: CommandOutline | undefined;
  /** Values of the options before the cursor, by name, as {@link Flags} takes them. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** The other words before the cursor. */
  readonly operands: readonly string[];
  readonly wanted: Wanted;
}

/** What stands, or shall stand, where the cursor is. */
export type Wanted =
  | { readonly kind: "command" | "operand" | "option"; readonly typed: string }
  /** A value, of which `typed` is there; `before` is what of the same word comes before it. */
  | { readonly kind: "value"; readonly option: Option; readonly typed: string; readonly before: string };

/**
 * Reads the words up to the cursor by the rules of {@link readArguments}; what cannot be understood is passed over.
 * @param words The last one is where the cursor is, empty when nothing of it is typed.
 */
export function readTypedWords(words: readonly string[], commands: readonly CommandOutline[]): TypedWords {
  const reader = new TypedWordReader(commands);
  for (const word of words.slice(0, -1)) reader.take(word);
  return reader.finish(words.at(-1) ?? "");
}

class TypedWordReader {
  readonly #commands: readonly CommandOutline[];
  #command: CommandOutline | undefined;
  readonly #values: Record<string, string[]> = {};
  readonly #operands: string[] = [];
  /** The option that takes the next word. */
  #pending: Option | undefined;
  #isPastOptions = false;

  constructor(commands: readonly CommandOutline[]) {
    this.#commands = commands;
  }

  take(word: string): void {
    if (this.#pending !== undefined) {
      this.#note(this.#pending, word);
      this.#pending = undefined;
    } else if (this.#isPastOptions || !word.startsWith("-") || word === "-") {
      this.#takeOperand(word);
    } else if (word === "--") {
      this.#isPastOptions = true;
    } else {
      const { option, value } = this.#readOption(word);
      if (option === undefined) return;
      if (value !== undefined) this.#note(option, value);
      else if (takesNextWord(option)) this.#pending = option;
      else this.#note(option, option.kind === "switch" ? "true" : "");
    }
  }

  finish(typed: string): TypedWords {
    return {
      command: this.#command,
      values: this.#values,
      operands: this.#operands,
      wanted: this.#wanted(typed),
    };
  }

  #wanted(typed: string): Wanted {
    if (this.#pending !== undefined) return { kind: "value", option: this.#pending, typed, before: "" };
    if (!this.#isPastOptions && typed.startsWith("-")) {
      const { option, value, before } = this.#readOption(typed);
      return option === undefined || value === undefined
        ? { kind: "option", typed }
        : { kind: "value", option, typed: value, before };
    }
    return { kind: this.#command === undefined ? "command" : "operand", typed };
  }

  #takeOperand(word: string): void {
    if (this.#command !== undefined) this.#operands.push(word);
    else this.#command = this.#commands.find(({ name }) => name === word);
  }

  /**
   * The option whose value a word holds, or that takes its value from the next one.
   * `before` is empty behind an equals sign: shells complete only what comes after it.
   */
  #readOption(word: string): { option?: Option | undefined; value?: string; before: string } {
    const equals = word.indexOf("=");
    if (word.startsWith("--")) {
      const option = this.#known().find(({ name }) => name === word.slice(2, equals < 0 ? undefined : equals));
      return equals < 0 ? { option, before: "" } : { option, value: word.slice(equals + 1), before: "" };
    }
    for (let place = 1; place < word.length; place++) {
      const option = this.#known().find(({ short }) => short === word[place]);
      const rest = word.slice(place + 1);
      if (rest.startsWith("=")) return { option, value: rest.slice(1), before: "" };
      if (option === undefined || rest === "") return { option, before: "" };
      if (takesNextWord(option)) return { option, value: rest, before: word.slice(0, place + 1) };
      this.#note(option, "true");
    }
    return { before: "" };
  }

  #known(): readonly Option[] {
    return this.#command === undefined ? this.#commands.flatMap(optionsOf) : optionsOf(this.#command);
  }

  #note(option: Option, value: string): void {
    (this.#values[option.name] ??= []).push(value);
  }
}

function takesNextWord({ kind }: Option): boolean {
  return kind === "text" || kind === "list";
}
