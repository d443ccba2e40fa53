import { usualRules } from "../../src/demo/server/access/user.ts";
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { Container } from "../../src/demo/server/world/container.ts";
import type { PodLogRequest } from "../../src/podlogs/pod-log-request.ts";
import type { Hits } from "./faults.ts";
import { type ReadPods, readPods } from "./followed-pods.ts";

/** When the first line was written. */
export const startMs: number = Date.parse("2026-11-21T08:00:00Z");
/** Requests for files and folders of nodes. */
export const proxied: Hits = { path: /\/proxy\/logs\// };
/** Asks for everything that is still there. */
export const history: Partial<PodLogRequest> = { fileUse: "history", instances: "all" };

/** Writes numbered lines, a millisecond apart, every fifth to stderr. */
export class Numbers {
  readonly written: string[] = [];
  readonly #container: Container;
  readonly #lineBytes: number;

  constructor(container: Container, lineBytes = 60) {
    this.#container = container;
    this.#lineBytes = lineBytes;
  }

  write(count: number): void {
    const end = this.written.length + count;
    while (this.written.length < end) {
      const sequence = this.written.length;
      const text = `seq=${sequence} `.padEnd(this.#lineBytes, "x");
      this.written.push(text);
      this.#container.writeLine(text, { at: timeOf(sequence), stream: sequence % 5 === 4 ? "stderr" : "stdout" });
    }
  }
}

/** When a line was written, as the runtime writes it: without trailing zeros. */
export function timeOf(sequence: number): string {
  return new Date(startMs + sequence).toISOString().replace(/0*Z$/, "Z").replace(".Z", "Z");
}

/** A fake cluster with the pod `shop/web` and its container `app`, which writes. */
export interface WrittenPod extends AsyncDisposable {
  readonly cluster: FakeCluster;
  readonly container: Container;
  readonly numbers: Numbers;
}

/** Starts it, with a user `reader` who may read logs and no files. */
export async function startWrittenPod(options: FakeClusterOptions = {}, lineBytes?: number): Promise<WrittenPod> {
  const users = [{ name: "reader", rules: usualRules.podsAndLogs() }];
  const cluster = await startFakeCluster({ users, ...options });
  const container = cluster.world.addPod({ namespace: "shop", name: "web", containers: ["app"] }).container();
  const dispose = (): Promise<void> => cluster.close();
  return { cluster, container, numbers: new Numbers(container, lineBytes), [Symbol.asyncDispose]: dispose };
}

/** What came, and what was said with levels above `debug`. */
export async function readWrittenPod(
  cluster: FakeCluster,
  request: Partial<PodLogRequest>,
  user = "admin",
): Promise<{ readonly lines: readonly string[]; readonly said: readonly string[]; readonly read: ReadPods }> {
  await using read = await readPods(cluster.kubeconfig(user, { namespace: "shop" }), ["web"], request);
  await read.ended;
  const said = read.notices.all
    .filter(({ level }) => level !== "debug")
    .map(({ level, message }) => `${level}: ${message}`);
  return { lines: read.texts.get("shop/web/app") ?? [], said, read };
}

/** Paths of the requests for files and folders of nodes so far. */
export function fileRequests({ requests }: FakeCluster): readonly string[] {
  return requests.filter(({ path }) => path.includes("/proxy/logs/")).map(({ path }) => path);
}
