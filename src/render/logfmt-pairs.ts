/**
 * The pairs of a line in logfmt; undefined when the line as a whole is none. At least two pairs are asked for: `a=b` alone may be
 * anything.
 */
export function readLogfmt(text: string): Readonly<Record<string, unknown>> | undefined {
  const pairs: [key: string, value: string][] = [];
  let at = 0;
  for (;;) {
    while (text[at] === " ") at++;
    if (at >= text.length) return pairs.length > 1 ? Object.fromEntries(pairs) : undefined;
    const key = match(keyShape, text, at);
    if (key === undefined) return undefined;
    at += key.length;
    const value = match(valueShape, text, at) ?? "";
    at += value.length;
    if (at < text.length && text[at] !== " ") return undefined;
    pairs.push([key.slice(0, -1), value.startsWith('"') ? unquoted(value) : value]);
  }
}

const keyShape = /[\w.@/-]+=/uy;
const valueShape = /"(?:[^"\\]|\\.)*"|[^\s"]*/uy;

function match(shape: RegExp, text: string, at: number): string | undefined {
  shape.lastIndex = at;
  return shape.exec(text)?.[0];
}

function unquoted(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    // Other escapes than those of JSON: as it is written is near enough.
    return value.slice(1, -1);
  }
}
