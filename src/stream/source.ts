import type { Block } from "./block.ts";

/**
 * Said once by a source that follows: its backlog is complete, what comes now is live. A source that has nothing to read
 * yet (a container that has not started) says it at once, since the others' backlog waits for it.
 */
export interface CaughtUp {
  readonly kind: "caught-up";
}

/**
 * What a source that follows has to tell behind the entries before it: that an instance has ended, say. It is told when they are
 * out, so that no line stands behind the end of what wrote it.
 */
export interface Remark {
  readonly kind: "remark";
  /** Tells it. */
  readonly tell: () => void;
}

/** What a source yields. */
export type SourceItem = Block | CaughtUp | Remark;

/** The one {@link CaughtUp}. */
export const caughtUp: CaughtUp = { kind: "caught-up" };

/** Whether the item is the mark between backlog and live entries. */
export function isCaughtUp(item: SourceItem): item is CaughtUp {
  return item === caughtUp;
}

/** Whether the item is a remark. */
export function isRemark(item: SourceItem): item is Remark {
  return "kind" in item && item.kind === "remark";
}

/** Whether the item holds entries, if only none. */
export function isBlock(item: SourceItem): item is Block {
  return !("kind" in item);
}

/**
 * Anything that yields entries: a container's log, a node's journal, a file, standard input. Merge,
 * filter and render know no difference between them.
 *
 * A source reads only while somebody asks (back-pressure), keeps its own order for ever, yields every
 * entry exactly once, and reports through the {@link Notices} it was made with what it could not get. It
 * ends when there is nothing more to come. It throws only for what makes the whole source useless.
 */
export interface LogSource extends AsyncDisposable {
  /** For messages: `shop/web-5d4f/web`. */
  readonly name: string;
  /**
   * The entries, once; a second call is an error. An abort of the signal ends the iteration quietly and
   * gives back connections and files.
   */
  read(signal: AbortSignal): AsyncIterable<SourceItem>;
}
