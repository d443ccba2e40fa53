import { KtError } from "../errors/kt-error.ts";
import type { KubeClient, RequestOptions } from "../kube/client.ts";
import { StatusError } from "../kube/failures/status-error.ts";
import { FileBody } from "./file-body.ts";
import { namesOfFolderPage } from "./folder-page.ts";

/** A part of a file: from an offset on, to before another; or so many bytes at its end. */
export type FilePart = { readonly from: number; readonly to?: number | undefined } | { readonly last: number };

/**
 * A folder below a node's `/var/log`, as the node's kubelet shows it through the API server. Needs the right to get
 * `nodes/proxy`. Only GET is answered, HEAD is refused (kubernetes v1.36.3, measured).
 */
export class NodeFolder {
  readonly client: KubeClient;
  readonly node: string;
  /** Below `/var/log`, with a slash at its end. */
  readonly path: string;

  constructor(client: KubeClient, node: string, path: string) {
    this.client = client;
    this.node = node;
    this.path = path;
  }

  /** A folder in this one. */
  below(name: string): NodeFolder {
    return new NodeFolder(this.client, this.node, `${this.path}${name}/`);
  }

  /**
   * The names in it, folders with a slash.
   * @returns undefined when there is no such folder.
   * @throws KtError as `KubeClient.stream`; KT_API for an answer that is no page of a folder.
   */
  async list(signal: AbortSignal): Promise<readonly string[] | undefined> {
    let body: FileBody;
    try {
      body = await this.#open("", { signal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    await using opened = body;
    const isPage = opened.contentType.startsWith("text/html");
    const names = isPage ? namesOfFolderPage((await opened.take(longestPageBytes)).toString("utf8")) : undefined;
    if (names !== undefined) return names;
    throw new KtError("KT_API", `the kubelet of node "${this.node}" does not show its log files (${this.path})`, {
      hint: `kubectl get --raw '${this.#urlOf("")}'`,
    });
  }

  /**
   * Opens a file.
   * @param part of its stored bytes; absent: all.
   * @param isBulk whether megabytes may come.
   * @returns undefined when it is not there (any more).
   * @throws KtError as `KubeClient.stream`.
   */
  async open(
    name: string,
    part: FilePart | undefined,
    signal: AbortSignal,
    isBulk: boolean = false,
  ): Promise<FileBody | undefined> {
    const headers: Readonly<Record<string, string>> = part === undefined ? {} : { range: rangeOf(part) };
    try {
      return await this.#open(encodeURIComponent(name), { headers, bulk: isBulk ? "surely" : undefined, signal });
    } catch (error) {
      if (isMissing(error)) return undefined;
      if (error instanceof StatusError && error.status === 416) return FileBody.empty();
      throw error;
    }
  }

  async #open(name: string, options: RequestOptions): Promise<FileBody> {
    return new FileBody(await this.client.stream(this.#urlOf(name), options));
  }

  #urlOf(name: string): string {
    const path = this.path.split("/").map(encodeURIComponent).join("/");
    return `/api/v1/nodes/${encodeURIComponent(this.node)}/proxy/logs/${path}${name}`;
  }
}

/** Some hundred thousand names. */
const longestPageBytes = 64 * 1024 * 1024;

/** The kubelet's own words for a file that is not there; a node that is not there has a Status. */
function isMissing(error: unknown): boolean {
  return error instanceof StatusError && error.status === 404 && error.reason === "";
}

function rangeOf(part: FilePart): string {
  if ("last" in part) return `bytes=-${part.last}`;
  return `bytes=${part.from}-${part.to === undefined ? "" : part.to - 1}`;
}
