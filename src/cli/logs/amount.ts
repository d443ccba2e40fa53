import { KtError } from "../../errors/kt-error.ts";
import type { Flags } from "../arguments/flags.ts";

/** How much of the merged and filtered stream is printed (L8). */
export interface Amount {
  /**
   * - `all`: everything.
   * - `last`: the last `entries`; in a follow those of the backlog. `isDefault` when nobody asked for it, so that what
   *   is left out must be said.
   * - `first`: the first `entries`.
   */
  readonly merged:
    | { readonly kind: "all" }
    | { readonly kind: "last"; readonly entries: number; readonly isDefault: boolean }
    | { readonly kind: "first"; readonly entries: number };
  /** The last entries of each container; undefined: all. */
  readonly lastOfEach: number | undefined;
  /** Bytes of messages; undefined: no limit. */
  readonly limitBytes: number | undefined;
}

/** What the amount depends on when no flag tells it. */
export interface AmountSituation {
  readonly isFollow: boolean;
  /** Whether plain text goes to a terminal. */
  readonly isTextOnTerminal: boolean;
  /** Whether a filter chooses among the lines. */
  readonly hasFilter: boolean;
  /** Whether all is wanted unless a number is given: a time bounds the read, lines are counted and not printed, or it is a Job's whole log. */
  readonly isWholeWanted: boolean;
}

/**
 * Reads how much is asked for. Without a flag it is everything, as in kubectl; only the last ten lines where a person
 * would otherwise be flooded, and before a follow.
 * @throws KtError KT_USAGE for bad numbers and flags that exclude each other.
 */
export function readAmount(flags: Flags, situation: AmountSituation): Amount {
  const head = flags.count("head", 0);
  const tail = flags.count("tail", -1);
  const lastOfEach = flags.count("tail-each", -1);
  const isAll = flags.isOn("all") === true;
  if (head !== undefined && tail !== undefined && tail >= 0) {
    throw conflict("--head and --tail", "one asks for the first lines and one for the last", "--tail 100");
  }
  if (isAll && (head !== undefined || (tail ?? -1) >= 0)) {
    throw conflict(`--all and ${head === undefined ? "--tail" : "--head"}`, "--all asks for every line", "--all");
  }
  if (head !== undefined && situation.isFollow) {
    throw conflict(
      "--head and --follow",
      "a follow has no end from which to count",
      "--head 100 without -f, or -f --tail 100",
    );
  }
  const limitBytes = flags.count("limit-bytes", 0);
  return {
    merged: readMerged({ head, tail, isAll: isAll || lastOfEach !== undefined }, situation),
    lastOfEach: lastOfEach === -1 ? undefined : lastOfEach,
    // kubectl takes 0 for no limit.
    limitBytes: limitBytes === 0 ? undefined : limitBytes,
  };
}

function readMerged(
  asked: { readonly head: number | undefined; readonly tail: number | undefined; readonly isAll: boolean },
  situation: AmountSituation,
): Amount["merged"] {
  if (asked.head !== undefined) return { kind: "first", entries: asked.head };
  if (asked.tail !== undefined && asked.tail >= 0) return { kind: "last", entries: asked.tail, isDefault: false };
  if (asked.isAll || asked.tail === -1 || situation.isWholeWanted) return { kind: "all" };
  const isShort = situation.isFollow || (situation.isTextOnTerminal && !situation.hasFilter);
  return isShort ? { kind: "last", entries: 10, isDefault: true } : { kind: "all" };
}

function conflict(flags: string, reason: string, instead: string): KtError {
  return new KtError("KT_USAGE", `${flags} cannot go together: ${reason}`, { hint: `use ${instead}` });
}
