import { KtError } from "../../src/errors/kt-error.ts";
import type { KubeClient } from "../../src/kube/client.ts";
import { resolveTargets } from "../../src/targets/resolve-targets.ts";
import type { Selection, TargetNotice } from "../../src/targets/selection.ts";
import type { Target, TargetSet } from "../../src/targets/target.ts";
import { type Clock, systemClock } from "../../src/time/clock.ts";

/** A selection that was resolved, and what was said meanwhile. */
export interface Resolved {
  readonly set: TargetSet;
  readonly notices: readonly TargetNotice[];
  /** Targets that joined so far, as text. */
  readonly joined: readonly string[];
  /** Whether no more can join. */
  readonly hasEnded: () => boolean;
  readonly abort: () => void;
}

/** How a test resolves. */
export interface ResolvingOptions {
  readonly follow?: boolean;
  readonly clock?: Clock;
  readonly pollMs?: number;
}

/** Resolves a selection, or the sources of a text with blanks between them, and collects what joins. */
export async function resolveText(
  client: KubeClient,
  selection: Selection | string,
  { follow = false, clock = systemClock, pollMs = 2000 }: ResolvingOptions = {},
): Promise<Resolved> {
  const abort = new AbortController();
  const notices: TargetNotice[] = [];
  const set = await resolveTargets(
    client,
    typeof selection === "string" ? { sources: selection.split(" ") } : selection,
    {
      follow,
      signal: abort.signal,
      compilePattern: (text) => (name) => new RegExp(text).test(name),
      clock,
      pollMs,
      onNotice: (notice) => notices.push(notice),
    },
  );
  const joined: string[] = [];
  let hasEnded = false;
  const collect = async (): Promise<void> => {
    for await (const target of set.joining) joined.push(textOf(target));
    hasEnded = true;
  };
  void collect();
  return { set, notices, joined, hasEnded: () => hasEnded, abort: () => abort.abort() };
}

/** The containers that a finished read of a selection means, `NAMESPACE/POD/CONTAINER` each. */
export async function namesOf(client: KubeClient, selection: Selection | string): Promise<readonly string[]> {
  const { set } = await resolveText(client, selection);
  return set.initial.map(textOf);
}

/** The error of a selection. */
export async function errorOf(
  client: KubeClient,
  selection: Selection | string,
  options: ResolvingOptions = {},
): Promise<KtError> {
  try {
    const { set, abort } = await resolveText(client, selection, options);
    abort();
    throw new Error(`resolved to ${set.initial.map(textOf).join(" ") || "nothing"}`);
  } catch (error) {
    if (error instanceof KtError) return error;
    throw error;
  }
}

/** `NAMESPACE/POD/CONTAINER`. */
export function textOf({ pod, container }: Target): string {
  return `${pod.namespace}/${pod.name}/${container}`;
}
