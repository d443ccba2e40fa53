import type { KubeClient } from "../kube/client.ts";
import type { LogSource, SourceItem } from "../stream/source.ts";
import { pickWithin } from "../stream/time-range.ts";
import { JournalGrowth } from "./journal-growth.ts";
import { LastEntry } from "./last-entry.ts";
import { lastBoots, noBoot } from "./last-boots.ts";
import { JournalParsing } from "./journal-parsing.ts";
import { type JournalQuery, mostTailLines, widenedTimes } from "./journal-query.ts";
import { type JournalBody, NodeJournal } from "./node-journal.ts";
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
    const { service, range, pattern, boot } = this.#request;
    const query: JournalQuery = { service, pattern, boot, ...widenedTimes(range) };
    const askedMs = this.#environment.nowMs();
    const answer = await this.#journal.open(query, signal);
    if (answer.kind === "no-boot" && boot !== undefined) throw noBoot(this.#journal.node, boot);
    if (answer.kind !== "entries") {
      this.#sayNone();
      return;
    }
    await using body = answer.body;
    yield* this.#readUncut(body, askedMs, signal);
  }

  /**
   * A kubelet ends the `journalctl` that it calls after 30 s, and with it its answer, maybe amid a line, without a sign. So
   * after so long it is looked whether there is more: that is read from the end of the journal.
   */
  async *#readUncut(body: JournalBody, askedMs: number, signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    const { service, pattern, boot, range } = this.#request;
    const { nowMs, notices } = this.#environment;
    const last = new LastEntry();
    let rest: Buffer = Buffer.alloc(0);
    for (let bytes = await body.next(); bytes !== undefined; bytes = await body.next()) {
      const text = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      const end = text.lastIndexOf(newline) + 1;
      rest = text.subarray(end);
      last.push(text.subarray(0, end));
      yield* this.#within(text.subarray(0, end));
    }
    const isPastAll = range.last !== undefined && this.#latestSeconds > range.last.seconds + 1;
    if (nowMs() - askedMs >= cutAfterMs && !last.isNone && !isPastAll) {
      const { texts, hasGap } = await new JournalGrowth(this.#journal, service, pattern).since(last, signal, boot);
      if (hasGap) {
        notices.notice({
          level: "gap",
          about: `${this.#journal.node}/${service}`,
          message: "the kubelet ended its answer after 30 s, before the end of the journal: lines may be missing",
          hint: "--since, --tail and --boot ask for less",
        });
      }
      for (const text of texts) yield* this.#within(text);
    } else if (rest.length > 0) {
      yield* this.#within(rest);
    }
    yield* this.#rest();
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
  #sayNone(): void {
    const { service, range, pattern } = this.#request;
    const { node } = this.#journal;
    if (pattern !== undefined || range.first !== undefined || range.last !== undefined) return;
    this.#environment.notices.notice({
      level: "warning",
      about: `${node}/${service}`,
      message: `the journal has no entries of a service of this name`,
      hint: "the whole name of the unit is needed: --query kubelet",
    });
  }
}

/** A second less than after what a kubelet ends an answer (kubernetes v1.36.3 pkg/kubelet/kubelet_server_journal.go). */
const cutAfterMs = 29_000;
const newline = 0x0a;

/** Of a service at work several minutes. */
const recentLines = 2000;
