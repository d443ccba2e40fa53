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
