import { setFlagsFromString } from "node:v8";

/** When V8's fast engine is left for its linear one. */
export interface LinearRegExpLimits {
  /** How often the fast engine may take up a decision again in one search. */
  readonly mostBacktracks: number;
  /** The longest text that is given to the fast engine at all. */
  readonly longestText: number;
}

/**
 * A regular expression whose time is linear in the text, whatever pattern and text are. V8's fast engine runs it, and
 * V8's linear one, a hundred times slower, takes over by itself when that backtracks too often. The fast engine does not
 * count all it does: the simplest loops cost up to the square of the text's length before that (measured with Node 26:
 * 2 s for `a+$` on 100,000 letters), hence the bound on the length.
 */
export class LinearRegExp {
  readonly #fast: RegExp;
  readonly #linear: RegExp;
  readonly #longestText: number;

  /**
   * @param source Must need no flag.
   * @throws SyntaxError when V8 cannot promise linear time for it, or when it is too large.
   */
  constructor(source: string, limits: LinearRegExpLimits) {
    // V8 reads its flags when a RegExp is made.
    setFlagsFromString("--enable-experimental-regexp-engine");
    setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");
    setFlagsFromString(`--regexp-backtracks-before-fallback=${limits.mostBacktracks}`);
    // Only what compiles with this flag has a linear engine to fall back to; anything else could backtrack for ever.
    this.#linear = new RegExp(source, "lg");
    this.#fast = new RegExp(source, "g");
    // That it is too large shows only when it runs.
    this.#linear.test("");
    this.#fast.test("");
    this.#longestText = limits.longestText;
  }

  /** Whether it matches somewhere in the text. */
  test(text: string): boolean {
    return this.findEnd(text, 0) >= 0;
  }

  /** Where the first match that begins at or behind `from` ends; -1 when there is none. */
  findEnd(text: string, from: number): number {
    // The place of a match is read from `lastIndex`: a result object for each costs more than the search.
    const engine = text.length > this.#longestText ? this.#linear : this.#fast;
    engine.lastIndex = from;
    try {
      return engine.test(text) ? engine.lastIndex : -1;
    } catch (error) {
      const linear = this.#afterFailure(engine, error, from);
      return linear.test(text) ? linear.lastIndex : -1;
    }
  }

  /** Where the first match that begins at or behind `from` begins and ends; undefined when there is none. */
  findSpan(text: string, from: number): readonly [start: number, end: number] | undefined {
    const engine = text.length > this.#longestText ? this.#linear : this.#fast;
    engine.lastIndex = from;
    let match: RegExpExecArray | null;
    try {
      match = engine.exec(text);
    } catch (error) {
      match = this.#afterFailure(engine, error, from).exec(text);
    }
    return match === null ? undefined : [match.index, match.index + match[0].length];
  }

  /** The engine to go on with: the fast one can run out of its stack before it has backtracked too often. */
  #afterFailure(engine: RegExp, error: unknown, from: number): RegExp {
    if (!(error instanceof RangeError) || engine === this.#linear) throw error;
    this.#linear.lastIndex = from;
    return this.#linear;
  }
}
