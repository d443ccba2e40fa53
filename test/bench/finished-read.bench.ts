/**
 * 2 million lines of 20 containers, 286 MB, from the fake API server over TLS: merged in exact order, prefixed and
 * written, against programs that get the same bytes. `curl` throws them away: it is the measure of what the way costs.
 */
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startBenchServer } from "../support/bench-server.ts";
import { type Contestant, describeMachine, isOnPath, runSideBySide } from "../support/side-by-side.ts";

const containers = 20;
const lines = 100_000;
const kubectlKt = join(import.meta.dirname, "../../bin/kubectl-kt");
const folder = mkdtempSync(join(tmpdir(), "kubectl-kt-bench-"));
await using server = await startBenchServer({ containers, lines });
try {
  process.stdout.write(`${describeMachine()}\n`);
  const env = { KUBECONFIG: server.kubeconfig };
  const file = join(folder, "out.txt");
  const logs = `${kubectlKt} logs -l app=bench --prefix`;
  const merge: Contestant[] = [
    { name: "kubectl-kt, to a file", script: `${logs} > ${file}`, env, rounds: 7 },
    { name: "kubectl-kt, to a pipe", script: `${logs} | cat > /dev/null`, env, rounds: 7 },
    { name: "kubectl-kt -o json", script: `${kubectlKt} logs -l app=bench -o json > ${file}.json`, env, rounds: 7 },
    { name: "kubectl-kt, grep 1 in 1,000", script: `${logs} --grep level=error > ${file}.matches`, env, rounds: 7 },
  ];
  if (isOnPath("curl"))
    merge.unshift({ name: "curl, thrown away", script: `curl --config ${curlConfig()}`, rounds: 7 });
  const receive = (program: string, words: readonly string[]): string =>
    [process.execPath, join(import.meta.dirname, program), server.url, server.token, server.caPath, ...words].join(" ");
  for (const [name, script] of [
    ["Node's sockets, thrown away", receive("receive-sockets.ts", server.podNames)],
    ["Node's HTTP/2, thrown away", receive("receive-only.ts", ["-", ...server.podNames])],
    ["Node's HTTP/2, to a file", receive("receive-only.ts", [`${file}.received`, ...server.podNames])],
  ] as const) {
    merge.push({ name, script, rounds: 7 });
  }
  if (isOnPath("kubectl")) {
    const script = `kubectl logs -l app=bench --prefix --tail=-1 --max-log-requests=${containers} > ${file}.kubectl`;
    merge.push({ name: "kubectl logs --prefix", script, env, rounds: 3 });
  }
  if (isOnPath("stern")) {
    const stern = `stern . --no-follow --tail=-1 --max-log-requests=${containers} --color=never`;
    for (const [name, format] of [
      ["stern --no-follow", ""],
      ["stern --no-follow -o json", " -o json"],
    ] as const) {
      merge.push({ name, script: `${stern}${format} > ${file}.stern 2> /dev/null`, env, rounds: 3 });
    }
  }
  await runSideBySide(merge);
  await checkOrder(file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** All logs at once over one HTTP/2 connection. */
function curlConfig(): string {
  const path = join(folder, "curl.config");
  const common = [
    "parallel",
    `parallel-max = ${containers}`,
    "http2",
    "silent",
    "show-error",
    "fail",
    "no-progress-meter",
  ];
  const access = [`cacert = "${server.caPath}"`, `header = "Authorization: Bearer ${server.token}"`];
  const transfers = server.podNames.flatMap((name) => [
    `url = "${server.url}/api/v1/namespaces/bench/pods/${name}/log?timestamps=true"`,
    `output = "/dev/null"`,
  ]);
  writeFileSync(path, [...common, ...access, ...transfers].join("\n"));
  return path;
}

/** The lines of the server's logs come in turn, one of each container: so must the merged ones. */
async function checkOrder(path: string): Promise<void> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const expected = `seq=${Math.floor(count / containers) + 1} `;
    if (!line.includes(`source=bench-${(count % containers) + 1} ${expected}`)) {
      throw new Error(`line ${count + 1} is out of order: ${line.slice(0, 100)}`);
    }
    count++;
  }
  if (count !== containers * lines) throw new Error(`${count} lines instead of ${containers * lines}`);
  process.stdout.write(`${count} lines, each once and in order\n`);
}
