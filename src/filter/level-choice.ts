import { KtError } from "../errors/kt-error.ts";
import { nearNames } from "../text/near-names.ts";
import { Level, levelNames, levelOfWord } from "../text/level/level.ts";

/**
 * Reads the value of `--level`: `warn` for warnings and all that is graver, `error,fatal` for exactly these. In a list
 * `warn+` is warnings and all that is graver; `unknown` stands for what names no level.
 * @returns for the number of each level whether it is wanted.
 * @throws KtError KT_USAGE for a word that is no level.
 */
export function parseLevels(text: string): readonly boolean[] {
  const words = text.split(",").map((word) => word.trim());
  const isOne = words.length === 1;
  const wanted = levelNames.map(() => false);
  for (const word of words) {
    const hasPlus = word.endsWith("+");
    const level = levelNamed(hasPlus ? word.slice(0, -1) : word, "--level", text);
    wanted[level] = true;
    if (level !== Level.unknown && (isOne || hasPlus)) wanted.fill(true, level);
  }
  return wanted;
}

/**
 * The number of the level that a word names in any case.
 * @param flag Whose value `text` the word stands in, for the error.
 * @throws KtError KT_USAGE for a word that is no level.
 */
export function levelNamed(word: string, flag: string, text: string): number {
  const name = word.toLowerCase();
  if (name === "unknown") return Level.unknown;
  const bytes = Buffer.from(name);
  const level = levelOfWord(bytes, 0, bytes.length);
  if (level !== Level.unknown) return level;
  const near = nearNames(name, levelNames)[0];
  throw new KtError("KT_USAGE", `${flag} ${JSON.stringify(text)}: ${JSON.stringify(word)} is no level`, {
    hint: near === undefined ? `levels: ${levelNames.join(", ")}` : `did you mean ${near}?`,
  });
}
