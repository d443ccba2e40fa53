import type { KubeClient } from "../kube/client.ts";
import type { Pod } from "../kube/objects.ts";

/** Which list of the pod's spec a container stands in; a sidecar is an init container that goes on. */
export type ContainerKind = "regular" | "init" | "sidecar" | "ephemeral";

/** One pod, by name and UID: a new pod of the same name (a StatefulSet's) is another one. */
export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** One container to read, through all of its instances. */
export interface Target {
  readonly client: KubeClient;
  readonly pods: PodStates;
  readonly pod: PodRef;
  readonly container: string;
  readonly kind: ContainerKind;
  /** Why it was chosen, for `--dry-run` and `-v`: `deployment/web selects app=web`. */
  readonly why: string;
  /** Facts of its node (zone, region, os, arch), only where a flag or a column asked for them. */
  readonly node?: { readonly zone?: string; readonly region?: string; readonly os?: string; readonly arch?: string };
}

/** The newest known state of pods, from the watch where there is one. */
export interface PodStates {
  /** What is known without asking; undefined when the pod is known to be gone (deleted, or replaced by another UID). */
  current(pod: PodRef): Pod | undefined;
  /**
   * Asks the API server now (one GET; calls for the same pod at the same time share it).
   * @returns undefined when the pod is gone.
   * @throws KtError as `KubeClient.get`, except for a 404.
   */
  refresh(pod: PodRef, signal: AbortSignal): Promise<Pod | undefined>;
  /**
   * Waits until the pod's state is another than `seen` (compared by identity) and returns it; by watch, or by
   * asking on a timer where there is no watch. Returns undefined when the pod is gone, and `seen` itself on an abort.
   */
  changed(pod: PodRef, seen: Pod | undefined, signal: AbortSignal): Promise<Pod | undefined>;
}

/** What a selection of sources came to. */
export interface TargetSet {
  /** The containers that are there at the start, in a stable order (namespace, pod, container as in the spec). */
  readonly initial: readonly Target[];
  /**
   * Containers that come later (follow only). Ends by itself when no more can come: everything selected was named
   * outright and has finished. For a finished read it ends at once.
   */
  readonly joining: AsyncIterable<Target>;
}
