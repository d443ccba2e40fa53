import type { PlainClient } from "./plain-client.ts";

/**
 * A cluster, real or fake, with the same pods in a namespace of its own:
 * - `numbered`: `line 1` to `line 20`, then it sleeps;
 * - `finished`: `one`, `two`, and `end` without a newline; it has completed;
 * - `two`: the containers `first` and `second`, each with a line of its name;
 * - `mixed`: an init container `setup`, a sidecar `side`, and `main`, each with a line of its name;
 * - `crashing`: has crashed twice and waits to be started again; each run says `run`;
 * - `long`: one line of 40,000 times `x`, then `after`;
 * - `silent`: says nothing;
 * - `noimage`: cannot start for want of an image; `pending`: there is no node for it.
 *
 * All have the label `app=contract` and the label `name`. The user `reader` may get, list and watch pods
 * and get their logs in the namespace, `getter` may only get both; other users may nothing. They are
 * impersonated by the client, who may do everything.
 */
export interface ContractCluster extends AsyncDisposable {
  readonly client: PlainClient;
  readonly namespace: string;
  /** Adds or changes a label of a pod. */
  label(podName: string, key: string, value: string): Promise<void>;
  /** Adds a pod that says `hello` and sleeps, and waits until it runs. */
  addPod(name: string): Promise<void>;
  /** Deletes a pod; it may take a second to go. */
  removePod(name: string): Promise<void>;
}
