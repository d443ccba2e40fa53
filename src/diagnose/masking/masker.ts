import { stripAnsi } from "../../text/ansi.ts";
import { hasKeyText, isEndOfKey, KeyBlocks } from "./key-blocks.ts";
import { maskNamedValues } from "./named-values.ts";
import { mask, type SecretKind, secretRules } from "./secret-rules.ts";

/** Takes secrets out of texts, and counts them. Everything that leaves for a report goes through one. */
export class Masker {
  readonly #counts = new Map<SecretKind, number>();
  readonly #values: RegExp | undefined;
  readonly #longestFirst: readonly string[];

  /** @param values What must be masked wherever it stands, besides what shows by its form. */
  constructor(values: readonly string[] = []) {
    const longestFirst = [...new Set(values)].filter((value) => value !== "").toSorted((a, b) => b.length - a.length);
    this.#longestFirst = longestFirst;
    const any = longestFirst.map((value) => RegExp.escape(value)).join("|");
    this.#values = any === "" ? undefined : new RegExp(any, "g");
  }

  /** How many secrets of each kind were masked; a kind of which there were none is absent. */
  get counts(): ReadonlyMap<SecretKind, number> {
    return this.#counts;
  }

  /** A text without its secrets; a key may go over several of its lines, of which very long ones are cut. */
  text(text: string): string {
    const lines = new MaskedLines(this);
    for (const line of text.split("\n")) lines.add(line);
    return lines.lines.join("\n");
  }

  /** A line without its secrets but for keys. */
  line(line: string): string {
    let masked = line;
    if (this.#values !== undefined) {
      masked = masked.replace(this.#values, () => {
        this.count("value of a Secret");
        return mask;
      });
    }
    for (const { kind, pattern, replace } of secretRules) {
      masked = masked.replace(pattern, (...groups: readonly unknown[]) => {
        const texts = groups.map((group) => (typeof group === "string" ? group : undefined));
        const whole = texts[0] ?? "";
        const replaced = replace(texts as readonly string[]);
        if (replaced === undefined || replaced === whole) return whole;
        this.count(kind);
        return replaced;
      });
    }
    return maskNamedValues(masked, () => this.count("value by its name"));
  }

  /** The first characters of a line, less what may be the beginning of a secret that goes on behind them: by that alone none is known. */
  beginning(line: string, mostCharacters: number): string {
    const text = line.slice(0, mostCharacters);
    let cutAt = text.length - (/[^\s"'<>]{1,1200}$/.exec(text.slice(-1200))?.[0].length ?? 0);
    for (const value of this.#longestFirst) {
      for (let length = Math.min(value.length - 1, text.length); text.length - length < cutAt; length--) {
        if (text.endsWith(value.slice(0, length))) cutAt = text.length - length;
      }
    }
    return text.slice(0, cutAt);
  }

  /** Counts one that was masked. */
  count(kind: SecretKind): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }
}

/** The lines of one text as they come, without their secrets, and without colours: one between a name and its value would hide the value. */
export class MaskedLines {
  readonly #lines: string[] = [];
  readonly #masker: Masker;
  readonly #keys = new KeyBlocks();

  constructor(masker: Masker) {
    this.#masker = masker;
  }

  /** The lines so far. A key whose beginning is missing shows only at its end: then lines are masked that were here before. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /**
   * Adds a line.
   * @param mostCharacters What is behind them is left out, and counted in its place.
   * @returns how many lines just before it were masked now.
   */
  add(line: string, mostCharacters: number = longestLine): number {
    const lines = this.#lines;
    const plain = withoutColours(line);
    // What is cut away afterwards need not be looked at, save for a secret that begins before the cut.
    const text = plain.length > mostCharacters * 2 ? this.#masker.beginning(plain, mostCharacters * 2) : plain;
    const known = this.#keys.count;
    const withoutKeys = this.#keys.mask(text);
    for (let more = this.#keys.count - known; more > 0; more--) this.#masker.count("private key");
    let maskedBefore = 0;
    if (isEndOfKey(text)) {
      for (let at = lines.length - 1; at >= 0 && hasKeyText(lines[at] ?? ""); at--) {
        lines[at] = mask;
        maskedBefore++;
      }
    }
    const masked = this.#masker.line(withoutKeys);
    const rest = plain.length - mostCharacters;
    lines.push(rest > 0 ? `${masked.slice(0, mostCharacters)} [... ${rest} characters more]` : masked);
    return maskedBefore;
  }

  /** Forgets the oldest lines. */
  forgetFirst(count: number): void {
    this.#lines.splice(0, count);
  }
}

/** What is behind them would take long to look at, and nobody reads it. */
const longestLine = 64 * 1024;

function withoutColours(line: string): string {
  if (!line.includes("\u001b")) return line;
  const bytes = Buffer.from(line);
  return stripAnsi(bytes, 0, bytes.length).toString("utf8");
}
