import type { Block } from "../../stream/block.ts";

/** Where the text lies in which the fields of a record are looked for. */
export interface RecordText {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** The first line of the record in the lines `[first, end)`; all of them where that only opens an object of JSON. */
export function recordText({ bytes, starts, ends }: Block, first: number, end: number): RecordText {
  const start = starts[first] as number;
  const lineEnd = ends[first] as number;
  if (end - first === 1 || bytes[start] !== openBrace || bytes[lineEnd - 1] === closeBrace) {
    return { bytes, start, end: lineEnd };
  }
  const lines: Buffer[] = [];
  for (let index = first; index < end; index++) lines.push(bytes.subarray(starts[index], ends[index]));
  const joined = Buffer.concat(lines);
  return { bytes: joined, start: 0, end: joined.length };
}

const openBrace = 0x7b;
const closeBrace = 0x7d;
