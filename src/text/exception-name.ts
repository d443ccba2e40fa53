/**
 * The offset behind the name of an exception that a line begins with, as stack traces of Java, Python, Node and .NET have
 * it: `java.io.IOException: disk full`, `ValueError: x`, `TypeError`. -1 when the line begins with something else.
 */
export function endOfExceptionName(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] as number;
  if (start >= end || !isLetter(first)) return -1;
  let at = start + 1;
  while (at < end && isOfName(bytes[at] as number)) at++;
  if (at < end && bytes[at] !== colon) return -1;
  for (const ending of endings) if (endsWith(bytes, start, at, ending)) return at;
  return -1;
}

const colon = 0x3a;
const endings = ["Exception", "Error", "Throwable", "Interrupt", "Failure"].map((text) => Buffer.from(text));

function endsWith(bytes: Uint8Array, start: number, end: number, ending: Uint8Array): boolean {
  let at = end - ending.length;
  if (at < start) return false;
  for (const byte of ending) if (bytes[at++] !== byte) return false;
  return true;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

/** Letters, digits, and what joins the parts of a name: `.`, `$`, `_`, `/`, as Java's modules have it. */
function isOfName(byte: number): boolean {
  return isLetter(byte) || (byte >= 0x2e && byte <= 0x39) || byte === 0x24 || byte === 0x5f;
}
