import { isHarmless, mask } from "./secret-rules.ts";

/**
 * Masks what stands behind a name like that of a secret and a `=`, `:` or `>`: `DB_PASSWORD=x`, `"apiKey": "x"`, `{\"token\":\"x\"}`,
 * `<secret>x</secret>`.
 * @param onMask Called for each.
 */
export function maskNamedValues(line: string, onMask: () => void): string {
  let masked = "";
  let from = 0;
  names.lastIndex = 0;
  for (let found = names.exec(line); found !== null; found = names.exec(line)) {
    const [, name = "", sign = ""] = found;
    const { start, end } = valueAt(line, names.lastIndex);
    const value = line.slice(start, end);
    const isQuoted = start > names.lastIndex;
    names.lastIndex = Math.max(end, names.lastIndex);
    if (isHarmless(value) || (!isQuoted && sign === ":" && isProse(name, value))) continue;
    masked += line.slice(from, start) + mask;
    from = end;
    onMask();
  }
  return from === 0 ? line : masked + line.slice(from);
}

const names =
  /(pass(?:word|wd|phrase|code)|[_-]pass(?![a-z])|pwd|secret|token|api[-_]?key|(?:access|account|secret|private|signing|encryption|master|shared|auth)[-_]?key(?:[-_]?id)?|credentials?|connection[-_]?string|(?<![a-z])(?:dsn|otp|jwt)(?![a-z])|signature|session[-_]?id)(?:[-_]?(?:value|text|hash|b64|base64|\d))?\\*["'\]]?\s*(=>|:=|[:=]|(?<=\w)>)\s*/gi;

/** Where the value that begins at a place has its first and its last character. */
function valueAt(line: string, at: number): { readonly start: number; readonly end: number } {
  openQuote.lastIndex = at;
  const [quote] = openQuote.exec(line) ?? [];
  if (quote === undefined) {
    plainValue.lastIndex = at;
    return { start: at, end: at + (plainValue.exec(line)?.[0].length ?? 0) };
  }
  const start = at + quote.length;
  return { start, end: endOfQuoted(line, start, quote) };
}

const openQuote = /\\*["']/y;
const plainValue = /[^\s,;&"'\\)}\]<]*/y;

/** The place of the quote that closes; the end of the line where there is none. */
function endOfQuoted(line: string, start: number, quote: string): number {
  const backslashes = quote.length - 1;
  for (let at = line.indexOf(quote, start); at >= 0; at = line.indexOf(quote, at + 1)) {
    let before = 0;
    while (at - 1 - before >= start && line[at - 1 - before] === "\\") before++;
    // Within `"..."` a quote behind an odd number is none; within `\"...\"` one more of them makes another.
    if (backslashes === 0 ? before % 2 === 0 : before === 0) return at;
  }
  return line.length;
}

/** `unexpected token: identifier` is a sentence; what is behind the name of a password is none. */
function isProse(name: string, value: string): boolean {
  return !/pass|pwd/i.test(name) && /^[A-Za-z]?[a-z-]{0,24}[.!?]?$/.test(value);
}
