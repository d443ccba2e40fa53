import { flushCompileCache } from "node:module";
import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 count the buffers outside of its heap towards the same limit as the heap. A long read goes through gigabytes of
 * them, and by default V8 marks the whole heap again for every few dozen megabytes, which was a fifth of all the work
 * (`npm run bench finished-read`). To be called once, when all code is loaded.
 *
 * As an option of the program it would make V8 throw away the code that Node and we have compiled before; hence
 * also the flush, which keeps what was compiled so far under the old flags.
 */
export function countBuffersWithHeap(): void {
  if (Number.parseInt(process.versions.v8, 10) < firstMajorWithFlag) return;
  flushCompileCache();
  setFlagsFromString("--external-memory-accounted-in-global-limit");
}

const firstMajorWithFlag = 14;
