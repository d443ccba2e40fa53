import { KtError } from "../errors/kt-error.ts";
import type { ByteStream } from "../kube/client.ts";

/** The stored bytes of a file, or of a part of it, as they arrive. What breaks off is an error and no end. */
export class FileBody implements AsyncDisposable {
  readonly #stream: ByteStream | undefined;
  /** Size of the whole file when it was opened; undefined when the answer did not tell. */
  readonly sizeBytes: number | undefined;
  /** Whether it is the part that was asked for; some proxies answer with the whole file instead. */
  readonly isPart: boolean;
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
    this.isPart = status === 206;
    this.sizeBytes = this.isPart ? (total === undefined ? undefined : Number(total)) : this.#missingBytes;
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

  /**
   * What comes next, in one piece: so many bytes, or all that is left when that is less. What arrives with them is lost.
   * @param skippedBytes So many before them are passed over, and not held.
   */
  async take(limitBytes: number, skippedBytes: number = 0): Promise<Buffer> {
    const taken: Buffer[] = [];
    let skipped = skippedBytes;
    for (let bytes = 0; bytes < limitBytes; ) {
      const chunks = await this.next();
      if (chunks === undefined) break;
      for (const chunk of chunks) {
        const rest = chunk.subarray(Math.min(skipped, chunk.length));
        skipped -= chunk.length - rest.length;
        bytes += rest.length;
        if (rest.length > 0) taken.push(rest);
      }
    }
    return Buffer.concat(taken).subarray(0, limitBytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream?.[Symbol.asyncDispose]();
  }
}

/** The bytes of a file, chunk by chunk. */
export async function* chunksOf(body: FileBody): AsyncGenerator<Buffer, void, void> {
  for (let chunks = await body.next(); chunks !== undefined; chunks = await body.next()) yield* chunks;
}
