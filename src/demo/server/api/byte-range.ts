/** Part of a file, from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header of one range as Go does (go1.26 net/http/fs.go parseRange).
 * @returns `beyond` when no byte of the file is in it, `invalid` when it cannot be read.
 */
export function parseByteRange(text: string, sizeBytes: number): ByteRange | "beyond" | "invalid" {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(text) ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "invalid";
  if (first === "") return { start: Math.max(0, sizeBytes - Number(last)), end: sizeBytes };
  const start = Number(first);
  if (start >= sizeBytes) return "beyond";
  const end = last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  return end > start ? { start, end } : "invalid";
}
