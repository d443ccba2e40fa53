import type { KubeClient } from "../../kube/client.ts";
import type { SourceInfo } from "../../stream/source-info.ts";
import type { LogSource, SourceItem } from "../../stream/source.ts";
import { pickWithin } from "../../stream/time-range.ts";
import { type FollowEnvironment, readGrowth } from "../followed-service.ts";
import { lateRange, readStart } from "../followed-start.ts";
import { JournalParsing } from "../journal-parsing.ts";
import { lastBoots } from "../last-boots.ts";
import { LastEntry } from "../last-entry.ts";
import { NodeJournal } from "../node-journal.ts";
import { NodeLooks } from "../node-looks.ts";
import { readService } from "../service-source.ts";
import { learningParsing } from "./learn-mentions.ts";
import { type MentionEnvironment, type MentionRequest, serviceRequestOf } from "./mention-request.ts";
import type { MentionedPod } from "./pod-mentions.ts";

/** What following needs besides. */
export interface FollowedMentionEnvironment<P extends MentionedPod>
  extends MentionEnvironment<P>,
    Pick<FollowEnvironment, "clock" | "takeTurn" | "absence" | "pollMs" | "isLastWanted"> {
  /** Ends the follow in order, with one more look. */
  readonly over: AbortSignal;
}

/** What a service of a node has written about pods, and what it writes; also about those that are added to them. */
export function createFollowedMentions<P extends MentionedPod>(
  client: KubeClient,
  node: string,
  request: MentionRequest<P>,
  environment: FollowedMentionEnvironment<P>,
): LogSource {
  const journal = new NodeJournal(client, node);
  return {
    name: `${node}/${request.service}`,
    read: (signal) => new MentionFollow(journal, request, environment).read(signal),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/**
 * Of the past only what matches is asked for, of what comes everything: which IDs belong to a pod is known only behind the
 * line that tells it. Where the two meet, lines that were in both are told by their text.
 */
class MentionFollow<P extends MentionedPod> {
  readonly #journal: NodeJournal;
  readonly #request: MentionRequest<P>;
  readonly #environment: FollowedMentionEnvironment<P>;
  readonly #parsing: JournalParsing;
  readonly #last = new LastEntry();
  /** Reads what comes once before, since a line may name a container that only the next one assigns to a pod. */
  readonly #learning: JournalParsing;
  /** The last lines that spoke of no pod: they may be the beginning of one that is heard of later. */
  #unclaimed: Buffer[] = [];
  #unclaimedBytes = 0;
  #version = 0;
  /** The newest lines of the past. */
  readonly #pastLines = new Set<string>();
  /** Those of them that an attempt brought which broke off. */
  #alreadyRead: ReadonlySet<string> = new Set();
  #phase: "past" | "seam" | "live" = "past";

  constructor(journal: NodeJournal, request: MentionRequest<P>, environment: FollowedMentionEnvironment<P>) {
    this.#journal = journal;
    this.#request = request;
    this.#environment = environment;
    this.#learning = learningParsing(journal, request.service, request.mentions);
    this.#parsing = this.#newParsing();
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const { service, mentions } = this.#request;
    const environment = this.#environment;
    const looks = new NodeLooks(`${this.#journal.node}/${service}`, environment);
    const beganMs = environment.nowMs();
    const read = (isLate: boolean): AsyncGenerator<SourceItem, void, void> => {
      return this.#readPast(isLate ? environment.nowMs() - beganMs : undefined, signal);
    };
    if (!(yield* readStart(read, { ...environment, looks }, signal))) return;
    this.#phase = "seam";
    const looking = { ...environment, looks, last: this.#last };
    for await (const texts of readGrowth(this.#journal, { service, pattern: undefined }, looking, signal)) {
      mentions.refresh();
      for (const text of texts) this.#learning.push(text, 0);
      yield* this.#readUnclaimed();
      for (const text of texts) yield* this.#parse(text);
      this.#phase = "live";
      this.#pastLines.clear();
    }
  }

  /** @param lateMs How late it begins, behind attempts that failed; undefined: at once. */
  async *#readPast(lateMs: number | undefined, signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const { service } = this.#request;
    const end = { service, tailLines: 1, range: {}, pattern: undefined, boot: undefined };
    for (const text of (await lastBoots(this.#journal, end, signal)) ?? []) this.#last.push(text);
    if (this.#request.mentions.isEmpty) return;
    const times = await this.#environment.learn(signal);
    const reading = { ...this.#environment, sourceOf: this.#sourceOf, parsing: this.#newParsing() };
    this.#alreadyRead = new Set(this.#pastLines);
    yield* readService(this.#journal, serviceRequestOf(this.#wanted(lateMs), times), reading, signal);
  }

  #wanted(lateMs: number | undefined): MentionRequest<P> {
    if (lateMs === undefined || !this.#environment.isLastWanted) return this.#request;
    return { ...this.#request, range: lateRange(this.#request.range, this.#journal.client.serverNowMs() - lateMs) };
  }

  #newParsing(): JournalParsing {
    const nowSeconds = (): number => this.#journal.client.serverNowMs() / 1000;
    return new JournalParsing(this.#sourceOf, this.#request.service, nowSeconds);
  }

  /** Looks once more at lines that spoke of no pod, when more is known than before. */
  *#readUnclaimed(): Generator<SourceItem, void, void> {
    const { version } = this.#request.mentions;
    if (version === this.#version) return;
    this.#version = version;
    const text = Buffer.concat(this.#unclaimed);
    this.#unclaimed = [];
    this.#unclaimedBytes = 0;
    yield* this.#parse(text);
  }

  *#parse(text: Buffer): Generator<SourceItem, void, void> {
    for (const block of this.#parsing.push(text, this.#environment.nowMs())) {
      yield pickWithin(block, this.#request.range);
    }
  }

  readonly #sourceOf = (bytes: Buffer, start: number, end: number, seconds: number): SourceInfo | undefined => {
    const line = bytes.toString("latin1", start, end);
    const pod = this.#request.mentions.find(line, seconds);
    if (pod === undefined) {
      if (this.#phase !== "past") this.#keep(bytes, start, end);
      return undefined;
    }
    if (this.#phase === "past") {
      if (this.#alreadyRead.has(line)) return undefined;
      this.#note(line);
    }
    if (this.#phase === "seam" && this.#pastLines.has(line)) return undefined;
    return this.#environment.sourceOf(pod);
  };

  #keep(bytes: Buffer, start: number, end: number): void {
    const line = Buffer.concat([bytes.subarray(start, end), newline]);
    this.#unclaimed.push(line);
    this.#unclaimedBytes += line.length;
    while (this.#unclaimedBytes > mostUnclaimedBytes) this.#unclaimedBytes -= this.#unclaimed.shift()?.length ?? 0;
  }

  #note(line: string): void {
    this.#pastLines.add(line);
    if (this.#pastLines.size <= mostPastLines) return;
    for (const oldest of this.#pastLines) {
      this.#pastLines.delete(oldest);
      return;
    }
  }
}

const newline = Buffer.from("\n");
/** A minute of a busy kubelet. */
const mostUnclaimedBytes = 512 * 1024;
/** More than can be written while the past is read. */
const mostPastLines = 10_000;
