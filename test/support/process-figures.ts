import { readFileSync } from "node:fs";

/** What a running process has cost so far, from /proc; undefined on systems without it. */
export interface ProcessFigures {
  readonly cpuMs: number;
  readonly maxRssBytes: number;
}

/** Looks at a process that runs. */
export function figuresOf(pid: number): ProcessFigures | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`)) ?? [];
  if (stat === "" || kilobytes === undefined) return undefined;
  // Behind the name, which may hold anything, come the state and its fellows; utime and stime are the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuMs: (ticks / ticksPerSecond) * 1000, maxRssBytes: Number(kilobytes) * 1024 };
}

/** How many connections to the port are open on this machine, counted at the side that called. */
export function connectionsTo(port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => read(path).split("\n").slice(1));
  return lines.filter((line) => {
    const [, , remote = "", state] = line.trim().split(/\s+/);
    return remote.endsWith(suffix) && state === established;
  }).length;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** `sysconf(_SC_CLK_TCK)` of Linux on every machine that Node runs on. */
const ticksPerSecond = 100;
const established = "01";
