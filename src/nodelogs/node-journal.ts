import { KtError } from "../errors/kt-error.ts";
import type { ByteStream, KubeClient } from "../kube/client.ts";
import { StatusError } from "../kube/failures/status-error.ts";
import { type JournalQuery, parametersOf } from "./journal-query.ts";
import { MissingServiceError } from "./missing-service-error.ts";

/** What a kubelet answers to a query of a journal. */
export type JournalAnswer =
  | { readonly kind: "entries"; readonly body: JournalBody }
  /** Nothing matches, also where there is no such unit, but one whose name holds it. */
  | { readonly kind: "none" }
  /** The journal does not reach back so many boots. */
  | { readonly kind: "no-boot" };

/** The journals of a node, as its kubelet reads them through the API server. Needs the right to get `nodes/proxy`. */
export class NodeJournal {
  readonly client: KubeClient;
  readonly node: string;

  constructor(client: KubeClient, node: string) {
    this.client = client;
    this.node = node;
  }

  /**
   * Asks for entries. Failures that the kubelet answers with 200 are failures here.
   * @throws KtError as `KubeClient.stream`; KT_NOT_FOUND for a service that there is not; KT_API.
   */
  async open(query: JournalQuery, signal: AbortSignal): Promise<JournalAnswer> {
    const stream = await this.#send(query, signal);
    try {
      const head = await readHead(stream);
      const answer = this.#judge(head.toString("latin1"), query, stream.headers["content-type"] ?? "");
      if (answer === "entries") return { kind: "entries", body: new JournalBody(stream, head) };
      await stream[Symbol.asyncDispose]();
      return { kind: answer };
    } catch (error) {
      await stream[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #send(query: JournalQuery, signal: AbortSignal): Promise<ByteStream> {
    const path = `/api/v1/nodes/${encodeURIComponent(this.node)}/proxy/logs/`;
    try {
      return await this.client.stream(path, { query: parametersOf(query), signal });
    } catch (error) {
      throw this.#refusal(error, query);
    }
  }

  #refusal(error: unknown, { service }: JournalQuery): unknown {
    if (!(error instanceof StatusError) || error.reason !== "") return error;
    const { status } = error;
    if (status === 404 || status === 405) {
      return this.#featureOff(`it answers ${status} to queries of logs: it is too old for them, or they are off`);
    }
    if (status !== 400 && status !== 406) return error;
    const words = error.message.replace(/^.*?: (?=\w+: )/, "").replace(/ \(\d+\)$/, "");
    return new KtError(
      "KT_API",
      `the kubelet of node "${this.node}" refuses to query ${JSON.stringify(service)}: ${words}`,
      {
        cause: error,
      },
    );
  }

  #judge(head: string, { service }: JournalQuery, contentType: string): JournalAnswer["kind"] {
    const text = head.trimStart();
    if (contentType.startsWith("text/html")) {
      throw this.#featureOff("whatever is asked, it answers with the names of its log files");
    }
    if (text.startsWith("log not found for") || text.startsWith("options present and query resolved")) {
      throw new MissingServiceError(this.node, service);
    }
    if (text.startsWith("Data from the specified boot")) return "no-boot";
    if (text === "" || text.startsWith("-- No entries --")) return "none";
    const isFailure = /^(?:No journal files were|Failed to |error: |failed to )/.test(text);
    if (!isFailure) return "entries";
    throw new KtError("KT_API", `the journal of node "${this.node}" cannot be read: ${text.split("\n", 1)[0] ?? ""}`);
  }

  #featureOff(why: string): KtError {
    return new KtError("KT_API", `the kubelet of node "${this.node}" does not answer queries of its logs: ${why}`, {
      hint: "its configuration must say enableSystemLogHandler: true and enableSystemLogQuery: true",
    });
  }
}

/** The bytes of an answer, as they arrive. */
export class JournalBody implements AsyncDisposable {
  readonly #stream: ByteStream;
  #head: Buffer | undefined;

  /** @param head What was taken of it already. */
  constructor(stream: ByteStream, head: Buffer) {
    this.#stream = stream;
    this.#head = head;
  }

  /** What has arrived; undefined at the end. @throws KtError KT_UNREACHABLE when the connection broke. */
  async next(): Promise<Buffer | undefined> {
    const head = this.#head;
    if (head !== undefined) {
      this.#head = undefined;
      return head;
    }
    const chunks = await this.#stream.next();
    if (chunks === undefined) return undefined;
    const [only] = chunks;
    return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream[Symbol.asyncDispose]();
  }
}

/** All of an answer. @throws KtError KT_UNREACHABLE when the connection broke. */
export async function wholeOf(body: JournalBody): Promise<Buffer> {
  await using opened = body;
  const all: Buffer[] = [];
  for (let bytes = await opened.next(); bytes !== undefined; bytes = await opened.next()) all.push(bytes);
  return Buffer.concat(all);
}

/** So much of an answer that it can be told from every failure. */
async function readHead(stream: ByteStream): Promise<Buffer> {
  const taken: Buffer[] = [];
  for (let length = 0; length < headBytes; ) {
    const chunks = await stream.next();
    if (chunks === undefined) break;
    for (const chunk of chunks) length += taken.push(chunk) && chunk.length;
  }
  return Buffer.concat(taken);
}

const headBytes = 64;
