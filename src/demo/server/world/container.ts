import { ContainerLog, piecesOf, type StreamName } from "../logs/container-log.ts";
import type { LogFile } from "../logs/log-file.ts";
import type { LogSupply } from "../logs/log-supply.ts";
import { lineTime, objectTime } from "./clock.ts";
import type { WorldContext } from "./world-context.ts";

/** Where a container stands in its pod's spec; a sidecar is an init container that goes on. */
export type ContainerRole = "init" | "sidecar" | "regular" | "ephemeral";

/** One run of a container. */
export interface Instance {
  /** As in the pod's status: `containerd://...`. */
  readonly containerId: string;
  readonly restartCount: number;
  readonly startedAt: string;
  readonly log: ContainerLog;
}

/** How a run ended. */
export interface Exit {
  readonly exitCode: number;
  /** Absent: `Completed` for 0, `Error` else. */
  readonly reason?: string;
  readonly signal?: number;
}

/** How a line is written. */
export interface WriteOptions {
  /** Absent: stdout. */
  readonly stream?: StreamName;
  /** RFC 3339, with any offset; absent: the clock. The same for all pieces. */
  readonly at?: string;
}

/** What `state` and `lastState` of a container's status are: at most one key. */
export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly running?: { readonly startedAt: string };
  readonly terminated?: TerminatedState;
}

/** A run that is over. */
export interface TerminatedState {
  readonly exitCode: number;
  readonly reason: string;
  readonly signal?: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly containerID: string;
}

/**
 * A container on its node: what the runtime and the kubelet know of it. Like the kubelet, it keeps the
 * current run and usually at most one dead one; the logs of earlier ones are gone.
 */
export class Container {
  readonly name: string;
  readonly role: ContainerRole;
  readonly image: string;
  readonly #context: WorldContext;
  readonly #onChange: () => void;
  #instances: Instance[] = [];
  #state: ContainerState = { waiting: { reason: "ContainerCreating" } };
  #lastState: ContainerState = {};
  /**
   * What keeps the kubelet from giving the log of the current run. `runtime`: the runtime does not know the container, or does not
   * answer; `file`: the file is not there.
   */
  lostLog: "runtime" | "file" | undefined;
  /** Serves the log in the place of the files; for benchmarks. */
  supply: LogSupply | undefined;

  constructor(context: WorldContext, spec: { name: string; role: ContainerRole; image: string }, onChange: () => void) {
    this.#context = context;
    this.name = spec.name;
    this.role = spec.role;
    this.image = spec.image;
    this.#onChange = onChange;
  }

  /** What `state` in the status is. */
  get state(): ContainerState {
    return this.#state;
  }

  /** What `lastState` in the status is. */
  get lastState(): ContainerState {
    return this.#lastState;
  }

  /** The latest run; undefined before the first. */
  get current(): Instance | undefined {
    return this.#instances.at(-1);
  }

  /** The log files that lie on the node, of all runs that have any. */
  get logFiles(): readonly LogFile[] {
    return this.lostLog === "file" ? [] : this.#instances.flatMap(({ log }) => log.files);
  }

  /** How often it was started again. */
  get restartCount(): number {
    return this.current?.restartCount ?? 0;
  }

  /** The run with this id while its log is there; undefined when it is gone. */
  instance(containerId: string): Instance | undefined {
    return this.#instances.find((instance) => instance.containerId === containerId);
  }

  /** Writes one line, the newline added; the container must have been started. */
  writeLine(message: string | Buffer, options: WriteOptions = {}): void {
    this.write(Buffer.concat([Buffer.from(message), Buffer.from("\n")]), options);
  }

  /** Writes bytes as a process would: any number of lines; an end without a newline is a partial line. */
  write(bytes: string | Buffer, options: WriteOptions = {}): void {
    const { at, stream = "stdout" } = options;
    this.#log.append(...piecesOf(Buffer.from(bytes), stream, () => at ?? lineTime(this.#context.clock)));
    if (this.#log.current.size >= this.#context.maxLogBytes) this.rotateLog();
  }

  /** Begins a new log file; what is read from now on without `follow` is that file only. */
  rotateLog(): void {
    this.#log.rotate(this.#context.clock.nowMs());
  }

  /** Starts the first or the next run. */
  start(): void {
    const startedAt = objectTime(this.#context.clock);
    const restartCount = this.current === undefined ? 0 : this.restartCount + 1;
    const instance = {
      containerId: this.#context.newContainerId(),
      restartCount,
      startedAt,
      log: new ContainerLog(restartCount, this.#context.maxLogFiles),
    };
    if (this.#state.terminated !== undefined) this.#lastState = this.#state;
    this.#instances = [...this.#instances.slice(-this.#context.maxDeadContainers), instance];
    this.#state = { running: { startedAt } };
    this.#onChange();
  }

  /** Ends the current run. Until {@link backOff} or {@link start}, the state is `terminated`. */
  exit(exit: Exit = { exitCode: 0 }): void {
    const instance = this.current;
    if (instance === undefined || this.#state.running === undefined) return;
    this.#state = {
      terminated: {
        ...exit,
        reason: exit.reason ?? (exit.exitCode === 0 ? "Completed" : "Error"),
        startedAt: instance.startedAt,
        finishedAt: objectTime(this.#context.clock),
        containerID: instance.containerId,
      },
    };
    // The kubelet keeps so many dead containers of each, the one that has just died among them.
    this.#instances = this.#instances.slice(-this.#context.maxDeadContainers);
    instance.log.end();
    this.#onChange();
  }

  /** Waits, before the next start or for ever: `CrashLoopBackOff`, `ErrImageNeverPull`. */
  wait(reason: string, message?: string): void {
    if (this.#state.terminated !== undefined) this.#lastState = this.#state;
    this.#state = { waiting: { reason, ...(message === undefined ? {} : { message }) } };
    this.#onChange();
  }

  /** Ends the run and starts the next: a new container ID, one restart more, the previous log kept. */
  restart(exit: Exit = { exitCode: 1 }): void {
    this.exit(exit);
    this.start();
  }

  get #log(): ContainerLog {
    if (this.current === undefined) throw new Error(`container ${this.name} has not been started`);
    return this.current.log;
  }
}
