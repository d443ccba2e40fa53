import { copyBytes, viewBytes } from "../../src/text/copy-bytes.ts";

/**
 * The ways to copy a line of a log, by its length, in nanoseconds a copy. Why `copyBytes` is as it is.
 *
 * Run: node test/bench/copy-bytes.ts
 */
const copies = 1_000_000;
const targetBytes = 1 << 20;

type Copy = (start: number, end: number, at: number) => void;

console.log("length   bytes in a loop   Buffer.copy   set(subarray)   copyBytes");
for (const length of [8, 20, 60, 140, 200, 400, 1000]) {
  const source = viewBytes(Buffer.alloc(64 * 1024, "abcdefghijklm"));
  const target = viewBytes(Buffer.alloc(targetBytes));
  const ways: readonly Copy[] = [
    (start, end, at) => {
      let to = at;
      for (let from = start; from < end; from++) target.bytes[to++] = source.bytes[from] ?? 0;
    },
    (start, end, at) => source.bytes.copy(target.bytes, at, start, end),
    (start, end, at) => target.bytes.set(source.bytes.subarray(start, end), at),
    (start, end, at) => copyBytes(source, start, end, target, at),
  ];
  const times = ways.map((copy) => nanosOf(copy, length).toFixed(1).padStart(14));
  console.log(`${String(length).padEnd(6)} ${times.join("")}`);
}

function nanosOf(copy: Copy, length: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3; attempt++) {
    const started = performance.now();
    for (let round = 0, at = 0; round < copies; round++) {
      const start = (round * 31) % 32_768;
      copy(start, start + length, at);
      at = at + length * 2 > targetBytes ? 0 : at + length;
    }
    best = Math.min(best, performance.now() - started);
  }
  return (best * 1e6) / copies;
}
