import { processIo } from "./io/process-io.ts";
import { main } from "./main.ts";

/** Runs a command line in this process. @returns its exit code; never throws. */
export async function runProcess(words: readonly string[]): Promise<number> {
  return await main(words, processIo());
}
