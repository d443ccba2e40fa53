/**
 * Runs the command line of this process and returns its exit code: the fork in the way to completion. Somebody has pressed
 * TAB and waits, so nothing is loaded for it that it does not need.
 * @param words The command line without the program's own name.
 */
export async function start(words: readonly string[]): Promise<number> {
  if (words[0]?.startsWith("__complete") === true) {
    const [{ printCompletion }, { writeNow }] = await Promise.all([
      import("./completion/print-completion.ts"),
      import("./io/write-now.ts"),
    ]);
    await printCompletion(words, { env: process.env, write: (text) => writeNow(1, text) });
    return 0;
  }
  const [{ main }, { processIo }] = await Promise.all([import("./main.ts"), import("./io/process-io.ts")]);
  return await main(words, processIo());
}
