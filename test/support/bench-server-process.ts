/**
 * The process behind `bench-server.ts`: prints one line of JSON when it is ready, and ends with its
 * standard input.
 */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { Container } from "../../src/demo/server/world/container.ts";
import type { BenchServerInfo } from "./bench-server.ts";
import { SyntheticLog } from "./synthetic-log.ts";

const tickMs = 5;

const { values } = parseArgs({
  options: {
    containers: { type: "string", default: "20" },
    lines: { type: "string", default: "0" },
    rate: { type: "string", default: "0" },
    "line-bytes": { type: "string", default: "143" },
  },
});
const [containerCount, lines, rate, lineBytes] = [
  values.containers,
  values.lines,
  values.rate,
  values["line-bytes"],
].map(Number);
await using cluster = await startFakeCluster();
const pods = Array.from({ length: containerCount ?? 0 }, (_, index) =>
  cluster.world.addPod({
    namespace: "bench",
    name: `bench-${index + 1}`,
    containers: ["writer"],
    labels: { app: "bench" },
    restartPolicy: lines === 0 ? "Always" : "Never",
  }),
);
if (lines !== undefined && lines > 0) {
  const startSeconds = Math.floor(Date.now() / 1000) - 3600;
  const intervalNanos = Math.floor(3500e9 / lines);
  pods.forEach((pod, index) => {
    const offsetNanos = Math.floor((index * intervalNanos) / pods.length);
    const spec = { lines, lineBytes: lineBytes ?? 143, startSeconds, intervalNanos, offsetNanos, name: pod.name };
    pod.container().supply = new SyntheticLog(spec);
    pod.finish();
  });
}
const timer =
  rate === undefined || rate === 0
    ? undefined
    : write(
        pods.map((pod) => pod.container()),
        rate,
        lineBytes ?? 143,
      );
process.stdout.write(`${JSON.stringify(infoOf(cluster))}\n`);
process.stdin.resume();
await once(process.stdin, "end");
clearInterval(timer);

/** Writes so many lines a second into each container, spread evenly over time. */
function write(containers: readonly Container[], linesPerSecond: number, length: number): NodeJS.Timeout {
  const startMs = performance.now();
  let written = 0;
  return setInterval(() => {
    const due = Math.floor(((performance.now() - startMs) / 1000) * linesPerSecond * containers.length);
    for (; written < due; written += 1) {
      const text = `level=info seq=${Math.floor(written / containers.length) + 1} msg="`;
      containers[written % containers.length]?.writeLine(`${text.padEnd(length - 33, "abcdefghij ")}"`);
    }
  }, tickMs);
}

function infoOf(running: FakeCluster): BenchServerInfo {
  const { url, caPem, users, world } = running;
  const path = running.kubeconfig("admin", { namespace: "bench" });
  const caPath = join(dirname(path), "ca.pem");
  writeFileSync(caPath, caPem);
  const podNames = world.pods("bench").map(({ name }) => name);
  return { url, kubeconfig: path, caPath, token: users.tokenOf("admin"), podNames };
}
