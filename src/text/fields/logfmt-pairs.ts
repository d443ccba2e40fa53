/**
 * Where the value of `key=value` lies in a line of text: the quotes belong to it when it has some. The key must stand behind a
 * space or at the beginning. Undefined when there is none.
 */
export function findPair(
  bytes: Buffer,
  start: number,
  end: number,
  key: Buffer,
): { readonly valueStart: number; readonly valueEnd: number } | undefined {
  for (let at = bytes.indexOf(key, start); at >= 0 && at + key.length < end; at = bytes.indexOf(key, at + 1)) {
    const valueStart = at + key.length + 1;
    if (bytes[valueStart - 1] !== equals) continue;
    if (at > start && (bytes[at - 1] as number) > space && bytes[at - 1] !== comma) continue;
    return { valueStart, valueEnd: endOfValue(bytes, valueStart, end) };
  }
  return undefined;
}

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const equals = 0x3d;
const backslash = 0x5c;

function endOfValue(bytes: Buffer, start: number, end: number): number {
  let at = start;
  if (bytes[start] !== quote) {
    while (at < end && (bytes[at] as number) > space) at++;
    return at;
  }
  for (at = start + 1; at < end; at++) {
    if (bytes[at] === quote) return at + 1;
    if (bytes[at] === backslash) at++;
  }
  return end;
}
