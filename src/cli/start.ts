import { writeNow } from "./io/write-now.ts";

/**
 * Runs the command line of this process and returns its exit code. What the data of the commands tells is told at once: version, help,
 * and completion, which loads more only for names of the kubeconfig or a cluster. The first file of the bundle holds all that this needs,
 * and a command that has work to do passes it by.
 * @param words The command line without the program's own name.
 */
export async function start(words: readonly string[]): Promise<number> {
  if (words[0]?.startsWith("__complete") === true) {
    const { printCompletion } = await import("./completion/print-completion.ts");
    await printCompletion(words, { env: process.env, write: (text) => writeNow(1, text) });
    return 0;
  }
  if (await isToldAtOnce(words)) return 0;
  const { runProcess } = await import("./process-run.ts");
  return await runProcess(words);
}

/** False as well when the words cannot be understood or the text cannot be written: `main` says why. */
async function isToldAtOnce(words: readonly string[]): Promise<boolean> {
  if (words.length > 0 && !words.some(mayAskForHelp)) return false;
  const { helpAnswer } = await import("./help-answer.ts");
  const text = helpAnswer(words);
  return text !== undefined && writeNow(1, text);
}

/** Also some that do not; they are only read twice. */
function mayAskForHelp(word: string): boolean {
  return word === "help" || /^--(?:help|version)|^-\w*h/.test(word);
}
