import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import type { Notices } from "../../stream/notice.ts";
import type { PodRef } from "../../targets/target.ts";
import { look } from "../look.ts";
import { Masker } from "./masker.ts";
import { knownSecretsOf } from "./secret-values.ts";

/** How the secrets of pods are learned. */
export interface PodSecretsOptions {
  readonly client: KubeClient;
  /** False: no Secret is read, whatever is allowed. */
  readonly mayRead: boolean;
  /** Told where values could not be read, once for all the pods of one owner. */
  readonly notices: Notices;
  readonly signal: AbortSignal;
}

/** The secrets of pods that are learned of one by one. Of each pod, and of each Secret that it refers to, is asked once. */
export class PodSecrets {
  readonly #options: PodSecretsOptions;
  readonly #maskers = new Map<string, Promise<Masker>>();
  readonly #values = new Set<string>();
  #masker = new Masker();

  constructor(options: PodSecretsOptions) {
    this.#options = options;
  }

  /** For texts about all the pods: masks the values of those that were read by now. */
  get masker(): Masker {
    return this.#masker;
  }

  /** For the log of one pod. @throws the signal's reason. */
  maskerOf(pod: PodRef): Promise<Masker> {
    const known = this.#maskers.get(pod.uid);
    if (known !== undefined) return known;
    const masker = this.#learn(pod);
    // Whoever waits for it is told of a failure; until somebody does it is none of the process.
    masker.catch(() => undefined);
    this.#maskers.set(pod.uid, masker);
    return masker;
  }

  /** {@link masker}, when what is asked for already is there. @throws the signal's reason. */
  async wholeMasker(): Promise<Masker> {
    await Promise.all(this.#maskers.values());
    return this.#masker;
  }

  /** Of pods in lists only what reading logs takes was kept: the whole one tells which Secrets it refers to. */
  async #learn({ namespace, name }: PodRef): Promise<Masker> {
    const { client, mayRead, signal } = this.#options;
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`;
    const pod = await look(`pod "${name}"`, requestMs, signal, (within) => client.get<Pod>(path, { signal: within }));
    if (!pod.isSeen) {
      this.#tell(
        `${namespace}/${pod.error.code}`,
        `which Secrets pod ${name} refers to is not known`,
        pod.error.message,
      );
      return new Masker();
    }
    const { values, referenced, read } = await knownSecretsOf([pod.value], {
      ...{ client, mayRead, limitMs: requestMs, signal },
    });
    if (read < referenced) {
      const [owner] = pod.value.metadata.ownerReferences ?? [];
      const which = `${referenced - read} of the ${referenced} Secrets of pod ${name}`;
      this.#tell(`${owner?.uid ?? name}/${referenced - read}/${referenced}`, `the values of ${which} were not read`);
    }
    for (const value of values) this.#values.add(value);
    this.#masker = new Masker([...this.#values]);
    return new Masker(values);
  }

  #tell(onceKey: string, what: string, why?: string): void {
    const reason = why === undefined ? "" : ` (${why})`;
    const message = `${what}${reason}: in its log only what shows by its form is masked`;
    this.#options.notices.notice({ level: "warning", message, onceKey: `secrets ${onceKey}` });
  }
}

const requestMs = 5000;
