import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** What a benchmark's server says of itself. */
export interface BenchServerInfo {
  readonly url: string;
  /** Path of an admin's kubeconfig with the namespace `bench`. */
  readonly kubeconfig: string;
  /** Bearer token, for curl. */
  readonly token: string;
  /** Path of the authority's certificate, for curl. */
  readonly caPath: string;
  /** `bench-1` and so on, each with one container `writer` and the label `app=bench`. */
  readonly podNames: readonly string[];
}

/** A server in a process of its own. */
export interface BenchServer extends BenchServerInfo, AsyncDisposable {
  readonly pid: number;
  close(): Promise<void>;
}

/** What the server serves. */
export interface BenchServerOptions {
  /** How many pods of one container. */
  readonly containers: number;
  /** Each has a finished log of so many lines, whose times interleave. */
  readonly lines?: number;
  /** Or each runs and writes so many lines a second, with the moment of writing as their timestamps. */
  readonly rate?: number;
  /** Of a whole line as it is sent, timestamp and newline included. Absent: 143. */
  readonly lineBytes?: number;
}

/** Starts a fake API server for a benchmark in a process of its own, so that its cost is not the client's. */
export async function startBenchServer(options: BenchServerOptions): Promise<BenchServer> {
  const { containers, lines = 0, rate = 0, lineBytes = 143 } = options;
  const script = fileURLToPath(new URL("bench-server-process.ts", import.meta.url));
  const sizes = [`--containers=${containers}`, `--lines=${lines}`, `--rate=${rate}`, `--line-bytes=${lineBytes}`];
  const child = spawn(process.execPath, [script, ...sizes], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const info = JSON.parse(line) as BenchServerInfo;
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.stdin.end();
    // One that cannot keep up with its writers has no time to hear that it shall end.
    const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
    await exited;
    clearTimeout(timer);
    rmSync(dirname(info.kubeconfig), { recursive: true, force: true });
  };
  return { ...info, pid: child.pid ?? 0, close, [Symbol.asyncDispose]: close };
}
