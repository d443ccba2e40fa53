import { KtError } from "../errors/kt-error.ts";
import { findLastEntries } from "./end-search.ts";
import { describeFile, type FileFacts } from "./file-facts.ts";
import type { FilePlace } from "./file-place.ts";
import { FileReading } from "./file-reading.ts";
import type { FileRequest } from "./file-request.ts";
import { type LogFileName, logFilesOf } from "./log-file-name.ts";
import type { NodeFolder } from "./node-folder.ts";
import { findSecond } from "./time-search.ts";

/** The log files of one container on its node. */
export class ContainerFiles {
  readonly #folder: NodeFolder;

  /** @param folder the container's own. */
  constructor(folder: NodeFolder) {
    this.#folder = folder;
  }

  /** All of them in the order in which they were written; none when there is no folder. @throws KtError as `NodeFolder.list`. */
  async list(signal: AbortSignal): Promise<readonly LogFileName[]> {
    return logFilesOf((await this.#folder.list(signal)) ?? []);
  }

  /** What each of them holds, in the same order. @throws KtError as `NodeFolder.list` and `NodeFolder.open`. */
  async describe(signal: AbortSignal): Promise<readonly FileFacts[]> {
    const facts: FileFacts[] = [];
    for (const file of await this.list(signal)) {
      const one = await describeFile(this.#folder, file, signal);
      if (one !== undefined) facts.push(one);
    }
    return facts;
  }

  /** Size of the file that an instance writes to; undefined when there is none. @throws KtError as `NodeFolder.open`. */
  async currentBytes(instance: number, signal: AbortSignal): Promise<number | undefined> {
    await using body = await this.#folder.open(currentName(instance), { from: 0, to: 1 }, signal);
    return body?.sizeBytes;
  }

  /**
   * Opens the files of an instance, to be read up to the end that they have now.
   * @throws KtError KT_NO_PREVIOUS when there are none; as `NodeFolder.open`.
   */
  async open(request: FileRequest, signal: AbortSignal): Promise<FileReading> {
    const { instance, hasRotated } = request;
    const current: LogFileName = { name: currentName(instance), instance, rotatedAt: "", isCompressed: false };
    const files = hasRotated ? (await this.list(signal)).filter((file) => file.instance === instance) : [current];
    if (files.length === 0) throw noFiles(this.#folder, instance);
    const place = await this.#placeOf(files, request, signal);
    const relist = async (): Promise<readonly LogFileName[]> =>
      (await this.list(signal)).filter((file) => file.instance === instance);
    const reading = new FileReading({
      folder: this.#folder,
      files,
      place,
      relist,
      request,
      signal,
    });
    if (await reading.begin()) return reading;
    throw noFiles(this.#folder, instance);
  }

  async #placeOf(files: readonly LogFileName[], request: FileRequest, signal: AbortSignal): Promise<FilePlace> {
    const { lastEntries, sinceSeconds, range, stream } = request;
    if (lastEntries !== undefined) {
      return await findLastEntries(this.#folder, files, { entries: lastEntries, range, stream }, signal);
    }
    return sinceSeconds === undefined
      ? { index: 0, offset: 0 }
      : await findSecond(this.#folder, files, sinceSeconds, signal);
  }
}

function currentName(instance: number): string {
  return `${instance}.log`;
}

function noFiles({ node, path }: NodeFolder, instance: number): KtError {
  return new KtError("KT_NO_PREVIOUS", `node "${node}" has no log files of instance ${instance} (any more) in ${path}`);
}
