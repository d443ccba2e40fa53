import type { FollowEnvironment } from "../../nodelogs/followed-service.ts";
import { keepOnDisk } from "../../stream/keep-on-disk.ts";
import { isBlock, type LogSource } from "../../stream/source.ts";
import type { Spool, SpooledBlock } from "../../stream/spool.ts";
import { StreamSlots } from "../logs/stream-slots.ts";

/**
 * The sources of one node, which are read one after the other, and of no more nodes at a time than there are slots. A merge
 * wants the beginning of each before it takes more of any, so all of it is kept on the disk meanwhile.
 */
export function inTurn(ofNode: readonly LogSource[], slots: StreamSlots, spool: Spool): readonly LogSource[] {
  const kept = ofNode.map((): SpooledBlock[] => []);
  const failures = new Map<number, unknown>();
  let reading: Promise<void> | undefined;
  const readAll = async (signal: AbortSignal): Promise<void> => {
    const giveBack = await slots.take(signal);
    try {
      for (const [place, source] of ofNode.entries()) {
        try {
          for await (const item of source.read(signal)) {
            if (!isBlock(item) || item.count === 0) continue;
            kept[place]?.push(keepOnDisk(spool, item, "ask fewer nodes, or for less of each"));
          }
        } catch (error) {
          failures.set(place, error);
        }
      }
    } finally {
      giveBack();
    }
  };
  return ofNode.map((source, place) => ({
    ...source,
    read: async function* (signal) {
      reading ??= readAll(signal);
      await reading;
      for (const block of kept[place] ?? []) yield spool.read(block);
      if (failures.has(place)) throw failures.get(place);
    },
  }));
}

/** The turns of one node, in which it takes one of the slots of all. */
export function turnsOf(slots: StreamSlots): FollowEnvironment["takeTurn"] {
  const own = new StreamSlots(1);
  return async (signal) => {
    const giveBack = await own.take(signal);
    const giveSlotBack = await slots.take(signal);
    return () => {
      giveSlotBack();
      giveBack();
    };
  };
}
