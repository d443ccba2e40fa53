import { KtError } from "../../src/errors/kt-error.ts";
import type { ByteStream, KubeClient, RequestOptions } from "../../src/kube/client.ts";
import type { ContainerState, Pod } from "../../src/kube/objects.ts";
import type { PodStates, Target } from "../../src/targets/target.ts";
import type { TestLine } from "./entries.ts";
import { answerFromFiles } from "./scripted-files.ts";
import { LogFile, Run, stamp } from "./scripted-run.ts";
import { type AnswerFault, ScriptedStream } from "./scripted-stream.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** A question to the log endpoint, as it came. */
export interface LogRequest {
  readonly query: Readonly<Record<string, unknown>>;
  /** From 0. */
  readonly number: number;
}

/**
 * One pod with one container `app` and its kubelet, in memory and with a virtual clock: the log endpoint with
 * the semantics of the real one, rotation and restarts, and faults by script.
 */
export class ScriptedKubelet {
  readonly requests: LogRequest[] = [];
  /** How many requests there were for log files and their folder. */
  fileRequests = 0;
  /** Decides what goes wrong with a request. */
  fault: (request: LogRequest) => AnswerFault | undefined = () => undefined;
  /** How bodies are cut into pieces that arrive together; the whole by default. */
  chunk: (bytes: Buffer) => Buffer[] = (bytes) => [bytes];
  /** What `pods.refresh` throws; undefined: nothing. */
  refreshFails: KtError | undefined;
  /** While true the API server's state of the pod does not change. */
  isStatusStale = false;
  restartPolicy: "Always" | "OnFailure" | "Never" = "Always";
  readonly #time: VirtualTime;
  readonly #streams = new Set<ScriptedStream>();
  readonly #wakers = new Set<() => void>();
  #runs: Run[] = [];
  #isWaiting: string | undefined = "ContainerCreating";
  #exitCode = 0;
  #isDeleted = false;
  #isLeaving = false;
  #phase: "Pending" | "Running" | "Succeeded" | "Failed" = "Pending";
  #pod: Pod | undefined;

  constructor(time: VirtualTime) {
    this.#time = time;
    this.changed();
  }

  get target(): Target {
    return {
      client: this.#client(),
      pods: this.#states(),
      pod: { namespace: "shop", name: "web-1", uid: "uid-1" },
      container: "app",
      kind: "regular",
      why: "",
    };
  }

  get run(): Run {
    return this.#runs.at(-1) as Run;
  }

  /** Starts the container, anew when it ran before. */
  start(at: number = this.#time.nowMs() * 1e6): this {
    for (const older of this.#runs.slice(0, -1)) older.isGone = true;
    this.#runs.push(new Run(this.#runs.length, at));
    this.#isWaiting = undefined;
    this.#phase = "Running";
    this.changed();
    return this;
  }

  /** Writes lines; the pieces of long ones count as the runtime counts them. */
  write(lines: readonly TestLine[], options: { isWhole?: boolean } = {}): void {
    for (const [at, text] of lines) {
      const bytes = Buffer.from(`${stamp(at)} ${text}${options.isWhole === false ? "" : "\n"}`);
      const pieces = Math.max(1, Math.ceil(text.length / 16_384));
      this.run.file.lines.push({ at, bytes, pieces, isWhole: options.isWhole !== false });
    }
    this.#wakeStreams();
  }

  /** Begins a new file. Streams read the old one to its end first. */
  rotate(): void {
    this.run.files.push(new LogFile(this.run.file.number + 1));
  }

  /** Deletes the rotated file of this number, from 0. */
  deleteFile(number: number): void {
    this.run.files = this.run.files.filter((file) => file.number !== number);
  }

  /** Ends the run; its streams end behind what is there. */
  exit(exitCode = 0): void {
    this.run.isRunning = false;
    this.run.finishedAt = this.#time.nowMs() * 1e6;
    this.#exitCode = exitCode;
    this.changed();
    this.#wakeStreams();
  }

  /** After an exit: the state becomes `waiting` with this reason, and the exited run the previous one. */
  backOff(reason = "CrashLoopBackOff"): void {
    this.#isWaiting = reason;
    this.changed();
  }

  finish(phase: "Succeeded" | "Failed"): void {
    this.#phase = phase;
    this.changed();
  }

  /** Marks it as being deleted. */
  leave(): void {
    this.#isLeaving = true;
    this.changed();
  }

  delete(): void {
    this.#isDeleted = true;
    this.changed();
    this.#wakeStreams();
  }

  /** Breaks or ends all streams that are open. */
  cut(how: "break" | "end" = "break"): void {
    for (const stream of [...this.#streams]) stream.cut(how);
  }

  /** All follows read the current file from its first line again. */
  replay(): void {
    for (const stream of this.#streams) stream.reopen(0);
  }

  /** All follows go on with the current file's first line, whatever they have not read. */
  skip(): void {
    this.replay();
  }

  /** All follows stand still for ever. */
  freeze(): void {
    for (const stream of this.#streams) stream.isFrozen = true;
  }

  /** How many streams are open. */
  get openStreams(): number {
    return this.#streams.size;
  }

  /** Makes the API server's state of the pod that of the kubelet. */
  changed(): void {
    if (this.isStatusStale) return;
    this.#pod = this.#isDeleted ? undefined : this.#status();
    for (const wake of [...this.#wakers]) wake();
  }

  #status(): Pod {
    const run = this.#runs.at(-1);
    const before = this.#runs.at(-2);
    const terminated = (of: Run | undefined): ContainerState =>
      of === undefined
        ? {}
        : {
            terminated: {
              exitCode: this.#exitCode,
              containerID: of.id,
              startedAt: secondOf(of.startedAt),
              finishedAt: secondOf(of.finishedAt),
            },
          };
    const isWaiting = this.#isWaiting !== undefined;
    const state: ContainerState = isWaiting
      ? { waiting: { reason: this.#isWaiting as string } }
      : run?.isRunning === true
        ? { running: { startedAt: secondOf(run.startedAt) } }
        : terminated(run);
    return {
      metadata: {
        name: "web-1",
        namespace: "shop",
        uid: "uid-1",
        ...(this.#isLeaving ? { deletionTimestamp: "2026-11-21T08:00:00Z" } : {}),
      },
      spec: { nodeName: "node-1", restartPolicy: this.restartPolicy, containers: [{ name: "app" }] },
      status: {
        phase: this.#phase,
        containerStatuses: [
          {
            name: "app",
            restartCount: Math.max(0, this.#runs.length - 1),
            ...(run === undefined ? {} : { containerID: run.id }),
            state,
            lastState: terminated(isWaiting ? run : before),
          },
        ],
      },
    };
  }

  #states(): PodStates {
    return {
      current: () => this.#pod,
      refresh: async () => {
        if (this.refreshFails !== undefined) throw this.refreshFails;
        return this.#pod;
      },
      changed: async (_pod, seen, signal) => {
        while (this.#pod === seen && !signal.aborted) {
          await new Promise<void>((resolve) => {
            this.#wakers.add(resolve);
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
        }
        return signal.aborted ? seen : this.#pod;
      },
    };
  }

  #client(): KubeClient {
    const unused = (): never => {
      throw new Error("not scripted");
    };
    return {
      context: "scripted",
      namespace: "shop",
      server: "scripted://",
      stats: { connections: 0, requests: 0 },
      get: unused,
      // Asked whether files may be read.
      post: async <T>() => ({ status: { allowed: true } }) as T,
      list: unused,
      watch: unused,
      serverNowMs: () => this.#time.nowMs(),
      close: async () => undefined,
      stream: async (path, options) => {
        if (!path.includes("/proxy/logs/")) return this.#answer(options);
        this.fileRequests++;
        return answerFromFiles(this.#runs, path, options);
      },
    };
  }

  #answer({ query = {}, signal }: RequestOptions): ByteStream {
    const request = { query, number: this.requests.length };
    this.requests.push(request);
    const fault = this.fault(request);
    if (fault?.refuse !== undefined) throw fault.refuse;
    if (this.#isDeleted) throw new KtError("KT_NOT_FOUND", 'pods "web-1" not found');
    const stream = new ScriptedStream({
      run: this.#chosenRun(query["previous"] === true),
      query,
      fault: fault ?? {},
      chunk: (bytes) => this.chunk(bytes),
      isDeleted: () => this.#isDeleted,
      closed: () => this.#streams.delete(stream),
      signal,
    });
    this.#streams.add(stream);
    return stream;
  }

  #chosenRun(isPrevious: boolean): Run {
    const run = this.#runs.at(-1);
    const isWaiting = this.#isWaiting !== undefined;
    const chosen = isPrevious ? (isWaiting ? run : this.#runs.at(-2)) : run;
    if (chosen !== undefined) return chosen;
    if (isPrevious) throw new KtError("KT_NO_PREVIOUS", "no previous instance");
    throw new KtError("KT_NOT_STARTED", `has not started: ${this.#isWaiting}`);
  }

  #wakeStreams(): void {
    for (const stream of [...this.#streams]) stream.wake();
  }
}

function secondOf(at: number): string {
  return stamp(Math.floor(at / 1e9) * 1e9).replace(".000000000", "");
}
