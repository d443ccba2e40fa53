/** An entry as `-o json` prints it, and the number in its message. */
export interface JsonEntry {
  readonly timestamp: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly message: string;
  /** What stands behind `seq=`; NaN where there is none. */
  readonly sequence: number;
}

/** The entries of an output with `-o json`. */
export function jsonEntries(out: string): readonly JsonEntry[] {
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const entry = JSON.parse(line) as Omit<JsonEntry, "sequence">;
      return { ...entry, sequence: Number(/ seq=(\d+) /.exec(entry.message)?.[1]) };
    });
}

/** 1, 2, 3 and so on up to `last`, or from `first`. */
export function sequenceTo(last: number, first = 1): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
