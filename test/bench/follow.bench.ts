/**
 * 500 followed containers that write 20 lines a second each, from the fake API server over TLS: how late a line is, how
 * soon all are followed, and what that costs.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startBenchServer } from "../support/bench-server.ts";
import { FollowedLines } from "../support/followed-lines.ts";
import { connectionsTo, figuresOf } from "../support/process-figures.ts";
import { describeMachine, isOnPath, printTable } from "../support/side-by-side.ts";

const containers = 500;
const linesPerSecond = 20;
const seconds = 30;
const rounds = 2;
const kubectlKt = join(import.meta.dirname, "../../bin/kubectl-kt");

await using server = await startBenchServer({ containers, rate: linesPerSecond });
process.stdout.write(`${describeMachine()}\n`);
const kt = ["logs", "-l", "app=bench", "-f", "--tail=0", "--timestamps", "--prefix"];
const stern = [".", "--tail=0", "--timestamps", `--max-log-requests=${containers}`, "--qps=-1", "--color=never"];
const programs: (readonly [name: string, command: string, args: readonly string[]])[] = [["kubectl-kt", kubectlKt, kt]];
if (isOnPath("stern")) programs.push(["stern --qps -1", "stern", [...stern, "--timezone=UTC"]]);
const rows: string[][] = [];
for (let round = 0; round < rounds; round++) {
  for (const [name, command, args] of programs) rows.push([name, ...(await follow(command, args))]);
}
const head = ["", "all open", "p50", "p99", "CPU", "memory", "connections", "lines", "lost", "doubled", "out of order"];
printTable([head, ...rows]);

/** Lets a program follow for a while, and tells what is in the table's columns. */
async function follow(command: string, args: readonly string[]): Promise<string[]> {
  const startMs = Date.now();
  const env = { ...process.env, KUBECONFIG: server.kubeconfig };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const seen = new FollowedLines();
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => seen.add(chunk, Date.now()));
  await delay(seconds * 1000);
  const figures = figuresOf(child.pid ?? 0);
  const connections = connectionsTo(Number(new URL(server.url).port));
  const exited = once(child, "exit");
  child.kill("SIGINT");
  await exited;
  const openMs = Math.max(...seen.firstWrittenMs.values()) - startMs;
  const latency = (share: number): string => `${Math.round(seen.latencyMs(share, startMs + openMs + 1000))} ms`;
  const isAllOpen = seen.firstWrittenMs.size === containers;
  return [
    isAllOpen ? `${(openMs / 1000).toFixed(2)} s` : `only ${seen.firstWrittenMs.size}`,
    latency(0.5),
    latency(0.99),
    figures === undefined ? "-" : `${(figures.cpuMs / 1000).toFixed(2)} s`,
    figures === undefined ? "-" : `${Math.round(figures.maxRssBytes / 1e6)} MB`,
    `${connections}`,
    `${seen.lineCount}`,
    `${seen.lostCount}`,
    `${seen.doubledCount}`,
    `${seen.disorderedCount}`,
  ];
}
