import { main } from "../../../src/cli/main.ts";
import { recordingIo } from "../recording-io.ts";

/** What came of a run inside this process. */
export interface FuzzRun {
  readonly exitCode: number;
  readonly out: Buffer;
  readonly err: string;
}

/** Runs the command with these words. */
export async function runWords(words: readonly string[]): Promise<FuzzRun> {
  const chunks: Buffer[] = [];
  const write = (bytes: Buffer): Promise<number> => {
    chunks.push(Buffer.from(bytes));
    return Promise.resolve(bytes.length);
  };
  const io = recordingIo({ write });
  const exitCode = await main(words, io);
  return { exitCode, out: Buffer.concat(chunks), err: io.err() };
}

/** What is told of a run that went wrong: how to repeat it, and where its output begins to be another one. */
export function faultOf(words: readonly string[], run: FuzzRun, actual: Buffer, expected: Buffer): string {
  const shown = words.map((word) => (/^[\w.,:=/+-]+$/u.test(word) ? word : `'${word}'`)).join(" ");
  const [came, wanted] = [actual, expected].map((bytes) => bytes.toString().split("\n"));
  let place = 0;
  while (place < (came?.length ?? 0) && came?.[place] === wanted?.[place]) place++;
  const around = (lines: readonly string[] = []): string =>
    lines
      .slice(Math.max(0, place - 2), place + 4)
      .map((line) => `\n    ${JSON.stringify(line.slice(0, 200))}`)
      .join("");
  const counts = `line ${place} of ${came?.length} and ${wanted?.length}`;
  return `${shown}\n  exit code ${run.exitCode}, ${counts}\n  came:${around(came)}\n  expected:${around(wanted)}\n${run.err}`;
}
