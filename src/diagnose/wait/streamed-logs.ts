import { FileAccess } from "../../logfiles/file-access.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { createPodLogSource } from "../../podlogs/pod-log-source.ts";
import type { DrainPool } from "../../stream/drain-pool.ts";
import { mergeFollow } from "../../stream/merge-follow.ts";
import type { Notices } from "../../stream/notice.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";
import { look } from "../look.ts";
import { MaskedLines, Masker } from "../masking/masker.ts";
import { knownSecretsOf } from "../masking/secret-values.ts";

/** How logs are streamed while somebody waits. */
export interface StreamingOptions {
  readonly client: KubeClient;
  readonly mayReadSecrets: boolean;
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
  readonly #maskers = new Map<string, Promise<Masker>>();
  readonly #lines = new Map<SourceInfo, MaskedLines>();
  readonly #files = new FileAccess();
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
    const { notices, clock, random } = this.#options;
    this.#targets.set(target.pod.uid, target);
    const facts: SourceFacts = { pod: target.pod.name, podUid: target.pod.uid, container: target.container };
    void this.#maskerOf(target);
    return createPodLogSource(
      target,
      { follow: true, range: {}, tailLines, instances: "current", fileUse: "never" },
      {
        notices,
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
    const { pod = "", podUid = "", container = "" } = source.facts;
    let lines = this.#lines.get(source);
    if (lines === undefined) {
      lines = new MaskedLines((await this.#maskers.get(podUid)) ?? new Masker());
      this.#lines.set(source, lines);
    }
    lines.add(line);
    const [masked = ""] = lines.lines;
    lines.forgetFirst(1);
    return `${pod} ${container} | ${masked}\n`;
  }

  /** Of pods in lists only what reading logs takes was kept: which Secrets they refer to is asked for once for each. */
  #maskerOf({ pod: { namespace, name, uid } }: Target): Promise<Masker> {
    const { client, mayReadSecrets: mayRead, signal } = this.#options;
    const known = this.#maskers.get(uid);
    if (known !== undefined) return known;
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
    const make = async (): Promise<Masker> => {
      const pod = await look("the pod", requestMs, signal, (within) => client.get<Pod>(path, { signal: within }));
      if (!pod.isSeen) return new Masker();
      return new Masker((await knownSecretsOf([pod.value], { client, mayRead, limitMs: requestMs, signal })).values);
    };
    const masker = make().catch(() => new Masker());
    this.#maskers.set(uid, masker);
    return masker;
  }
}

/** Of what runs already so many lines are shown. */
const lastLines = 10;
const windowMs = 300;
const silentBacklogMs = 5000;
const requestMs = 5000;
