import type { Block } from "./block.ts";
import type { Notices } from "./notice.ts";

/**
 * Notices nodes whose clocks disagree with the others', and names each once. Nothing is corrected: entries are ordered by
 * their own timestamps, and a person should know what that order is worth.
 *
 * By how much the timestamps of a node lead its arrivals depends on its clock and on the way; the way is never shorter
 * than nothing, so the largest lead of many is the clock's.
 */
export class ClockSkew {
  readonly #notices: Notices;
  readonly #toleranceMs: number;
  readonly #clocks = new Map<string, NodeClock>();

  /** @param toleranceMs differences up to this are of no interest. */
  constructor(notices: Notices, toleranceMs: number) {
    this.#notices = notices;
    this.#toleranceMs = toleranceMs;
  }

  /** Takes note of live entries that arrived at `arrivedMs` of the run's monotonic clock. */
  note(block: Block, arrivedMs: number): void {
    const { node, context } = block.source.facts;
    if (node === undefined) return;
    const name = context === undefined ? node : `${context}/${node}`;
    let clock = this.#clocks.get(name);
    if (clock === undefined) {
      clock = {
        leadMs: Number.NEGATIVE_INFINITY,
        blockCount: 0,
        sinceMs: arrivedMs,
        // By then what can be known of the others is known.
        nextJudgedMs: arrivedMs + 2 * leastMs,
        isKnown: false,
        isNamed: false,
      };
      this.#clocks.set(name, clock);
    }
    const last = block.count - 1;
    const writtenMs = (block.keySeconds[last] as number) * 1000 + (block.keyNanos[last] as number) / 1e6;
    clock.leadMs = Math.max(clock.leadMs, writtenMs - arrivedMs);
    clock.blockCount++;
    clock.isKnown ||= clock.blockCount >= leastBlocks && arrivedMs - clock.sinceMs >= leastMs;
    if (clock.isKnown && !clock.isNamed && arrivedMs >= clock.nextJudgedMs) {
      clock.nextJudgedMs = arrivedMs + judgedEachMs;
      this.#judge(name, clock);
    }
  }

  #judge(name: string, clock: NodeClock): void {
    const others = [...this.#clocks.values()].filter((other) => other !== clock && other.isKnown);
    // Of two that differ one is enough to name.
    if (others.length === 0 || (others.length === 1 && others[0]?.isNamed === true)) return;
    const leads = others.map((other) => clock.leadMs - other.leadMs).sort((a, b) => Math.abs(a) - Math.abs(b));
    // Half of the others must disagree: then it is this clock.
    const leadMs = leads[(leads.length - 1) >> 1] ?? 0;
    if (Math.abs(leadMs) <= this.#toleranceMs) return;
    clock.isNamed = true;
    this.#notices.notice({
      level: "warning",
      about: name,
      message: `timestamps of this node are ${(Math.abs(leadMs) / 1000).toFixed(1)} s ${leadMs > 0 ? "ahead of" : "behind"} the others'; lines are ordered as if all clocks agreed`,
    });
  }
}

/** What is known of one node's clock. */
interface NodeClock {
  /** The largest lead of its timestamps over the run's clock; only differences mean something. */
  leadMs: number;
  blockCount: number;
  readonly sinceMs: number;
  nextJudgedMs: number;
  isKnown: boolean;
  isNamed: boolean;
}

/** A lead is believed after so many blocks in so much time. */
const leastBlocks = 5;
const leastMs = 5000;
const judgedEachMs = 1000;
