import { KtError } from "../../src/errors/kt-error.ts";
import type { ByteStream, KubeClient, RequestOptions } from "../../src/kube/client.ts";
import type { ContainerState, Pod } from "../../src/kube/objects.ts";
import type { PodStates, Target } from "../../src/targets/target.ts";
import { formatTimestamp } from "../../src/time/timestamp.ts";
import type { TestLine } from "./entries.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** A question to the log endpoint, as it came. */
export interface LogRequest {
  readonly query: Readonly<Record<string, unknown>>;
  /** From 0. */
  readonly number: number;
}

/** What goes wrong with an answer. */
export interface AnswerFault {
  /** Refuses it with this error instead of answering. */
  readonly refuse?: KtError;
  /** Ends it behind so many bytes. */
  readonly afterBytes?: number;
  /** How it ends there; absent: `break`. */
  readonly how?: "break" | "end" | "stall";
  /** Sent instead of the log. */
  readonly body?: string;
}

/** One run of the container. */
class Run {
  readonly id: string;
  readonly number: number;
  files: LogFile[] = [new LogFile()];
  isRunning = true;
  /** Whether the runtime has deleted it. */
  isGone = false;
  readonly startedAt: number;
  finishedAt = 0;

  constructor(number: number, startedAt: number) {
    this.number = number;
    this.id = `test://run-${number}`;
    this.startedAt = startedAt;
  }

  get file(): LogFile {
    return this.files.at(-1) as LogFile;
  }
}

/** One log file; a reader that has it open goes on reading it when it is rotated. */
class LogFile {
  readonly lines: Line[] = [];
}

interface Line {
  readonly at: number;
  readonly bytes: Buffer;
  /** How many pieces the runtime cut it into. */
  readonly pieces: number;
  /** Whether it ends with a newline. */
  readonly isWhole: boolean;
}

/**
 * One pod with one container `app` and its kubelet, in memory and with a virtual clock: the log endpoint with
 * the semantics of the real one, rotation and restarts, and faults by script.
 */
export class ScriptedKubelet {
  readonly requests: LogRequest[] = [];
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
    this.run.files.push(new LogFile());
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
      metadata: { name: "web-1", namespace: "shop", uid: "uid-1" },
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
      post: unused,
      list: unused,
      watch: unused,
      serverNowMs: () => this.#time.nowMs(),
      close: async () => undefined,
      stream: async (_path, options) => this.#answer(options),
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

interface StreamOptions {
  readonly run: Run;
  readonly query: Readonly<Record<string, unknown>>;
  readonly fault: AnswerFault;
  readonly chunk: (bytes: Buffer) => Buffer[];
  readonly isDeleted: () => boolean;
  readonly closed: () => void;
  readonly signal: AbortSignal;
}

class ScriptedStream implements ByteStream {
  readonly status = 200;
  readonly headers = {};
  isFrozen = false;
  readonly #options: StreamOptions;
  #file: LogFile;
  #at: number;
  #sentBytes = 0;
  #queue: Buffer[] = [];
  #end: "break" | "end" | undefined;
  #isStalled = false;
  #isFirst = true;
  #wake: (() => void) | undefined;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#file = options.run.file;
    this.#at = this.#firstLine();
    options.signal.addEventListener("abort", () => this.wake(), { once: true });
  }

  async next(): Promise<readonly Buffer[] | undefined> {
    const { signal } = this.#options;
    for (;;) {
      if (signal.aborted) throw signal.reason as Error;
      this.#fill();
      const next = this.#queue.shift();
      if (next !== undefined) return [next];
      if (this.#end === "break") throw new KtError("KT_UNREACHABLE", "the connection was reset");
      if (this.#end === "end") return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.closed();
  }

  wake(): void {
    this.#wake?.();
  }

  cut(how: "break" | "end"): void {
    this.#end ??= how;
    this.wake();
  }

  reopen(at: number): void {
    if (this.#options.query["follow"] !== true) return;
    this.#file = this.#options.run.file;
    this.#at = at;
    this.wake();
  }

  /** findTailLineStartIndex of cri-client: counts pieces from the end. */
  #firstLine(): number {
    const tailLines = this.#options.query["tailLines"];
    if (typeof tailLines !== "number") return 0;
    let pieces = 0;
    let at = this.#file.lines.length;
    while (at > 0 && pieces + (this.#file.lines[at - 1] as Line).pieces <= tailLines) {
      pieces += (this.#file.lines[at - 1] as Line).pieces;
      at--;
    }
    // The rest of the tail is the end of a line, which the kubelet sends as one, with a later timestamp.
    const cut = this.#file.lines[at - 1];
    if (pieces < tailLines && cut !== undefined) {
      const text = cut.bytes.subarray(31);
      const kept = text.subarray(text.length - 16_384 * (tailLines - pieces));
      this.#queue.push(Buffer.concat([Buffer.from(`${stamp(cut.at + 1000)} `), kept]));
    }
    return at;
  }

  #fill(): void {
    const { run, query, fault, isDeleted, chunk } = this.#options;
    if (this.#end !== undefined || this.#isStalled || this.isFrozen) return;
    const parts: Buffer[] = [];
    if (this.#isFirst && fault.body !== undefined) parts.push(Buffer.from(fault.body));
    this.#isFirst = false;
    if (fault.body !== undefined) {
      this.#end = "end";
    } else if (run.isGone) {
      parts.push(Buffer.from(`unable to retrieve container logs for ${run.id}`));
      this.#end = "end";
    } else {
      this.#collect(parts);
      if (query["follow"] !== true || !run.isRunning || isDeleted()) this.#end = "end";
    }
    this.#send(Buffer.concat(parts), chunk);
  }

  #collect(parts: Buffer[]): void {
    const { run, query } = this.#options;
    const since = sinceOf(query["sinceTime"]);
    for (;;) {
      while (this.#at < this.#file.lines.length) {
        const line = this.#file.lines[this.#at++] as Line;
        if (line.at >= since) parts.push(line.bytes);
      }
      const next = run.files[run.files.indexOf(this.#file) + 1];
      if (query["follow"] !== true || next === undefined) return;
      this.#file = next;
      this.#at = 0;
    }
  }

  #send(bytes: Buffer, chunk: (bytes: Buffer) => Buffer[]): void {
    const { fault, query } = this.#options;
    const limitBytes = query["limitBytes"];
    let sent = typeof limitBytes === "number" ? bytes.subarray(0, limitBytes) : bytes;
    const left = (fault.afterBytes ?? Number.POSITIVE_INFINITY) - this.#sentBytes;
    if (sent.length >= left) {
      sent = sent.subarray(0, left);
      const how = fault.how ?? "break";
      if (how === "stall") this.#isStalled = true;
      this.#end = how === "stall" ? undefined : how;
    }
    this.#sentBytes += sent.length;
    if (sent.length > 0) this.#queue.push(...chunk(sent));
  }
}

function stamp(at: number): string {
  const seconds = Math.floor(at / 1e9);
  return formatTimestamp({ seconds, nanos: at - seconds * 1e9 });
}

function secondOf(at: number): string {
  return stamp(Math.floor(at / 1e9) * 1e9).replace(".000000000", "");
}

/** Cut to the whole second, as the API server does. */
function sinceOf(sinceTime: unknown): number {
  return typeof sinceTime === "string" ? Math.floor(Date.parse(sinceTime) / 1000) * 1e9 : Number.NEGATIVE_INFINITY;
}
