import type { KubeClient } from "../kube/client.ts";
import type { LogSource, SourceItem } from "../stream/source.ts";
import { pickWithin } from "../stream/time-range.ts";
import { JournalGrowth } from "./journal-growth.ts";
import { LastEntry } from "./last-entry.ts";
import { lastBoots, noBoot } from "./last-boots.ts";
import { JournalParsing } from "./journal-parsing.ts";
import { type JournalQuery, mostTailLines, widenedTimes } from "./journal-query.ts";
import { type JournalBody, NodeJournal } from "./node-journal.ts";
import { AnswerResumption } from "./resumed-answer.ts";
import type { NodeLogEnvironment, ServiceRequest } from "./service-request.ts";

/**
 * The journal of a service of a node, up to what it has now. Its entries are exactly those of the request, whatever the
 * kubelet makes of the options: what it cannot be asked for exactly is asked for more widely, and chosen here.
 */
export function createServiceSource(
  client: KubeClient,
  node: string,
  request: ServiceRequest,
  environment: NodeLogEnvironment,
): LogSource {
  const journal = new NodeJournal(client, node);
  return {
    name: `${node}/${request.service}`,
    read: (signal) => readService(journal, request, environment, signal),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** What a reading may be told besides. */
export interface ReadingEnvironment extends NodeLogEnvironment {
  /** Reads what comes behind it as well; absent: one of its own. */
  readonly parsing?: JournalParsing;
  /** Takes everything that is read, in its order, wanted or not. */
  readonly onBytes?: (bytes: Buffer) => void;
}

/** The entries that a journal has now. @throws KtError as `NodeJournal.open`; KT_NOT_FOUND for a boot that it has not. */
export async function* readService(
  journal: NodeJournal,
  request: ServiceRequest,
  environment: ReadingEnvironment,
  signal: AbortSignal,
): AsyncGenerator<SourceItem, void, void> {
  yield* new ServiceReading(journal, request, environment).read(signal);
}

class ServiceReading {
  readonly #journal: NodeJournal;
  readonly #request: ServiceRequest;
  readonly #environment: ReadingEnvironment;
  readonly #parsing: JournalParsing;
  #latestSeconds = Number.NEGATIVE_INFINITY;
  #askedMs = 0;

  constructor(journal: NodeJournal, request: ServiceRequest, environment: ReadingEnvironment) {
    this.#journal = journal;
    this.#request = request;
    this.#environment = environment;
    const nowSeconds = (): number => journal.client.serverNowMs() / 1000;
    this.#parsing = environment.parsing ?? new JournalParsing(environment.sourceOf, request.service, nowSeconds);
  }

  async *read(signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const { tailLines, pattern, range } = this.#request;
    if (tailLines === 0) return;
    // Of a pattern the kubelet gives the last matches newest first, and up to a time no last ones at all.
    const isTail = pattern === undefined && range.last === undefined && (tailLines ?? 1) <= mostTailLines;
    if (isTail && tailLines !== undefined) {
      const texts = await lastBoots(this.#journal, { ...this.#request, tailLines }, signal);
      if (texts !== undefined) {
        if (texts.length === 0) await this.#sayNone(signal);
        for (const text of texts) yield* this.#within(text);
        yield* this.#rest();
        return;
      }
    }
    if (isTail && range.first !== undefined && this.#request.boot === undefined) {
      const hasAll = yield* this.#readRecent(signal);
      if (hasAll) return;
    }
    yield* this.#readAll(signal);
  }

  /** Reads the end of the journal if it reaches back far enough: that costs the node little, and needs no time zone. */
  async *#readRecent(signal: AbortSignal): AsyncGenerator<SourceItem, boolean, void> {
    const answer = await this.#journal.open({ service: this.#request.service, tailLines: recentLines }, signal);
    if (answer.kind !== "entries") return false;
    await using body = answer.body;
    const first = await body.next();
    const { first: wanted } = this.#request.range;
    if (first === undefined || wanted === undefined || !this.#parsing.beginsBefore(first, wanted)) return false;
    yield* this.#within(first);
    yield* this.#readBody(body);
    return true;
  }

  async *#readAll(signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const { service, range, pattern, boot, marginSeconds } = this.#request;
    const query: JournalQuery = { service, pattern, boot, ...widenedTimes(range, marginSeconds) };
    this.#askedMs = this.#environment.nowMs();
    const answer = await this.#journal.open(query, signal);
    if (answer.kind === "no-boot" && boot !== undefined) throw noBoot(this.#journal.node, boot);
    if (answer.kind !== "entries") {
      if (this.#isCutSince(this.#askedMs)) this.#sayCut();
      else await this.#sayNone(signal);
      return;
    }
    yield* this.#readUncut(answer.body, query, signal);
  }

  /**
   * A kubelet ends the `journalctl` that it calls after 30 s, and with it its answer, maybe amid a line, without a sign. So
   * after so long it is asked again, for what stands behind the last line, until nothing does.
   */
  async *#readUncut(
    opened: JournalBody,
    query: JournalQuery,
    signal: AbortSignal,
  ): AsyncGenerator<SourceItem, void, void> {
    const { nowMs } = this.#environment;
    const last = new LastEntry();
    const resumption = new AnswerResumption(this.#journal, this.#parsing);
    let askedMs = this.#askedMs;
    let text: Buffer = Buffer.alloc(0);
    let body = opened;
    for (;;) {
      await using current = body;
      const { hasNews, rest } = yield* this.#readLines(current, text, last);
      const isCut = this.#isCutSince(askedMs) && !this.#isPastAll();
      if (!isCut || !hasNews) {
        yield* this.#within(rest);
        // It has looked through the journal for so long and found nothing: the next answer would come no further.
        if (isCut) this.#sayCut();
        break;
      }
      askedMs = nowMs();
      const resumed = await resumption.behind(query, last, this.#latestSeconds, signal);
      if (resumed === undefined) {
        yield* this.#readGrowth(last, signal);
        break;
      }
      ({ text, body } = resumed);
    }
    yield* this.#rest();
  }

  /** Reads whole lines of an answer; what is left is the beginning of one, which may be cut. */
  async *#readLines(
    body: JournalBody,
    text: Buffer,
    last: LastEntry,
  ): AsyncGenerator<SourceItem, { readonly hasNews: boolean; readonly rest: Buffer }, void> {
    let rest = text;
    let hasNews = false;
    for (let bytes: Buffer | undefined = Buffer.alloc(0); bytes !== undefined; bytes = await body.next()) {
      const joined: Buffer = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const end = joined.lastIndexOf(newline) + 1;
      rest = joined.subarray(end);
      if (end === 0) continue;
      hasNews = true;
      last.push(joined.subarray(0, end));
      yield* this.#within(joined.subarray(0, end));
    }
    return { hasNews, rest };
  }

  /** Where times do not lead on, the end of the journal does, as far as it can be asked for. */
  async *#readGrowth(last: LastEntry, signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const { service, pattern, boot } = this.#request;
    const { texts, hasGap } = await new JournalGrowth(this.#journal, service, pattern).since(last, signal, boot);
    if (hasGap) this.#sayCut();
    for (const text of texts) yield* this.#within(text);
  }

  #sayCut(): void {
    this.#environment.notices.notice({
      level: "gap",
      about: `${this.#journal.node}/${this.#request.service}`,
      message: "the kubelet ended its answer after 30 s, before the end of the journal: lines may be missing",
      hint: "--since, --tail and --boot ask for less",
    });
  }

  /** Whether an answer has taken so long that the kubelet may have ended it. */
  #isCutSince(askedMs: number): boolean {
    return this.#environment.nowMs() - askedMs >= cutAfterMs;
  }

  #isPastAll(): boolean {
    const { last } = this.#request.range;
    return last !== undefined && this.#latestSeconds > last.seconds + 1;
  }

  async *#readBody(body: JournalBody): AsyncGenerator<SourceItem, void, void> {
    for (let bytes = await body.next(); bytes !== undefined; bytes = await body.next()) yield* this.#within(bytes);
    yield* this.#rest();
  }

  *#within(bytes: Buffer): Generator<SourceItem, void, void> {
    this.#environment.onBytes?.(bytes);
    for (const block of this.#parsing.push(bytes, this.#environment.nowMs())) {
      this.#latestSeconds = block.keySeconds[block.count - 1] as number;
      yield pickWithin(block, this.#request.range);
    }
  }

  *#rest(): Generator<SourceItem, void, void> {
    for (const block of this.#parsing.end(this.#environment.nowMs())) yield pickWithin(block, this.#request.range);
  }

  /** A part of a unit's name is not told from one that has written nothing. */
  async #sayNone(signal: AbortSignal): Promise<void> {
    const { service, range, pattern, boot } = this.#request;
    const { node } = this.#journal;
    const isNarrowed = [pattern, range.first, range.last, boot].some((choice) => choice !== undefined);
    if (isNarrowed && (await this.#hasAny(signal))) return;
    this.#environment.notices.notice({
      level: "warning",
      about: `${node}/${service}`,
      message: `the journal has no entries of a service of this name`,
      hint: "the whole name of the unit is needed: kubelet, containerd",
    });
  }

  /** Whether the service has ever written anything. */
  async #hasAny(signal: AbortSignal): Promise<boolean> {
    const { service } = this.#request;
    const end = { service, tailLines: 1, range: {}, pattern: undefined, boot: undefined };
    const texts = await lastBoots(this.#journal, end, signal);
    if (texts !== undefined) return texts.length > 0;
    // Silent since several boots: a kubelet gives no last lines over all of them.
    const answer = await this.#journal.open({ service }, signal);
    if (answer.kind !== "entries") return false;
    await answer.body[Symbol.asyncDispose]();
    return true;
  }
}

/** A second less than after what a kubelet ends an answer (kubernetes v1.36.3 pkg/kubelet/kubelet_server_journal.go). */
const cutAfterMs = 29_000;
const newline = 0x0a;

/** Of a service at work several minutes. */
const recentLines = 2000;
