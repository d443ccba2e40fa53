import type { PodLogRequest } from "../../src/podlogs/pod-log-request.ts";
import { FileAccess } from "../../src/logfiles/file-access.ts";
import { Outages } from "../../src/podlogs/outage.ts";
import { createPodLogSource } from "../../src/podlogs/pod-log-source.ts";
import { isBlock, isRemark } from "../../src/stream/source.ts";
import { resolveTargets } from "../../src/targets/resolve-targets.ts";
import type { Target } from "../../src/targets/target.ts";
import { systemClock } from "../../src/time/clock.ts";
import { entriesOf } from "./entries.ts";
import { connectWith } from "./kube-client.ts";
import { RecordedNotices } from "./recorded-notices.ts";

/** Containers being read, each by its own source, with what came of each so far. */
export interface ReadPods extends AsyncDisposable {
  /** Texts by source name (`shop/web-1/web`). */
  readonly texts: ReadonlyMap<string, string[]>;
  /** Restart counts of the instances, in the order in which they came, by source name. */
  readonly instances: ReadonlyMap<string, number[]>;
  readonly notices: RecordedNotices;
  /** Settled when every source has ended; a follow may never. */
  readonly ended: Promise<void>;
}

/** Reads every container of the pods that the sources name, over a real client. */
export async function readPods(
  kubeconfig: string,
  sources: readonly string[],
  request: Partial<PodLogRequest> = {},
): Promise<ReadPods> {
  const client = await connectWith(kubeconfig);
  const stop = new AbortController();
  const { initial } = await resolveTargets(
    client,
    { sources },
    {
      follow: request.follow === true,
      signal: stop.signal,
      compilePattern: (text) => (name) => name.includes(text),
      clock: systemClock,
    },
  );
  const texts = new Map<string, string[]>();
  const instances = new Map<string, number[]>();
  const notices = new RecordedNotices();
  const access = new FileAccess();
  const outages = new Outages();
  let ids = 0;
  const read = async (target: Target): Promise<void> => {
    const environment = {
      files: () => Promise.resolve(access),
      notices,
      outages,
      nowMs: () => performance.now(),
      sleep: (ms: number, signal: AbortSignal): Promise<void> =>
        new Promise((resolve) => {
          const cancel = systemClock.after(ms, resolve);
          signal.addEventListener("abort", () => (cancel(), resolve()), { once: true });
        }),
      random: Math.random,
      sourceOf: (_target: Target, _pod: unknown, instance: number | undefined) => ({
        id: ids++,
        facts: instance === undefined ? {} : { instance },
      }),
    };
    const source = createPodLogSource(
      target,
      { follow: false, range: {}, instances: "current", fileUse: "never", ...request },
      environment,
    );
    const mine: string[] = [];
    const runs: number[] = [];
    texts.set(source.name, mine);
    instances.set(source.name, runs);
    for await (const item of source.read(stop.signal)) {
      if (isRemark(item)) item.tell();
      if (!isBlock(item)) continue;
      for (const { text } of entriesOf(item)) mine.push(Buffer.from(text, "latin1").toString("utf8"));
      const run = item.source.facts.instance;
      if (run !== undefined && runs.at(-1) !== run) runs.push(run);
    }
    await source[Symbol.asyncDispose]();
  };
  const ended = Promise.all(initial.map(read)).then(() => undefined);
  ended.catch(() => undefined);
  return {
    texts,
    instances,
    notices,
    ended,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
      await client.close();
    },
  };
}
