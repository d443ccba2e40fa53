import { setFlagsFromString } from "node:v8";

/**
 * Makes V8 look for garbage as suits a long read, which goes through gigabytes of buffers outside of its heap while the
 * heap stays small: buffers count towards the same limit as the heap, and what is still in use is found at one go
 * instead of in steps between. By default V8 marks the whole heap again for every few dozen megabytes of buffers, which
 * was a fifth of all the work (`npm run bench finished-read`). To be called once, when all code is loaded.
 */
export function collectBuffersSeldom(): void {
  set("--external-memory-accounted-in-global-limit", "--no-incremental-marking");
}

/**
 * The same where texts are made of the lines: they fill the heap itself, which would grow to hundreds of megabytes if
 * buffers counted towards its limit (`npm run bench filters`).
 */
export function collectTextsSeldom(): void {
  set("--heap-growing-percent=100", "--no-incremental-marking");
}

/**
 * Makes V8 let its heap grow by a third before it looks for garbage, instead of to its double, and its room for new objects
 * not at all; and makes it compile for speed only what is used much more. Hundreds of containers that are opened at once make
 * hundreds of functions look busy, and each that is being compiled takes memory that the process does not give back. What a
 * follow of them takes `npm run bench follow` shows; loops through many lines are compiled as soon as ever. To be called once, when all code is loaded.
 */
export function keepHeapSmall(): void {
  set(
    "--heap-growing-percent=30",
    "--semi-space-growth-factor=1",
    "--invocation-count-for-maglev=2000",
    "--invocation-count-for-turbofan=30000",
  );
}

/** As options of the program they would make V8 throw away the code that Node has compiled before. */
function set(...flags: readonly string[]): void {
  if (Number.parseInt(process.versions.v8, 10) < firstMajorWithFlags) return;
  for (const flag of flags) setFlagsFromString(flag);
}

const firstMajorWithFlags = 14;
