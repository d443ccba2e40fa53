import type { KubeClient } from "../../kube/client.ts";
import { createFollowedMentions } from "../../nodelogs/mentions/followed-mentions.ts";
import { type LearntTimes, learnMentions } from "../../nodelogs/mentions/learn-mentions.ts";
import type { MentionEnvironment } from "../../nodelogs/mentions/mention-request.ts";
import { createMentionSource } from "../../nodelogs/mentions/mention-source.ts";
import { PodMentions } from "../../nodelogs/mentions/pod-mentions.ts";
import { NodeJournal } from "../../nodelogs/node-journal.ts";
import { NodeAbsence } from "../../nodelogs/node-looks.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Spool } from "../../stream/spool.ts";
import { shellWord } from "../../text/shell-word.ts";
import type { StreamSlots } from "../logs/stream-slots.ts";
import { withNearNames } from "../node-logs/near-logs.ts";
import { isLastWanted, pollMsOf } from "../node-logs/node-sources.ts";
import { inTurn, turnsOf } from "../node-logs/node-turns.ts";
import { besideSource, noticesFor, type TimelineContext } from "./timeline-context.ts";
import type { TimelinePod } from "./timeline-pod.ts";

/** What the services of one node say about pods of it. However many pods there are, each service is asked once. */
export class NodeTimeline {
  readonly #client: KubeClient;
  readonly #node: string;
  readonly #context: TimelineContext;
  readonly #mentions = new PodMentions<TimelinePod>();
  readonly #sources = new Map<TimelinePod, ReadonlyMap<string, SourceInfo>>();
  #learning: Promise<LearntTimes> | undefined;

  constructor(client: KubeClient, node: string, context: TimelineContext) {
    this.#client = client;
    this.#node = node;
    this.#context = context;
  }

  add(pod: TimelinePod): void {
    const { merge, timeline } = this.#context;
    // All of them at once, so that the look of the output does not change with the first line of each.
    const ofServices = timeline.services.map(
      (service) => [service, merge.registry.addFacts({ ...pod.facts, service })] as const,
    );
    this.#sources.set(pod, new Map(ofServices));
    this.#mentions.add(pod);
  }

  remove(pod: TimelinePod): void {
    this.#mentions.remove(pod);
    for (const info of this.#sources.get(pod)?.values() ?? []) this.#context.merge.registry.forgetFacts(info);
    this.#sources.delete(pod);
  }

  /** What there is now, read one after the other. */
  finished(slots: StreamSlots, spool: Spool): readonly LogSource[] {
    const sources = this.#services().map((service) => {
      const environment = this.#environmentOf(service);
      const source = createMentionSource(this.#client, this.#node, this.#requestOf(service), environment);
      return this.#withNearNames(source, service);
    });
    return inTurn(sources, slots, spool).map((source) => this.#chosen(source));
  }

  /** What there is, and what comes. */
  followed(slots: StreamSlots, over: AbortSignal): readonly LogSource[] {
    const { io, timeline } = this.#context;
    const following = {
      clock: io.clock,
      takeTurn: turnsOf(slots),
      absence: new NodeAbsence(),
      pollMs: pollMsOf({ services: timeline.services, files: [] }),
      over,
      isLastWanted: isLastWanted(this.#context.merge),
    };
    return this.#services().map((service) => {
      const environment = { ...this.#environmentOf(service), ...following };
      const source = createFollowedMentions(this.#client, this.#node, this.#requestOf(service), environment);
      return this.#chosen(this.#withNearNames(source, service));
    });
  }

  /** The kubelet last: which containers there were it says less often than their runtime does. */
  #services(): readonly string[] {
    const { services } = this.#context.timeline;
    return [...services.filter((name) => name !== "kubelet"), ...services.filter((name) => name === "kubelet")];
  }

  #requestOf(service: string): Parameters<typeof createMentionSource<TimelinePod>>[2] {
    return { service, range: this.#context.merge.windowOf(this.#client), mentions: this.#mentions };
  }

  #environmentOf(service: string): MentionEnvironment<TimelinePod> {
    const { io } = this.#context;
    return {
      notices: noticesFor(this.#context, this.#client),
      nowMs: () => io.clock.nowMs(),
      sourceOf: (pod) => this.#sources.get(pod)?.get(service) ?? this.#context.merge.registry.addFacts(pod.facts),
      learn: (signal) => this.#learn(signal),
    };
  }

  async #learn(signal: AbortSignal): Promise<LearntTimes> {
    const journal = new NodeJournal(this.#client, this.#node);
    this.#learning ??= learnMentions(journal, this.#services(), this.#mentions, signal);
    try {
      return await this.#learning;
    } catch (error) {
      // The node may answer the next time.
      this.#learning = undefined;
      throw error;
    }
  }

  #withNearNames(source: LogSource, service: string): LogSource {
    // Files have no place in a timeline: which of their lines are about a pod is not known.
    const usageOf = (query: string): string =>
      query.startsWith("/")
        ? `kubectl kt node-logs ${this.#node} --query ${shellWord(query)}`
        : `--with-node ${shellWord(query)}`;
    const asked = { client: this.#client, node: this.#node, query: service, usage: () => "kubectl get nodes", usageOf };
    return withNearNames(source, asked);
  }

  #chosen(source: LogSource): LogSource {
    return besideSource(source, this.#client, this.#context);
  }
}
