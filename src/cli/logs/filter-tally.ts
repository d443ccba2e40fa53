import type { FilterFactory } from "../../filter/block-filter.ts";

/** Counts the lines that go into the filters of a run, and those that come out. */
export class FilterTally {
  taken = 0;
  kept = 0;

  /** The same filters, counted. */
  counted(factory: FilterFactory): FilterFactory {
    return (source) => {
      const filter = factory(source);
      return {
        get held() {
          return filter.held;
        },
        apply: (block) => {
          this.taken += block.count;
          const kept = filter.apply(block);
          this.kept += kept.count;
          return kept;
        },
        flush: () => {
          const held = filter.flush();
          this.kept += held?.count ?? 0;
          return held;
        },
      };
    };
  }
}
