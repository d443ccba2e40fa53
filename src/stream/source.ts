import type { Block } from "./block.ts";

/**
 * What is known of one source: what columns and JSON show. One instance of one container is one
 * SourceInfo; a restarted container gets a new one.
 */
export interface SourceInfo {
  /** Dense number, unique in a run, from 0 in the order of appearance; breaks ties in the merge. */
  readonly id: number;
  /** The facts by column; a fact that does not apply or is not known is absent. */
  readonly facts: SourceFacts;
}

/** Facts of a source, all as text for a person. */
export interface SourceFacts {
  readonly context?: string;
  readonly namespace?: string;
  readonly node?: string;
  readonly zone?: string;
  readonly region?: string;
  readonly os?: string;
  readonly arch?: string;
  readonly pod?: string;
  readonly podUid?: string;
  readonly container?: string;
  /** Runtime's id of the container, as in the pod's status (`containerd://...`). */
  readonly containerId?: string;
  /** Restart count of the instance. */
  readonly instance?: number;
  /** Service of a node, or name of a file. */
  readonly service?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Said once by a source that follows: its backlog is complete, what comes now is live. A source that has nothing to read
 * yet (a container that has not started) says it at once, since the others' backlog waits for it.
 */
export interface CaughtUp {
  readonly kind: "caught-up";
}

/** What a source yields. */
export type SourceItem = Block | CaughtUp;

/** The one {@link CaughtUp}. */
export const caughtUp: CaughtUp = { kind: "caught-up" };

/** Whether the item is the mark between backlog and live entries. */
export function isCaughtUp(item: SourceItem): item is CaughtUp {
  return item === caughtUp;
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
