import { hasCode, KtError } from "../errors/kt-error.ts";
import type { ContainerFiles } from "../logfiles/container-files.ts";
import type { FileReading } from "../logfiles/file-reading.ts";
import type { KeyClock } from "../stream/key-clock.ts";
import type { SourceInfo } from "../stream/source-info.ts";
import type { Target } from "../targets/target.ts";
import type { Instance } from "./container-view.ts";
import type { LogQuery } from "./log-query.ts";
import type { PodLogEnvironment, PodLogRequest } from "./pod-log-request.ts";

/** What is known of the reading whose files are meant. */
export interface FileReader {
  readonly name: string;
  readonly target: Target;
  readonly request: PodLogRequest;
  readonly environment: PodLogEnvironment;
  /** The instance being read, and its description. */
  readonly instance: Instance | undefined;
  readonly source: SourceInfo;
}

/**
 * Decides for one container whether what is finished is read from the node's files instead of being asked of the log API,
 * and goes back to the API when the files cannot be had. What is live always comes from the API.
 */
export class FileChoice {
  readonly #reading: FileReader;
  #failures = 0;
  #isGivenUp = false;
  #isTold = false;
  #goneInstance: number | undefined;
  /** How many of the last entries are wanted of the next reading; undefined: all. */
  lastEntries: number | undefined;
  /** Whether the instance that is read from files has rotated ones. */
  wasRotated = false;

  constructor(reading: FileReader) {
    this.#reading = reading;
  }

  /** Whether the ends of logs are to be looked for in files, too. */
  get isAsked(): boolean {
    if (!this.#isPossible) return false;
    const { fileUse, stream } = this.#reading.request;
    return fileUse !== "better" || stream !== undefined;
  }

  /**
   * Opens the files for a question about a finished log.
   * @returns undefined where the API is to be asked.
   * @throws KtError of an instance that the API knows nothing of.
   */
  async open(query: LogQuery, clock: KeyClock, signal: AbortSignal): Promise<FileReading | undefined> {
    const { instance, request, environment } = this.#reading;
    const isWhole = query.tailLines === undefined && query.limitBytes === undefined;
    if (instance?.isOnlyInFiles === true && !this.#isPossible) throw noFiles(instance);
    if (instance === undefined || !isWhole || !this.#isPossible) return undefined;
    try {
      const files = await this.#files();
      const { source } = this.#reading;
      if (files === undefined || (this.#isAuto && !(await this.#isWorthwhile(files, signal)))) return undefined;
      const { number } = instance;
      const { sinceSeconds, stream } = query;
      const { lastEntries } = this;
      const { fileUse, range } = request;
      const nowMs = (): number => environment.nowMs();
      const hasRotated = fileUse === "history";
      const wanted = { instance: number, hasRotated, sinceSeconds, lastEntries, range, stream };
      const opened = await files.open({ ...wanted, source, clock, nowMs }, signal);
      this.wasRotated = opened.wasRotated;
      this.#tell();
      return opened;
    } catch (error) {
      if (signal.aborted || instance.isOnlyInFiles === true) throw error;
      // Those of the other instances may be there.
      if (request.fileUse !== "finished" && hasCode(error, "KT_NO_PREVIOUS")) this.#goneInstance = instance.number;
      else this.noteFailure(error);
      return undefined;
    }
  }

  /** Whether the node has no files any more of the instance that is read, while those of others can be read. */
  get isInstanceGone(): boolean {
    const number = this.#reading.instance?.number;
    return number !== undefined && number === this.#goneInstance;
  }

  /** Whether {@link openAll} may be tried, as far as that is known. */
  async mayOpenAll(signal: AbortSignal): Promise<boolean> {
    if (this.#reading.request.fileUse === "never" || this.#isGivenUp) return false;
    return !(await this.#isRefused(signal));
  }

  /**
   * Opens all files of the instance that is read, rotated ones too, for what the API cannot give any more.
   * @returns undefined where files may not be read, or are not wanted.
   * @throws KtError as `ContainerFiles.open`.
   */
  async openAll(
    sinceSeconds: number | undefined,
    clock: KeyClock,
    signal: AbortSignal,
  ): Promise<FileReading | undefined> {
    const { instance, request, environment } = this.#reading;
    if (instance === undefined || !(await this.mayOpenAll(signal))) return undefined;
    const { range, stream } = request;
    const nowMs = (): number => environment.nowMs();
    const wanted = { instance: instance.number, hasRotated: true, sinceSeconds, lastEntries: undefined, range, stream };
    return await (await this.#files())?.open({ ...wanted, source: this.#reading.source, clock, nowMs }, signal);
  }

  /** The numbers of the instances that have files, rising; none where they cannot be had. */
  async instances(signal: AbortSignal): Promise<readonly number[]> {
    if (!this.#isPossible) return [];
    try {
      const files = (await (await this.#files())?.list(signal)) ?? [];
      return [...new Set(files.map(({ instance }) => instance))];
    } catch (error) {
      if (signal.aborted) throw error;
      this.noteFailure(error);
      return [];
    }
  }

  /** What is said of files that were deleted before they were read. */
  tellDeleted(names: readonly string[]): void {
    for (const name of names) {
      this.#say("gap", `lost: the kubelet deleted ${name} before it was read`);
    }
  }

  /** The files could not be opened, or broke off. What is no KtError is a defect, and thrown again. */
  noteFailure(error: unknown): KtError {
    if (!(error instanceof KtError)) throw error;
    const isPassing = hasCode(error, "KT_UNREACHABLE") && ++this.#failures < mostFailures;
    if (isPassing && !this.#isAuto) return error;
    this.#isGivenUp = true;
    const why = error.message;
    const { request, target } = this.#reading;
    const node = target.pods.current(target.pod)?.spec?.nodeName;
    // A right that is missing is missing for all containers of the node.
    const scope = hasCode(error, "KT_FORBIDDEN") && node !== undefined ? `node ${node}` : undefined;
    const files = scope === undefined ? "its files on the node" : "the files of its containers";
    if (this.#isAuto) {
      this.#say("debug", `is read from the API and not from its files: ${why}`);
    } else if (request.fileUse === "history") {
      const lacking = "what was rotated away, and instances before the last two, are missing";
      this.#say("gap", `${files} cannot be read, only what the API gives; ${lacking}: ${why}`, { error, scope });
    } else {
      const instead = scope === undefined ? "it comes" : "they come";
      this.#say("warning", `${files} cannot be read, so ${instead} from the API: ${why}`, { error, scope });
    }
    return error;
  }

  get #isAuto(): boolean {
    return this.#reading.request.fileUse === "better";
  }

  get #isPossible(): boolean {
    const { fileUse, follow } = this.#reading.request;
    return fileUse !== "never" && !this.#isGivenUp && !(this.#isAuto && follow);
  }

  async #files(): Promise<ContainerFiles | undefined> {
    const { target, environment } = this.#reading;
    const pod = target.pods.current(target.pod);
    const access = await environment.files();
    return pod === undefined ? undefined : access.filesOf(target.client, pod, target.container);
  }

  /** Whether the caller may not read files, as far as that is known. */
  async #isRefused(signal: AbortSignal): Promise<boolean> {
    const { target, environment } = this.#reading;
    const access = await environment.files();
    return !(await access.mayRead(target.client, signal));
  }

  /** Whether the caller may read files, and this one is long, or the API cannot tell its streams apart. */
  async #isWorthwhile(files: ContainerFiles, signal: AbortSignal): Promise<boolean> {
    const { instance, request } = this.#reading;
    if (await this.#isRefused(signal)) {
      this.#isGivenUp = true;
      return false;
    }
    if (request.stream !== undefined) return true;
    const sizeBytes = instance === undefined ? undefined : await files.currentBytes(instance.number, signal);
    return sizeBytes !== undefined && sizeBytes >= longBytes;
  }

  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#say("debug", "is read from its files on the node");
  }

  #say(level: "debug" | "warning" | "gap", message: string, { error, scope }: Said = {}): void {
    const { environment, name } = this.#reading;
    environment.notices.notice({ level, code: error?.code, about: name, scope, message, hint: error?.hint });
  }
}

/** What a notice comes from, and what it holds for as a whole. */
interface Said {
  readonly error?: KtError;
  readonly scope?: string | undefined;
}

function noFiles({ number }: Instance): KtError {
  return new KtError("KT_NO_PREVIOUS", `the files of instance ${number} cannot be read any more`);
}

/** What takes the kubelet a noticeable time to parse. */
const longBytes = 1024 * 1024;
const mostFailures = 3;
