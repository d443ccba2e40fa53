import { isBlock, type LogSource, type SourceItem } from "../../stream/source.ts";
import { pickWithin } from "../../stream/time-range.ts";
import { timelineLeadSeconds } from "./timeline-request.ts";

/**
 * Where the lines of pods begin in a follow of which only last lines are wanted of what was before. A node that is slow comes behind that, with
 * all that it has ever said of the pods: only what stands beside their lines is wanted.
 */
export class OwnBeginning {
  #seconds = Number.POSITIVE_INFINITY;

  /** The source of a container, whose first entry is taken note of. */
  noted(source: LogSource): LogSource {
    return reading(source, (signal) => this.#note(source.read(signal)));
  }

  /** The source without what stands long before the lines of pods; all of it where there are none yet. */
  bounded(source: LogSource): LogSource {
    return reading(source, (signal) => this.#bound(source.read(signal)));
  }

  async *#note(items: AsyncIterable<SourceItem>): AsyncGenerator<SourceItem, void, void> {
    let isNoted = false;
    for await (const item of items) {
      if (!isNoted && isBlock(item) && item.count > 0) {
        isNoted = true;
        this.#seconds = Math.min(this.#seconds, item.keySeconds[0] as number);
      }
      yield item;
    }
  }

  async *#bound(items: AsyncIterable<SourceItem>): AsyncGenerator<SourceItem, void, void> {
    for await (const item of items) {
      if (!isBlock(item) || this.#seconds === Number.POSITIVE_INFINITY) yield item;
      else yield pickWithin(item, { first: { seconds: this.#seconds - timelineLeadSeconds, nanos: 0 } });
    }
  }
}

function reading(source: LogSource, read: LogSource["read"]): LogSource {
  return { name: source.name, read, [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() };
}
