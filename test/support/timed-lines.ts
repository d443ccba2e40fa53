import { spawn } from "node:child_process";
import { once } from "node:events";

/** When the output of a program came, in milliseconds from its start. */
export interface LineTimes {
  readonly firstMs: number;
  /** The end of the last line. */
  readonly lastMs: number;
  readonly lineCount: number;
}

/**
 * Runs a program and looks at its standard output.
 * @throws Error with what it said on standard error when it fails or prints another number of lines than expected.
 */
export async function timeLines(
  command: readonly [program: string, ...args: string[]],
  expectedLines: number,
  env: Readonly<Record<string, string>>,
): Promise<LineTimes> {
  const [program, ...args] = command;
  const startMs = performance.now();
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let firstMs = Number.NaN;
  let lastMs = Number.NaN;
  let lineCount = 0;
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    lastMs = performance.now() - startMs;
    if (Number.isNaN(firstMs)) firstMs = lastMs;
    for (const byte of chunk) if (byte === newline) lineCount++;
  });
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0 || lineCount !== expectedLines) {
    const what = `exit code ${code}, ${lineCount} lines instead of ${expectedLines}`;
    throw new Error(`${command.join(" ")}: ${what}\n${Buffer.concat(said).toString()}`);
  }
  return { firstMs, lastMs, lineCount };
}

const newline = 0x0a;
