import { hasCode, KtError } from "../../errors/kt-error.ts";
import type { KubeObject, OwnerReference, Pod } from "../../kube/objects.ts";
import { findContainerStatus } from "../../kube/container-status.ts";
import type { Notices } from "../../stream/notice.ts";
import type { Target, TargetSet } from "../../targets/target.ts";
import type { Clock } from "../../time/clock.ts";
import { pause } from "../../time/pause.ts";

/** What watching over the completion of a follow needs. */
export interface CompletionOptions {
  readonly clock: Clock;
  readonly notices: Notices;
  readonly signal: AbortSignal;
}

/** A container that was followed to its end, with what was last known of its pod; undefined: it was gone already. */
interface EndedTarget {
  readonly target: Target;
  readonly pod: Pod | undefined;
}

/**
 * Ends a follow when everything in it is done (`--exit-on-complete`), and knows whether it failed. What is done: each container that was
 * followed has ended for good, and of the Jobs whose pods they are none will make another.
 */
export class Completion {
  readonly #options: CompletionOptions;
  readonly #open = new Set<Target>();
  readonly #ended: EndedTarget[] = [];
  readonly #over = Promise.withResolvers<undefined>();
  #isAsking = false;

  constructor(options: CompletionOptions) {
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#over.resolve(undefined), { once: true });
  }

  /** The same containers; no more join when everything is done. */
  ending({ initial, joining }: TargetSet): TargetSet {
    for (const target of initial) this.#open.add(target);
    return { initial, joining: this.#join(joining) };
  }

  /** Says that nothing more comes of a target. */
  end(target: Target): void {
    if (!this.#open.delete(target)) return;
    this.#ended.push({ target, pod: target.pods.current(target.pod) });
    void this.#endIfDone();
  }

  /** What failed; undefined when all went well. Jobs are judged as a whole: a pod of theirs may fail and be made again. */
  async failure(): Promise<KtError | undefined> {
    const jobs = new Map<string, Promise<JobState>>();
    for (const ended of this.#ended) {
      const job = jobOf(ended);
      const state = job && (await getOrAdd(jobs, job.uid, () => this.#stateOf(ended.target, job.name)));
      const failure = state === undefined || state.kind === "unknown" ? failureOf(ended) : jobFailure(state, ended);
      const isMadeUpFor = state?.kind === "unknown" && job !== undefined && this.#hasSucceeded(job.uid);
      if (failure !== undefined && !isMadeUpFor) return failure;
    }
    return undefined;
  }

  async *#join(joining: AsyncIterable<Target>): AsyncGenerator<Target, void, void> {
    const iterator = joining[Symbol.asyncIterator]();
    for (;;) {
      const result = await Promise.race([iterator.next(), this.#over.promise]);
      if (result === undefined || result.done === true) return;
      this.#open.add(result.value);
      yield result.value;
    }
  }

  /** Asks, while nothing is being followed, whether more will come. */
  async #endIfDone(): Promise<void> {
    const { clock, signal } = this.#options;
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#open.size === 0 && !signal.aborted) {
      if (await this.#areJobsOver()) {
        if (this.#open.size === 0) this.#over.resolve(undefined);
        break;
      }
      await pause(clock, askAgainMs, signal);
    }
    this.#isAsking = false;
  }

  async #areJobsOver(): Promise<boolean> {
    const asked = new Set<string>();
    for (const ended of this.#ended) {
      const job = jobOf(ended);
      if (job === undefined || asked.has(job.uid)) continue;
      asked.add(job.uid);
      if ((await this.#stateOf(ended.target, job.name)).kind === "running") return false;
    }
    return true;
  }

  #hasSucceeded(jobUid: string): boolean {
    return this.#ended.some((ended) => jobOf(ended)?.uid === jobUid && ended.pod?.status?.phase === "Succeeded");
  }

  async #stateOf({ client, pod }: Target, name: string): Promise<JobState> {
    const path = `/apis/batch/v1/namespaces/${pod.namespace}/jobs/${name}`;
    try {
      return stateOfJob(await client.get<Job>(path, { signal: this.#options.signal }));
    } catch (error) {
      if (!hasCode(error, "KT_NOT_FOUND") && !this.#options.signal.aborted) {
        this.#options.notices.notice({
          level: "warning",
          about: `${pod.namespace}/job/${name}`,
          message: `its pods tell whether it is done: ${error instanceof Error ? error.message : String(error)}`,
          onceKey: `job ${pod.namespace}/${name}`,
        });
      }
      return { kind: "unknown", name };
    }
  }
}

const askAgainMs = 1000;

/** The part of a Job that tells how it stands. */
interface Job extends KubeObject {
  readonly status?: { readonly conditions?: readonly JobCondition[] };
}

interface JobCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

interface JobState {
  readonly kind: "running" | "complete" | "failed" | "unknown";
  readonly name: string;
  readonly why?: string;
}

function stateOfJob({ metadata, status }: Job): JobState {
  const { name } = metadata;
  const isTrue = (type: string): JobCondition | undefined =>
    status?.conditions?.find((condition) => condition.type === type && condition.status === "True");
  const failed = isTrue("Failed");
  if (failed !== undefined) {
    return { kind: "failed", name, why: [failed.reason, failed.message].filter(Boolean).join(": ") };
  }
  return { kind: isTrue("Complete") === undefined ? "running" : "complete", name };
}

function jobOf({ pod }: EndedTarget): OwnerReference | undefined {
  return pod?.metadata.ownerReferences?.find(({ kind, controller }) => kind === "Job" && controller !== false);
}

function jobFailure({ kind, name, why }: JobState, { target }: EndedTarget): KtError | undefined {
  if (kind !== "failed") return undefined;
  const { namespace } = target.pod;
  return new KtError(
    "KT_WORKLOAD_FAILED",
    `job "${name}" in namespace "${namespace}" failed${why ? ` (${why})` : ""}`,
    {
      hint: `kubectl describe job ${name} -n ${namespace}`,
    },
  );
}

function failureOf({ target, pod }: EndedTarget): KtError | undefined {
  const { namespace, name } = target.pod;
  const what = `${namespace}/${name}/${target.container}`;
  const hint = `kubectl describe pod ${name} -n ${namespace}`;
  if (pod === undefined) {
    return new KtError("KT_WORKLOAD_FAILED", `${what} was deleted, and how it ended is not known`, { hint });
  }
  const terminated = findContainerStatus(pod, target.container)?.state?.terminated;
  if (terminated !== undefined && terminated.exitCode !== 0) {
    const why = terminated.reason === undefined ? "" : ` (${terminated.reason})`;
    return new KtError("KT_WORKLOAD_FAILED", `${what} ended with exit code ${terminated.exitCode}${why}`, { hint });
  }
  const { phase, reason, message } = pod.status ?? {};
  if (phase !== "Failed") return undefined;
  const why = [reason, message].filter(Boolean).join(": ");
  return new KtError("KT_WORKLOAD_FAILED", `pod ${namespace}/${name} failed${why === "" ? "" : ` (${why})`}`, { hint });
}

function getOrAdd<T>(map: Map<string, T>, key: string, make: () => T): T {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
