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
  readonly #told = new Set<string>();

  /** @returns whether it is to be told. */
  begin({ key }: Outage): boolean {
    if (this.#told.has(key)) return false;
    this.#told.add(key);
    return true;
  }

  /** Takes note that something answers again. @returns whether it is to be told. */
  end({ key }: Outage): boolean {
    return this.#told.delete(key);
  }
}
