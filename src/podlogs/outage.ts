/** What does not answer when a log cannot be read. */
export interface Outage {
  /** The same for all logs that cannot be read for the same reason. */
  readonly key: string;
  /** Who is named in a notice of it; undefined: the whole cluster. */
  readonly about: string | undefined;
  /** What cannot be read, in a sentence: `its containers`; empty where {@link about} says it. */
  readonly subject: string;
}

/** The outages of all follows of a run that have been told: one of a node or of a cluster is told once for all of its containers. */
export class Outages {
  /** By their keys, with all who have met them and still wait. */
  readonly #told = new Map<string, Set<Outage>>();

  /** @returns whether it is to be told. */
  begin(outage: Outage): boolean {
    const waiting = this.#told.get(outage.key);
    if (waiting === undefined) this.#told.set(outage.key, new Set([outage]));
    else waiting.add(outage);
    return waiting === undefined;
  }

  /** Takes note that something answers again. @returns whether it is to be told. */
  end(outage: Outage): boolean {
    return this.#told.get(outage.key)?.has(outage) === true && this.#told.delete(outage.key);
  }

  /**
   * Takes note that somebody waits no more, whether it answers again or not. When the last one has gone, as the pods of a lost node do, the
   * next outage is told anew.
   */
  leave(outage: Outage): void {
    const waiting = this.#told.get(outage.key);
    if (waiting?.delete(outage) === true && waiting.size === 0) this.#told.delete(outage.key);
  }
}
