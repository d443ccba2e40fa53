import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** What a run cost. */
export interface RunFigures {
  readonly wallMs: number;
  /** Of all its processes, in user and kernel mode. */
  readonly cpuMs: number;
  /** Of its largest process; undefined where the system does not tell (/proc). */
  readonly maxRssBytes: number | undefined;
}

/**
 * Runs a line of bash and measures it: the times by bash's own `time`, which counts children that have ended, the memory by
 * looking at /proc.
 * @throws Error with what it said when it fails.
 */
export async function measureRun(script: string, env: Readonly<Record<string, string>> = {}): Promise<RunFigures> {
  const timed = `set -o pipefail; TIMEFORMAT='%R %U %S'; time { ${script}\n}`;
  const child = spawn("bash", ["-c", timed], { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  let maxRssBytes: number | undefined;
  const look = setInterval(() => {
    for (const bytes of rssOfChildren(child.pid ?? 0)) maxRssBytes = Math.max(maxRssBytes ?? 0, bytes);
  }, lookMs);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("close", resolve);
  const code = await promise.finally(() => clearInterval(look));
  const lines = Buffer.concat(said).toString().trimEnd().split("\n");
  if (code !== 0) throw new Error(`exit code ${code} of: ${script}\n${lines.join("\n")}`);
  const [real = 0, user = 0, system = 0] = (lines.at(-1) ?? "").split(" ").map(Number);
  return { wallMs: real * 1000, cpuMs: (user + system) * 1000, maxRssBytes };
}

/** The high-water marks of a process' descendants. */
function* rssOfChildren(pid: number): Generator<number, void, void> {
  for (const child of readProc(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean)) {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readProc(`/proc/${child}/status`)) ?? [];
    if (kilobytes !== undefined) yield Number(kilobytes) * 1024;
    yield* rssOfChildren(Number(child));
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

const lookMs = 20;
