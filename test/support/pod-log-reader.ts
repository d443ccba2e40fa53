import { Outages } from "../../src/podlogs/outage.ts";
import { createPodLogSource } from "../../src/podlogs/pod-log-source.ts";
import type { PodLogRequest } from "../../src/podlogs/pod-log-request.ts";
import { FileAccess } from "../../src/logfiles/file-access.ts";
import { isCaughtUp, isRemark } from "../../src/stream/source.ts";
import { entriesOf, type TestEntry } from "./entries.ts";
import { RecordedNotices } from "./recorded-notices.ts";
import type { ScriptedKubelet } from "./scripted-kubelet.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What a source gave. */
export interface PodLogReading {
  readonly entries: TestEntry[];
  /** The entries' texts. */
  readonly texts: string[];
  /** The same with the restart count of their instance before them. */
  readonly withInstance: string[];
  /** How many entries had come before the mark; undefined when it did not come. */
  readonly backlogCount: number | undefined;
  readonly notices: RecordedNotices;
}

/** Reads a source over the scripted kubelet until it ends by itself, or until `stopAtMs`. */
export async function readPodLog(
  kubelet: ScriptedKubelet,
  time: VirtualTime,
  request: Partial<PodLogRequest> & { readonly stopAtMs?: number } = {},
): Promise<PodLogReading> {
  const notices = new RecordedNotices();
  const stop = new AbortController();
  const { stopAtMs, ...asked } = request;
  const access = new FileAccess();
  if (stopAtMs !== undefined) time.after(stopAtMs, () => stop.abort(new Error("stopped")));
  let sources = 0;
  const source = createPodLogSource(
    kubelet.target,
    { follow: false, range: {}, instances: "current", fileUse: "never", ...asked },
    {
      notices,
      outages: new Outages(),
      files: () => Promise.resolve(access),
      nowMs: () => time.nowMs(),
      sleep: (ms, signal) => time.sleep(ms, signal),
      random: () => 0.5,
      sourceOf: (_target, _pod, instance) => ({ id: sources++, facts: instance === undefined ? {} : { instance } }),
    },
  );
  const entries: TestEntry[] = [];
  const withInstance: string[] = [];
  let backlogCount: number | undefined;
  const read = async (): Promise<void> => {
    for await (const item of source.read(stop.signal)) {
      if (isCaughtUp(item)) {
        backlogCount = entries.length;
        continue;
      }
      if (isRemark(item)) {
        item.tell();
        continue;
      }
      const more = entriesOf(item);
      entries.push(...more);
      withInstance.push(...more.map(({ text }) => `${item.source.facts.instance}:${text}`));
    }
    await source[Symbol.asyncDispose]();
  };
  await time.run(read());
  return { entries, texts: entries.map(({ text }) => text), withInstance, backlogCount, notices };
}
