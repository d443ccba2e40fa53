/** A pod that the logs of its node may speak of. */
export interface MentionedPod {
  readonly namespace: string;
  readonly name: string;
  /** Of its object; in the words of a kubelet a static pod has another one. */
  readonly uids: readonly string[];
  /** What was written before is about another pod of its name; in seconds since 1970. */
  readonly sinceSeconds: number;
  /** IDs of its containers as they are known now, without the name of the runtime. */
  readonly containerIds: () => readonly string[];
}

/**
 * Finds out which pod a line of a kubelet or a container runtime speaks of: by its UID, its name, or the ID of its sandbox or of
 * a container. Those of earlier instances no API tells; they are learnt from lines that name them together with what is
 * known already, as `CreateContainer within sandbox "..." returns container id "..."` does.
 */
export class PodMentions<P extends MentionedPod> {
  readonly #pods = new Set<P>();
  /** By UID, and by the ID of a sandbox or container. */
  readonly #ofId = new Map<string, P>();
  /** By `NAMESPACE/NAME`, and by the name alone, as some lines have it: there may be several, in other namespaces or one after the other. */
  readonly #ofName = new Map<string, readonly P[]>();
  #version = 0;

  /** Grows with everything that is added or learnt: then lines may speak of a pod that spoke of none before. */
  get version(): number {
    return this.#version;
  }

  /** Whether no line can speak of any. */
  get isEmpty(): boolean {
    return this.#pods.size === 0;
  }

  /** Since when lines may speak of one of them, in seconds since 1970; infinite where there is none. */
  get sinceSeconds(): number {
    return Math.min(...[...this.#pods].map(({ sinceSeconds }) => sinceSeconds));
  }

  add(pod: P): void {
    this.#pods.add(pod);
    this.#version++;
    for (const uid of pod.uids) this.#ofId.set(uid, pod);
    for (const name of namesOf(pod)) this.#ofName.set(name, [...(this.#ofName.get(name) ?? []), pod]);
    this.#learnFrom(pod);
  }

  remove(pod: P): void {
    this.#pods.delete(pod);
    for (const [id, owner] of this.#ofId) if (owner === pod) this.#ofId.delete(id);
    for (const name of namesOf(pod)) {
      const others = this.#ofName.get(name)?.filter((other) => other !== pod) ?? [];
      if (others.length > 0) this.#ofName.set(name, others);
      else this.#ofName.delete(name);
    }
  }

  /** Takes the IDs of containers that have started meanwhile. */
  refresh(): void {
    for (const pod of this.#pods) this.#learnFrom(pod);
  }

  /**
   * The pod that a line speaks of, the first one where there are several; undefined when it speaks of none. Learns IDs.
   * @param seconds When it was written, in seconds since 1970.
   */
  find(line: string, seconds: number): P | undefined {
    if (line.includes(readingOfLog) || line.includes(discardedEvent)) return undefined;
    const ids = [...new Set(line.match(idInLine))];
    if (ids.length > mostIds) return undefined;
    const pod = this.#podOfIds(ids) ?? this.#podOfNames(line, seconds);
    if (pod === undefined || seconds < pod.sinceSeconds) return undefined;
    for (const id of ids) if (id.length === containerIdLength) this.#learn(id, pod);
    return pod;
  }

  /**
   * What all lines that speak of them match, and some others: a regular expression that RE2 and PCRE read alike. Undefined where there is
   * too much to look for, or nothing.
   */
  pattern(): string | undefined {
    if (this.isEmpty || this.#ofName.size + this.#ofId.size > mostTerms) return undefined;
    const names = [...this.#ofName.keys()].map((name) => (name.includes("/") ? name : `"${name}"`));
    const ids = [...this.#ofId.keys()];
    const uids = ids.filter(({ length }) => length < containerIdLength).map((id) => id.replaceAll("-", "[-_]"));
    const containers = ids.filter(({ length }) => length === containerIdLength).map((id) => id.slice(0, termBytes));
    const terms = [...names.map((name) => name.replaceAll(".", "\\.")), ...uids];
    if (containers.length > 0) terms.push(`\\b${alternatives(containers, 3)}`);
    // The end always matches; that it names a capital letter makes journalctl look at case, which is several times faster.
    return `(?:${terms.join("|")})[^A]?`;
  }

  #learnFrom(pod: P): void {
    for (const id of pod.containerIds()) this.#learn(id, pod);
  }

  #learn(id: string, pod: P): void {
    if (this.#ofId.has(id)) return;
    this.#ofId.set(id, pod);
    this.#version++;
  }

  #podOfIds(ids: readonly string[]): P | undefined {
    for (const id of ids) {
      // In the names of cgroups UIDs have underscores.
      const pod = this.#ofId.get(id) ?? this.#ofId.get(id.replaceAll("_", "-"));
      if (pod !== undefined) return pod;
    }
    return undefined;
  }

  #podOfNames(line: string, seconds: number): P | undefined {
    for (const [, name = "", quoted = ""] of line.matchAll(nameInLine)) {
      const pods = this.#ofName.get(name === "" ? quoted : name)?.filter(({ sinceSeconds }) => sinceSeconds <= seconds);
      const [pod, another] = pods ?? [];
      if (pod === undefined) continue;
      // Its UID would have been known.
      if (podUidInLine.test(line)) return undefined;
      if (another === undefined) return pod;
      // Of a name alone the namespace is not known; of one pod after the other it is the last one that was there by then.
      const isOfOne = pods?.every(({ namespace }) => namespace === pod.namespace);
      if (isOfOne) return pods?.toSorted((one, other) => other.sinceSeconds - one.sinceSeconds)[0];
    }
    return undefined;
  }
}

/** A kubelet says so of each reading of a container's log (kubernetes v1.36.3, cri-client pkg/logs), ours among them: it tells nothing about the pod. */
const readingOfLog = '"Finished parsing log file"';
/**
 * containerd (2.x, internal/cri/server) says so of each event that no kubelet has taken, minutes after it: what happened stands in the journal already, at
 * its time.
 */
const discardedEvent = 'msg="container event discarded"';
const containerIdLength = 64;
/**
 * A line with more is about the node: a kubelet that starts names all mounts, and with them all sandboxes and containers (google/cadvisor,
 * `Filesystem partitions` and `Machine`). In 120,000 lines of a kubelet and containerd all others had two or fewer.
 */
const mostIds = 4;
/** With more a node is better asked for everything. */
const mostTerms = 400;
/** So much of a container's ID tells it apart. */
const termBytes = 12;

/**
 * One expression for any of these texts, sorted out by their first letters: PCRE tries the alternatives of a flat one one by one at each place.
 * @param depth By how many letters.
 */
function alternatives(texts: readonly string[], depth: number): string {
  const [only, another] = texts;
  if (only !== undefined && another === undefined) return only;
  if (depth === 0) return `(?:${texts.join("|")})`;
  const groups = Map.groupBy(texts, (text) => text.slice(0, 1));
  const parts = [...groups].map(([letter, group]) => {
    return (
      letter +
      alternatives(
        group.map((text) => text.slice(1)),
        depth - 1,
      )
    );
  });
  return `(?:${parts.join("|")})`;
}

/**
 * IDs of containers, UIDs, and those of static pods. The digest of an image is none, since other pods may have the same one, nor is
 * the name of a socket.
 */
const idInLine =
  /(?:sha256:|\/s\/)[0-9a-f]{64}|[0-9a-f]{64}|[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32}/g;

function namesOf({ namespace, name }: MentionedPod): readonly string[] {
  return [`${namespace}/${name}`, name];
}

/** As kubelets name the pod that a line is about. */
const podUidInLine = /\bpodUID="[0-9a-f]/;

/** `shop/web-1`, or `pod="web-1"`. */
const nameInLine = /(?<![\w./-])([a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9.-]*)|\bpod="([a-z0-9][a-z0-9.-]*)"/g;
