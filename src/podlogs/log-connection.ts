import type { ByteStream } from "../kube/client.ts";
import { type Block, EntryFlag } from "../stream/block.ts";
import type { KeyClock } from "../stream/key-clock.ts";
import { pickEntries } from "../stream/pick-entries.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import { TimestampedLines } from "../stream/timestamped-lines.ts";
import type { Target } from "../targets/target.ts";
import { type KubeletMessage, readKubeletMessage } from "./kubelet-message.ts";
import { type LogQuery, logParameters, logPath } from "./log-query.ts";

/** What one connection needs besides its question. */
export interface LogConnectionOptions {
  readonly target: Target;
  readonly query: LogQuery;
  /** Whose entries they are. */
  readonly source: SourceInfo;
  readonly clock: KeyClock;
  nowMs(): number;
  readonly signal: AbortSignal;
}

/** One answer of the log endpoint, block by block, with the kubelet's own messages taken out. */
export class LogConnection implements AsyncDisposable {
  readonly #stream: ByteStream;
  readonly #lines: TimestampedLines;
  readonly #options: LogConnectionOptions;
  /** What the kubelet said instead of going on; undefined when it said nothing. */
  message: KubeletMessage | undefined;
  /**
   * After a clean end: the last line when it had no newline. It may be whole (a container may end so) or have
   * been cut.
   */
  unfinished: Block | undefined;

  private constructor(stream: ByteStream, options: LogConnectionOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#lines = new TimestampedLines(options.source, options.clock, { stream: options.query.stream });
  }

  /**
   * Asks, and waits for the head of the answer.
   * @throws KtError as `KubeClient.stream`.
   */
  static async open(options: LogConnectionOptions): Promise<LogConnection> {
    const { target, query, signal } = options;
    const isWhole = query.follow !== true && query.tailLines === undefined && query.limitBytes === undefined;
    const parameters = logParameters(target, query);
    const bulk = isWhole ? "perhaps" : undefined;
    const stream = await target.client.stream(logPath(target), { query: parameters, bulk, signal });
    return new LogConnection(stream, options);
  }

  /** Whether the pod has no node yet (204). */
  get isUnscheduled(): boolean {
    return this.#stream.status === 204;
  }

  /**
   * The lines that arrived, at least one.
   * @returns undefined at a clean end.
   * @throws KtError KT_UNREACHABLE when the connection broke; a line that was not complete is forgotten.
   */
  async next(): Promise<Block | undefined> {
    for (;;) {
      const chunks = await this.#stream.next();
      const arrivedMs = this.#options.nowMs();
      if (chunks === undefined) {
        const rest = this.#lines.end(arrivedMs);
        const unfinished = rest === undefined ? undefined : this.#withoutMessages(rest);
        if (unfinished !== undefined && unfinished.count > 0) this.unfinished = this.#marked(unfinished);
        return undefined;
      }
      const block = this.#lines.push(chunks, arrivedMs);
      if (block === undefined) continue;
      const clean = block.flags === undefined ? block : this.#withoutMessages(block);
      if (clean.count > 0) return this.#marked(clean);
    }
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#stream[Symbol.asyncDispose]();
  }

  #withoutMessages(block: Block): Block {
    if (block.flags === undefined) return block;
    const kept = new Uint32Array(block.count);
    let count = 0;
    for (let index = 0; index < block.count; index++) {
      const isUntimed = ((block.flags[index] as number) & EntryFlag.untimed) !== 0;
      const message = isUntimed ? readKubeletMessage(textOf(block, index)) : undefined;
      if (message === undefined) kept[count++] = index;
      else this.message = message;
    }
    return pickEntries(block, kept, count);
  }

  /** With a filter by stream, every entry is known to be of that stream. */
  #marked(block: Block): Block {
    const { stream } = this.#options.query;
    if (stream === undefined) return block;
    const flags = new Uint8Array(block.count).fill(EntryFlag[stream]);
    for (let index = 0; index < block.count; index++) flags[index] = EntryFlag[stream] | (block.flags?.[index] ?? 0);
    return { ...block, flags };
  }
}

function textOf(block: Block, index: number): string {
  const start = block.starts[index] as number;
  // Long lines are no messages of the kubelet.
  const end = Math.min(block.ends[index] as number, start + 1024);
  return block.bytes.toString("utf8", start, end);
}
