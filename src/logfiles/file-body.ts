import { KtError } from "../errors/kt-error.ts";
import type { ByteStream } from "../kube/client.ts";

/** The stored bytes of a file, or of a part of it, as they arrive. What breaks off is an error and no end. */
export class FileBody implements AsyncDisposable {
  readonly #stream: ByteStream | undefined;
  /** Size of the whole file when it was opened; undefined when the answer did not tell. */
  readonly sizeBytes: number | undefined;
  /** Empty when the answer did not tell. */
  readonly contentType: string;
  #missingBytes: number | undefined;

  constructor(stream: ByteStream | undefined) {
    this.#stream = stream;
    const { headers = {}, status } = stream ?? {};
    const length = headers["content-length"];
    this.contentType = headers["content-type"] ?? "";
    this.#missingBytes = length === undefined ? undefined : Number(length);
    const total = /^bytes \d+-\d+\/(\d+)$/.exec(headers["content-range"] ?? "")?.[1];
    this.sizeBytes = status === 206 ? (total === undefined ? undefined : Number(total)) : this.#missingBytes;
  }

  /** What is there behind the end of a file. */
  static empty(): FileBody {
    return new FileBody(undefined);
  }

  /**
   * All that has arrived; undefined at the end.
   * @throws KtError KT_UNREACHABLE when the connection broke, or ended before all was there.
   */
  async next(): Promise<readonly Buffer[] | undefined> {
    const chunks = await this.#stream?.next();
    if (this.#missingBytes === undefined) return chunks;
    if (chunks !== undefined) {
      for (const { length } of chunks) this.#missingBytes -= length;
    } else if (this.#stream !== undefined && this.#missingBytes > 0) {
      const missing = `${this.#missingBytes} bytes of the file did not come`;
      throw new KtError("KT_UNREACHABLE", `the connection ended amid a log file: ${missing}`);
    }
    return chunks;
  }

  /** All that is left, in one piece. */
  async rest(): Promise<Buffer> {
    const all: Buffer[] = [];
    for (let chunks = await this.next(); chunks !== undefined; chunks = await this.next()) all.push(...chunks);
    return Buffer.concat(all);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream?.[Symbol.asyncDispose]();
  }
}

/** The bytes of a file, chunk by chunk. */
export async function* chunksOf(body: FileBody): AsyncGenerator<Buffer, void, void> {
  for (let chunks = await body.next(); chunks !== undefined; chunks = await body.next()) yield* chunks;
}
