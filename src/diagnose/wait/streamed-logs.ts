import { FileAccess } from "../../logfiles/file-access.ts";
import type { Pod } from "../../kube/objects.ts";
import { Outages } from "../../podlogs/outage.ts";
import { createPodLogSource } from "../../podlogs/pod-log-source.ts";
import type { DrainPool } from "../../stream/drain-pool.ts";
import { mergeFollow } from "../../stream/merge-follow.ts";
import type { Notices } from "../../stream/notice.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import { MaskedLines } from "../masking/masker.ts";
import type { PodSecrets } from "../masking/pod-secrets.ts";

/** How logs are streamed while somebody waits. */
export interface StreamingOptions {
  readonly secrets: PodSecrets;
  readonly notices: Notices;
  readonly pool: DrainPool;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Takes lines, each with its newline and without secrets. */
  readonly write: (text: string) => Promise<void>;
}

/** Streams the logs of pods and of those that join, and knows the pods; ends when nothing more can come, or by the signal. */
export class StreamedLogs {
  readonly #options: StreamingOptions;
  readonly #targets = new Map<string, Target>();
  readonly #lines = new Map<SourceInfo, MaskedLines>();
  readonly #files = new FileAccess();
  readonly #outages = new Outages();
  #nextId = 0;

  constructor(options: StreamingOptions) {
    this.#options = options;
  }

  /** The pods that are known by now, as they are. */
  get pods(): readonly Pod[] {
    return [...this.#targets.values()].flatMap((target) => target.pods.current(target.pod) ?? []);
  }

  async run(set: TargetSet): Promise<void> {
    const { pool, clock, notices, signal, write } = this.#options;
    const sources = { initial: set.initial.map((target) => this.#open(target, lastLines)), joining: this.#join(set) };
    const options = { windowMs, silentBacklogMs, clock, pool, notices, signal };
    for await (const batch of mergeFollow(sources, options)) {
      const texts: string[] = [];
      for (let place = 0; place < batch.count; place++) {
        const block = batch.blocks[batch.block[place] ?? 0];
        const index = batch.entry[place] ?? 0;
        if (block === undefined) continue;
        const line = block.bytes.toString("utf8", block.starts[index], block.ends[index]);
        texts.push(await this.#masked(block.source, line));
      }
      if (texts.length > 0) await write(texts.join(""));
    }
  }

  async *#join({ joining }: TargetSet): AsyncGenerator<LogSource, void, void> {
    for await (const target of joining) yield this.#open(target, undefined);
  }

  #open(target: Target, tailLines: number | undefined): LogSource {
    const { notices, clock, random, secrets } = this.#options;
    this.#targets.set(target.pod.uid, target);
    const facts: SourceFacts = {
      ...{ namespace: target.pod.namespace, pod: target.pod.name },
      ...{ podUid: target.pod.uid, container: target.container },
    };
    void secrets.maskerOf(target.pod);
    return createPodLogSource(
      target,
      { follow: true, range: {}, tailLines, instances: "current", fileUse: "never" },
      {
        notices,
        outages: this.#outages,
        files: () => Promise.resolve(this.#files),
        nowMs: () => clock.nowMs(),
        sleep: async (ms, within) => {
          await pause(clock, ms, within);
          within.throwIfAborted();
        },
        random,
        sourceOf: () => ({ id: this.#nextId++, facts }),
      },
    );
  }

  async #masked(source: SourceInfo, line: string): Promise<string> {
    const { namespace = "", pod = "", podUid = "", container = "" } = source.facts;
    let lines = this.#lines.get(source);
    if (lines === undefined) {
      lines = new MaskedLines(await this.#options.secrets.maskerOf({ namespace, name: pod, uid: podUid }));
      this.#lines.set(source, lines);
    }
    lines.add(line);
    const [masked = ""] = lines.lines;
    lines.forgetFirst(1);
    return `${pod} ${container} | ${masked}\n`;
  }
}

/** Of what runs already so many lines are shown. */
const lastLines = 10;
const windowMs = 300;
const silentBacklogMs = 5000;
