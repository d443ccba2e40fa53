/** The entries of an answer that begins with the newest one, in their order in the journal; further lines stay with their entry. */
export function oldestFirst(text: Buffer): Buffer {
  const entries: Buffer[] = [];
  for (let start = 0; start < text.length; ) {
    let end = lineEnd(text, start);
    while (text[end] === space) end = lineEnd(text, end);
    entries.push(text.subarray(start, end));
    start = end;
  }
  return Buffer.concat(entries.toReversed());
}

function lineEnd(text: Buffer, from: number): number {
  const at = text.indexOf(newline, from);
  return at < 0 ? text.length : at + 1;
}

const newline = 0x0a;
const space = 0x20;
