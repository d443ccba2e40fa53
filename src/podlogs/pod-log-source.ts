import { KtError } from "../errors/kt-error.ts";
import type { LogSource, SourceItem } from "../stream/source.ts";
import type { Target } from "../targets/target.ts";
import { ContainerReading } from "./container-reading.ts";
import { readInstances } from "./finished-instances.ts";
import { followContainer } from "./follow.ts";
import { Outlet } from "./outlet.ts";
import type { PodLogEnvironment, PodLogRequest } from "./pod-log-request.ts";

/**
 * The log of one container, through all of its instances. Every line that the API server sends comes out exactly
 * once, whatever happens to the connections; what may be missing is said with a `gap` notice.
 */
export function createPodLogSource(target: Target, request: PodLogRequest, environment: PodLogEnvironment): LogSource {
  return new PodLogSource(new ContainerReading(target, request, environment));
}

class PodLogSource implements LogSource {
  readonly name: string;
  readonly #reading: ContainerReading;
  readonly #closed = new AbortController();
  #isRead = false;

  constructor(reading: ContainerReading) {
    this.name = reading.name;
    this.#reading = reading;
  }

  read(signal: AbortSignal): AsyncIterable<SourceItem> {
    if (this.#isRead) throw new KtError("KT_INTERNAL", `${this.name} was read twice`);
    this.#isRead = true;
    const either = AbortSignal.any([signal, this.#closed.signal]);
    if (!this.#reading.request.follow) return this.#finished(either);
    return new Outlet(
      (outlet) => this.#follow(outlet, either),
      () => this.#closed.abort(),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort();
  }

  async *#finished(signal: AbortSignal): AsyncGenerator<SourceItem, void, void> {
    try {
      yield* readInstances(this.#reading, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #follow(outlet: Outlet, signal: AbortSignal): Promise<void> {
    try {
      await followContainer(this.#reading, outlet, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
