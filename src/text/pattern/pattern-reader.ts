import { PatternError } from "./pattern-error.ts";

/** Goes through a pattern character by character. */
export class PatternReader {
  readonly #characters: readonly string[];
  /** Index of the next character. */
  place = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  /** Whether everything was read. */
  get isAtEnd(): boolean {
    return this.place >= this.#characters.length;
  }

  /** The character `offset` behind the next one; empty behind the end. */
  peek(offset = 0): string {
    return this.#characters[this.place + offset] ?? "";
  }

  /** Reads one character; empty at the end. */
  take(): string {
    const character = this.peek();
    if (character !== "") this.place++;
    return character;
  }

  /** Reads this text if it comes next. */
  takeText(text: string): boolean {
    for (const [offset, character] of [...text].entries()) {
      if (this.peek(offset) !== character) return false;
    }
    this.place += [...text].length;
    return true;
  }

  /** Reads up to and with this text and returns what stands before it; undefined, and nothing read, when it does not come. */
  takeUntil(text: string): string | undefined {
    const start = this.place;
    for (; !this.isAtEnd; this.place++) {
      const end = this.place;
      if (this.takeText(text)) return this.#characters.slice(start, end).join("");
    }
    this.place = start;
    return undefined;
  }

  /** What was read since `start`. */
  since(start: number): string {
    return this.#characters.slice(start, this.place).join("");
  }

  /** A fault at `place`. */
  fault(message: string, place: number): PatternError {
    return new PatternError(message, place);
  }
}
